using System.Collections.Concurrent;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>
/// What a crawl does when Jira refuses something, or its connection cannot be used: it waits, since a credential is replaced and a connection enabled again; it is over when its
/// project is lost. Where signing in is refused Jira is left alone until somebody changed or tested the connection, because each attempt brings the account nearer to being locked.
/// </summary>
internal sealed class CrawlRefusals(ConnectionDirectory connections, JiraSites sites, TimeProvider clock)
{
    /// <summary>Until what was refused is tried again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Until what has been refused for days is tried again.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    /// <summary>Until a credential is tried again that Jira refused and that nobody touched.</summary>
    private static readonly TimeSpan SignInPause = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<ConnectionId, SignInRefusal> _refused = new();

    /// <summary>Why nothing is asked of Jira now; <see langword="null"/>: no reason is known.</summary>
    public async Task<string?> StandingAsync(ConnectionId id, CancellationToken ct)
    {
        if (!_refused.TryGetValue(id, out var refusal))
            return null;
        if (refusal.Until > clock.GetUtcNow() && await connections.FindAsync(id, ct) is { IsEnabled: true } connection && refusal.IsOf(connection))
            return refusal.Reason;
        _refused.TryRemove(id, out _);
        return null;
    }

    /// <param name="e">A <see cref="JiraRefusedException"/>, <see cref="ConnectionUnusableException"/> or <see cref="ProjectLostException"/>.</param>
    /// <returns>Why the scan is over; <see langword="null"/>: it goes on when that works again.</returns>
    public async Task<string?> WhyOverAsync(SecretScan scan, Exception e, CancellationToken ct)
    {
        switch (e)
        {
            case ConnectionUnusableException { Why: not ConnectionUnusable.Missing }:
                return null;
            case JiraRefusedException refused when refused.Cause.IsAboutSignIn():
                if (await connections.FindAsync(scan.Connection, ct) is { } connection)
                    _refused[scan.Connection] = new(connection.Revision, connection.CheckedAt, clock.GetUtcNow() + SignInPause, e.Message);
                return null;
            // Of one issue nothing is lost: it is asked for again when it changes.
            case JiraRefusedException when scan.IssueKey is null:
                return await IsThereAsync(scan, ct) ? null : new ProjectLostException().Message;
            default:
                return e.Message;
        }
    }

    /// <summary>Whether the account sees the project, as far as Jira can be asked.</summary>
    private async Task<bool> IsThereAsync(SecretScan scan, CancellationToken ct)
    {
        try
        {
            return await (await sites.ClientForAsync(scan.Connection, ct)).Projects.GetAsync(scan.ProjectId, ct) is not null;
        }
        catch (Exception e) when (e is JiraRefusedException or JiraUnavailableException or ConnectionUnusableException)
        {
            return true;
        }
    }

    /// <param name="Revision">Of the connection; so is when a test last found that signing in works.</param>
    private sealed record SignInRefusal(long Revision, DateTimeOffset? CheckedAt, DateTimeOffset Until, string Reason)
    {
        public bool IsOf(Connection connection) => connection.Revision == Revision && connection.CheckedAt == CheckedAt;
    }
}
