using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pay.Providers.Testing.Stub;

/// <summary>
/// A stand-in for a PSP on a socket of its own, which can break a connection at the exact place that a fault means. One request for each
/// connection. Times are not measured: it says when the moment has come to end the caller's time limit.
/// </summary>
internal sealed class StubPsp : IAsyncDisposable
{
    private static readonly TimeSpan DripPause = TimeSpan.FromMilliseconds(5);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<Task> _connections = new();
    private readonly ConcurrentQueue<StubRequest> _requests = new();
    private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<StubRequest, StubAnswer> _answer;
    private readonly Func<StubRequest, StubAnswer>? _otherOrder;
    private readonly WireFault? _fault;
    private readonly int _faultAt;
    private readonly Task _accepting;
    private int _accepted;

    /// <param name="answer">The good answers.</param>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="faultAt">From which message on, counted from 1: an HTTP client may send a question again by itself.</param>
    /// <param name="otherOrder">The answer of <see cref="WireFault.OtherOrder"/>.</param>
    public StubPsp(
        Func<StubRequest, StubAnswer> answer, WireFault? fault = null, int faultAt = 1, Func<StubRequest, StubAnswer>? otherOrder = null)
    {
        (_answer, _fault, _faultAt, _otherOrder) = (answer, fault, faultAt, otherOrder);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        BaseUrl = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/"));
        if (fault == WireFault.ConnectionRefused)
        {
            // Bound, so that nobody else gets the port, but not listening.
            _accepting = Task.CompletedTask;
            return;
        }

        _listener.Listen(backlog: 64);
        _accepting = AcceptAsync();
    }

    public Uri BaseUrl { get; }

    /// <summary>What has been read whole, in order.</summary>
    public IReadOnlyList<StubRequest> Requests => [.. _requests];

    /// <summary>Completes when the stand-in has got where only a time limit ends it.</summary>
    public Task Stuck => _stuck.Task;

    /// <summary>What the script itself threw.</summary>
    public Exception? ScriptFault { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections).ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptAsync(_end.Token).ConfigureAwait(false);
                connection.NoDelay = true;
                _accepted++;
                _connections.Enqueue(ServeAsync(connection, _accepted >= _faultAt ? _fault : null));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket connection, WireFault? fault)
    {
        using (connection)
        {
            try
            {
                if (fault == WireFault.ResetBeforeReading)
                {
                    Reset(connection);
                    return;
                }

                if (await StubWire.ReadAsync(connection, _end.Token).ConfigureAwait(false) is { } request)
                {
                    _requests.Enqueue(request);
                    await AnswerAsync(connection, request, fault).ConfigureAwait(false);
                }
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The other side has gone, as it may.
            }
        }
    }

    private async Task AnswerAsync(Socket connection, StubRequest request, WireFault? fault)
    {
        switch (fault)
        {
            case WireFault.ResetAfterRequest:
                Reset(connection);
                return;
            case WireFault.EmptyAnswer:
                connection.Shutdown(SocketShutdown.Send);
                return;
            case WireFault.SilentUntilDeadline:
                _stuck.TrySetResult();
                await StubWire.WaitForEndAsync(connection, _end.Token).ConfigureAwait(false);
                return;
            case WireFault.DripUntilDeadline:
                await DripAsync(connection, Script(_answer, request)).ConfigureAwait(false);
                return;
            case WireFault.TruncatedTransfer:
                var whole = Script(_answer, request);
                await StubWire.SendAsync(connection, StubWire.Head(whole, whole.Body.Length + 1), whole.Body[..(whole.Body.Length / 2)], _end.Token)
                    .ConfigureAwait(false);
                return;
        }

        var answer = fault is { } other ? BrokenAnswer.Of(other, request, () => Script(_answer, request), () => Script(_otherOrder!, request)) : Script(_answer, request);
        await StubWire.SendAsync(connection, StubWire.Head(answer, answer.Body.Length), answer.Body, _end.Token).ConfigureAwait(false);
        connection.Shutdown(SocketShutdown.Send);
        await StubWire.WaitForEndAsync(connection, _end.Token).ConfigureAwait(false);
    }

    private async Task DripAsync(Socket connection, StubAnswer answer)
    {
        await StubWire.SendAsync(connection, StubWire.Head(answer, answer.Body.Length + 1), default, _end.Token).ConfigureAwait(false);
        for (var at = 0; at < answer.Body.Length; at++)
        {
            await connection.SendAsync(answer.Body.Slice(at, 1), _end.Token).ConfigureAwait(false);
            if (at == Math.Min(3, answer.Body.Length - 1))
            {
                _stuck.TrySetResult();
            }

            await Task.Delay(DripPause, _end.Token).ConfigureAwait(false);
        }

        _stuck.TrySetResult();
        await StubWire.WaitForEndAsync(connection, _end.Token).ConfigureAwait(false);
    }

    private StubAnswer Script(Func<StubRequest, StubAnswer> script, StubRequest request)
    {
        try
        {
            return script(request);
        }
        catch (Exception fault)
        {
            // The script is somebody else's code; what it throws belongs into the test's result and not into this loop.
            ScriptFault = fault;
            return new StubAnswer { Status = 500 };
        }
    }

    private static void Reset(Socket connection)
    {
        connection.LingerState = new LingerOption(enable: true, seconds: 0);
        connection.Close();
    }
}
