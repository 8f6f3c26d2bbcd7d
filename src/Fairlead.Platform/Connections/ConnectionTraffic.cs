using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Connections;

/// <summary>What went to and fro between Fairlead and one Jira lately. Times are UTC.</summary>
/// <param name="LastEventAt">When the last webhook came; <see langword="null"/> when none ever did.</param>
/// <param name="LastLookAt">When the last look at what changed began that came to its end.</param>
/// <param name="LastWriteAt">When the last worker that changed something in Jira was done.</param>
/// <param name="Trouble">Why looks fail; <see langword="null"/> while they do not.</param>
/// <param name="WebhookWarning">Why webhooks seem not to arrive, and what to do; <see langword="null"/> where they do or are not wanted.</param>
/// <param name="UnheardIssues">Issues that wait to be read: Jira does not show them, or their configuration is disabled.</param>
public sealed record ConnectionTraffic(
    ConnectionId Connection,
    DateTimeOffset? LastEventAt,
    DateTimeOffset? LastLookAt,
    DateTimeOffset? LastWriteAt,
    ReadingTrouble? Trouble,
    string? WebhookWarning,
    int UnheardIssues)
{
    /// <summary>Issues whose status the last reading by id found changed, although looks by search had come further.</summary>
    public int MissedIssues { get; init; }
}

/// <summary>Why what people change in Jira is not heard.</summary>
/// <param name="Since">UTC. The first failure after the last success.</param>
public sealed record ReadingTrouble(string Reason, string NextStep, DateTimeOffset Since);

/// <summary>A higher room's knowledge of what went through the connections.</summary>
internal interface IConnectionTraffic
{
    /// <returns>Of each connection through which anything went.</returns>
    Task<IReadOnlyList<ConnectionTraffic>> ListAsync(CancellationToken ct);
}
