namespace Pay.Providers;

/// <summary>
/// Carries an adapter's messages. It never throws for anything that a network or a PSP can do, never follows a redirect, stops at
/// the operation's deadline, and bounds what it reads.
/// </summary>
public interface IPspTransport
{
    /// <summary>Sends a message once, or more than once where <see cref="PspMessage.IsRepeatable"/>, and brings what came back.</summary>
    Task<PspReply> SendAsync(PspMessage message, CancellationToken deadline);
}
