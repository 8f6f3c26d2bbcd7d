namespace Fairlead.Jira.Limits;

/// <summary>What a pause covers.</summary>
public enum LimitScope
{
    Connection,
    Endpoint,
    Issue,
}

/// <summary>Something that waits now.</summary>
/// <param name="Name">Method and path template for an endpoint; the issue as the caller named it; empty for the connection.</param>
/// <param name="Reason">As Jira named it, or our own word for it.</param>
public sealed record JiraPause(LimitScope Scope, string Name, DateTimeOffset Until, string Reason);

/// <summary>What limits us at this moment, for pages and health.</summary>
/// <param name="Concurrency">Calls allowed in flight now; below the configured number after the site limited us.</param>
/// <param name="Latest">The last limit headers that carried anything.</param>
public sealed record JiraLimiterSnapshot(
    int InFlight, int Waiting, int Concurrency, IReadOnlyList<JiraPause> Pauses, LimitHeaders Latest);
