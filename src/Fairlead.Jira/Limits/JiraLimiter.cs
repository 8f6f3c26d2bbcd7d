namespace Fairlead.Jira.Limits;

/// <summary>Decides when calls to one site may go.</summary>
public sealed class JiraLimiter(JiraLimiterOptions options, TimeProvider clock) : IDisposable
{
    public JiraLimiterSnapshot Snapshot() => new(0, 0, options.MaxConcurrentCalls, [], LimitHeaders.None);

    public void Dispose() => _ = clock;
}
