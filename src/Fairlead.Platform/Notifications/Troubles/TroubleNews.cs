using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Notifications.Troubles;

/// <summary>What is to be noted of troubles, and told of them. Pure.</summary>
/// <param name="Found">Seen for the first time.</param>
/// <param name="Changed">Known, as they are from now on.</param>
/// <param name="Begun">To be told.</param>
/// <param name="Ended">As they were known; to be told, and forgotten.</param>
/// <param name="Forgotten">As they were known; over before anybody was told, or worse by now.</param>
internal sealed record TroubleNews(
    IReadOnlyList<Trouble> Found, IReadOnlyList<Trouble> Changed, IReadOnlyList<Trouble> Begun, IReadOnlyList<Trouble> Ended, IReadOnlyList<Trouble> Forgotten)
{
    /// <summary>What comes and goes within it is nobody's business, and what is gone for less is not over.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A node that was not heard of for so long does not come back.</summary>
    public static readonly TimeSpan NodePatience = TimeSpan.FromDays(1);

    public bool IsNone => this is { Found: [], Changed: [], Begun: [], Ended: [], Forgotten: [] };

    /// <param name="known">As noted before, by any node.</param>
    /// <param name="reasons">What is the matter now, as this node sees it.</param>
    /// <param name="node">This one's name.</param>
    public static TroubleNews Of(IReadOnlyList<Trouble> known, IReadOnlyList<HealthReason> reasons, string node, DateTimeOffset now)
    {
        var mine = known.Where(t => t.Node.Length == 0 || t.Node == node).ToList();
        var orphans = known.Except(mine).Where(t => now - (t.SeenAt ?? t.BeganAt) >= NodePatience).ToList();
        var standing = mine.Select(t => (Trouble: t, Reason: reasons.FirstOrDefault(t.Is))).Where(s => s.Reason is not null)
            .Select(s => (Before: s.Trouble, Now: s.Trouble.Seen(s.Reason!, now))).ToList();
        var begun = standing.Where(s => s.Before.ToldAt is null && now - s.Before.BeganAt >= Patience).ToList();
        // Nothing is known to be over while a check does not say.
        var absent = reasons.Any(HealthCheck.IsSilence) ? [] : mine.Except(standing.Select(s => s.Before)).ToList();
        // What became worse is not over, and is forgotten once the worse is told: that may end before.
        var covered = absent.Select(t => (Trouble: t, By: reasons.FirstOrDefault(r => r.Over == t.Code && r.About == t.About))).Where(c => c.By is not null).ToList();
        var worsened = covered.Where(c => c.Trouble.ToldAt is null || mine.Exists(m => m.ToldAt is not null && m.Is(c.By!))).Select(c => c.Trouble).ToList();
        absent = [.. absent.Except(covered.Select(c => c.Trouble))];
        return new(
            [.. reasons.DistinctBy(r => (r.Code, r.About)).Where(r => !mine.Exists(t => t.Is(r))).Select(r => Trouble.Of(r, node, now))],
            [
                .. standing.Except(begun).Where(s => s.Now != s.Before).Select(s => s.Now),
                .. absent.Where(t => t is { ToldAt: not null, GoneAt: null }).Select(t => t with { GoneAt = now }),
            ],
            [.. begun.Select(s => s.Now with { ToldAt = now })],
            [.. absent.Where(t => t.ToldAt is not null && now - t.GoneAt >= Patience), .. orphans.Where(t => t.ToldAt is not null)],
            [.. worsened, .. absent.Concat(orphans).Where(t => t.ToldAt is null)]);
    }
}
