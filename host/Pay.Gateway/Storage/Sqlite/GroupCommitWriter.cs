using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Pay.Gateway.Reliability;

namespace Pay.Gateway.Storage.Sqlite;

/// <summary>
/// The only writer of the file in this process. It takes all units of work that are waiting, runs one after the other, commits them
/// together and only then tells their callers: one <c>fsync</c> for many, and no acknowledgement before it. A unit that fails
/// before it changed anything is simply left out; one that fails later takes the batch back, which then runs again without it.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    /// <summary>Bounds how long the first unit of a batch waits for the last one.</summary>
    private const int UnitsPerCommitMax = 256;

    /// <summary>More waiting units than this make callers wait to be queued, so that a stalled disk does not become a full memory.</summary>
    private const int WaitingUnitsMax = 16_384;

    private readonly Channel<Unit> _waiting = Channel.CreateBounded<Unit>(new BoundedChannelOptions(WaitingUnitsMax) { SingleReader = true });
    private readonly Session _session;
    private readonly SQLitePCL.sqlite3 _handle;
    private readonly Thread _thread;

    public GroupCommitWriter(Session session)
    {
        _session = session;
        _handle = ((SqliteConnection)session.Connection).Handle!;
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    public async Task<T> RunAsync<T>(Func<Session, Task<T>> work)
    {
        var unit = new Unit<T>(work);
        await _waiting.Writer.WriteAsync(unit);
        return await unit.Committed.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.Run(_thread.Join);
        await _session.DisposeAsync();
    }

    private void Run()
    {
        var batch = new List<Unit>(UnitsPerCommitMax);
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < UnitsPerCommitMax && _waiting.Reader.TryRead(out var unit))
            {
                batch.Add(unit);
            }

            Commit(batch);
        }
    }

    private void Commit(List<Unit> batch)
    {
        try
        {
            while (!TryRunAll(batch))
            {
                Rollback();
            }

            Failpoint.Reached(FailpointAt.CommitStarting);
            Execute("COMMIT");
            Failpoint.Reached(FailpointAt.CommitDone);
        }
        catch (Exception fault)
        {
            Rollback();
            foreach (var unit in batch)
            {
                unit.Fail(fault);
            }

            return;
        }

        foreach (var unit in batch)
        {
            unit.Acknowledge();
        }
    }

    /// <summary><see langword="false"/>: a unit failed halfway. It is marked, and everything has to be taken back and run without it.</summary>
    private bool TryRunAll(List<Unit> batch)
    {
        Execute("BEGIN IMMEDIATE");
        foreach (var unit in batch)
        {
            if (unit.HasFailed)
            {
                continue;
            }

            var changesBefore = SQLitePCL.raw.sqlite3_total_changes(_handle);
            if (!unit.TryRun(_session) && SQLitePCL.raw.sqlite3_total_changes(_handle) != changesBefore)
            {
                return false;
            }
        }

        return true;
    }

    private void Rollback()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled back by itself (a full disk does that); there is no transaction left to end.
        }
    }

    private void Execute(string sql) => _session.Prepare(sql).ExecuteAsync().GetAwaiter().GetResult();

    private abstract class Unit
    {
        /// <summary>The work threw; it is not run again.</summary>
        public abstract bool HasFailed { get; }

        /// <summary>Runs the work. <see langword="false"/>: it failed.</summary>
        public abstract bool TryRun(Session session);

        /// <summary>The batch is durable: the caller may be told.</summary>
        public abstract void Acknowledge();

        /// <summary>The batch as a whole did not become durable.</summary>
        public abstract void Fail(Exception fault);
    }

    private sealed class Unit<T>(Func<Session, Task<T>> work) : Unit
    {
        private T? _result;
        private Exception? _fault;

        public TaskCompletionSource<T> Committed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool HasFailed => _fault is not null;

        public override bool TryRun(Session session)
        {
            try
            {
                // SQLite's calls complete where they are made, so this does not wait for anything but the disk.
                _result = work(session).GetAwaiter().GetResult();
                return true;
            }
            catch (Exception fault)
            {
                _fault = fault;
                return false;
            }
        }

        public override void Acknowledge()
        {
            if (_fault is null)
            {
                Committed.SetResult(_result!);
            }
            else
            {
                Committed.SetException(_fault);
            }
        }

        public override void Fail(Exception fault) => Committed.SetException(_fault ?? fault);
    }
}
