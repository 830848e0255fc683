using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>What lies between a caller and a real provider, and can break.</summary>
internal static class SandboxWire
{
    /// <summary>Longer than a request waits in line, shorter than the time limit of a call.</summary>
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(8);

    /// <param name="fault">What goes wrong.</param>
    /// <param name="act">What the provider does.</param>
    /// <param name="unknown">The result where nobody knows.</param>
    /// <param name="failed">The result where it is certain that nothing was done.</param>
    /// <param name="clock">The clock that time limits go by.</param>
    /// <param name="deadline">When the caller stops waiting.</param>
    public static async Task<T> PassAsync<T>(
        SandboxFault fault, Func<Task<T>> act, Func<string, T> unknown, Func<FailureClass, string, T> failed, TimeProvider clock, CancellationToken deadline)
    {
        switch (fault)
        {
            case SandboxFault.Unreachable:
                return failed(FailureClass.NotSent, "The sandbox was asked to be unreachable.");
            case SandboxFault.Error:
                return failed(FailureClass.PspInternal, "The sandbox was asked to fail.");
            case SandboxFault.ResetBefore:
                return unknown("The connection was reset.");
            case SandboxFault.TimeoutBefore:
                return await SilenceAsync(unknown, clock, deadline);
            case SandboxFault.Slow:
                await Task.Delay(Slowness, clock, CancellationToken.None);
                return await act();
        }

        var result = await act();
        return fault switch
        {
            SandboxFault.ResetAfter => unknown("The connection was reset."),
            SandboxFault.Garbage => unknown("The answer cannot be read."),
            SandboxFault.TimeoutAfter => await SilenceAsync(unknown, clock, deadline),
            _ => result,
        };
    }

    private static async Task<T> SilenceAsync<T>(Func<string, T> unknown, TimeProvider clock, CancellationToken deadline)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return unknown("There was no answer within the time limit.");
    }
}
