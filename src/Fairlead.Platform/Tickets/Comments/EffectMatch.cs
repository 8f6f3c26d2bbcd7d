using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>
/// Finds the effect that an entry of the audit trail tells of. Both are written in one transaction, the entry last, and one after the other for
/// a ticket: so it is the latest effect of its kind before the entry. Pure.
/// </summary>
internal static class EffectMatch
{
    /// <summary>No transaction takes longer from the effect to its entry.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <returns><see langword="null"/> for an entry that tells of no effect.</returns>
    public static string? KindOf(Activity entry) => entry.Action switch
    {
        "comment.applied" or "comment.not-applied" => "comment",
        "status.applied" => "status",
        "priority.applied" => "priority",
        _ => null,
    };

    /// <returns>By the number of the entry; entries whose effect is not among these are left out.</returns>
    public static IReadOnlyDictionary<long, CommentEffect> Match(IReadOnlyList<Activity> entries, IReadOnlyList<CommentEffect> effects)
    {
        var byTicket = effects.ToLookup(e => e.Ticket.ToString());
        var found = new Dictionary<long, CommentEffect>();
        foreach (var entry in entries)
        {
            var latest = byTicket[entry.Subject ?? ""].Where(e => KindOf(e) == KindOf(entry) && e.MadeAt <= entry.At && entry.At - e.MadeAt <= Longest).MaxBy(e => e.MadeAt);
            // Of a comment the entry names the id besides.
            if (latest is not null && (latest.CommentId is not { } id || entry.Summary.StartsWith($"Comment {id} ", StringComparison.Ordinal)))
                found[entry.Number] = latest;
        }

        return found;
    }

    private static string KindOf(CommentEffect effect) => effect switch
    {
        { CommentId: not null } => "comment",
        { Severity: not null } => "priority",
        _ => "status",
    };
}
