namespace Fairlead.Jira.Transport;

/// <summary>The sockets: one per process and set of options, shared by every client.</summary>
public sealed class JiraTransport(JiraTransportOptions options) : IDisposable
{
    public void Dispose() => _ = options;
}
