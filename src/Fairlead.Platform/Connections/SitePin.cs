using Fairlead.Jira;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Connections;

/// <summary>
/// Which Jira a connection stands for. A copy of a Jira has the same keys and ids, so an answer alone does not tell it from the
/// original: what serverInfo calls the site's address does, and whether Fairlead's own issues are there.
/// </summary>
/// <param name="Known">The Jira as <see cref="NameOf"/> has it; <see langword="null"/> until one answered for the first time.</param>
/// <param name="Since">UTC. From when on issues that Fairlead made must be there.</param>
/// <param name="SeenAt">UTC. When it was last seen to be this one; <see langword="null"/> when that must be found out before anything is written.</param>
/// <param name="Other">What answers instead. The same as <paramref name="Known"/> when it says so, but lacks Fairlead's issues.</param>
public sealed record SitePin(string? Known, DateTimeOffset? Since, DateTimeOffset? SeenAt, string? Other)
{
    /// <summary>A difference below this may be the way that the answer took.</summary>
    private static readonly TimeSpan LeastAhead = TimeSpan.FromSeconds(5);

    public static SitePin None { get; } = new(null, null, null, null);

    /// <summary>How far Jira's clock was ahead of ours when it was seen; zero where that is little, or not known.</summary>
    public TimeSpan Ahead { get; init; }

    /// <summary>Why nothing may be written; <see langword="null"/> while no other Jira was seen.</summary>
    public string? Doubt => Other is null ? null
        : Other == Known ? $"It says that it is {Known}, but shows none of the newest issues that Fairlead made there: it is a copy or a new Jira, or the account may no longer see them."
        : $"The address leads to another Jira than before: now {Other}, until now {Known}.";

    /// <summary>The address as the site itself gives it, normalised, and the edition. Title and version change in the life of one Jira.</summary>
    public static string NameOf(JiraServerInfo info)
    {
        var address = JiraBaseUrl.TryNormalise(info.BaseUrl, info.Edition, out var url, out _) ? url.Url.AbsoluteUri.TrimEnd('/') : "a Jira without an address";
        return $"{address} ({(info.Edition == JiraEdition.Cloud ? "Cloud" : "Data Center")})";
    }

    /// <summary>How far Jira's clock is ahead of ours, to the second; zero where that is little.</summary>
    /// <param name="asked">When it was asked, by our clock.</param>
    /// <param name="answered">When the answer was there.</param>
    /// <returns><see langword="null"/>: Jira does not say, or it took so long that when it looked at its clock is anybody's guess, such as behind a limit.</returns>
    public static TimeSpan? AheadOf(JiraServerInfo info, DateTimeOffset asked, DateTimeOffset answered)
    {
        if (info.ServerTime is not { } time || answered - asked > LeastAhead)
            return null;
        var ahead = time - (asked + ((answered - asked) / 2));
        return ahead.Duration() < LeastAhead ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Round(ahead.TotalSeconds));
    }

    /// <summary>The first Jira that answers is the one; from then on it is compared.</summary>
    /// <param name="seen">The name of what answers now.</param>
    public SitePin After(string seen, DateTimeOffset now) => Known is null ? new(seen, now, now, null)
        : Known == seen ? this with { Other = null }
        : this with { SeenAt = null, Other = seen };

    /// <summary>As <see cref="After(string, DateTimeOffset)"/>, when it was also looked whether Fairlead's issues are there.</summary>
    public SitePin After(string seen, bool areOursThere, DateTimeOffset now)
    {
        var after = After(seen, now);
        return after.Other is not null ? after
            : areOursThere ? after with { SeenAt = now }
            : after with { SeenAt = null, Other = seen };
    }

    /// <summary>A person says that the other one is right; what was made in the former need not be there.</summary>
    public SitePin Accepted(DateTimeOffset now) => new(Other, now, null, null);

    /// <summary>Address or credential changed: which Jira that leads to is to be found out.</summary>
    public SitePin Unseen() => this with { SeenAt = null, Other = null };
}
