namespace Fairlead.Platform.Tickets.Planning;

/// <summary>One change of one field of an issue.</summary>
/// <param name="Id">Of the entry in the history.</param>
/// <param name="IsOurs">By an account with which Fairlead signs in, or did.</param>
/// <param name="By">Who made it, for people.</param>
/// <param name="From">The id of the value, else its text; empty: none.</param>
/// <param name="To">As <paramref name="From"/>.</param>
internal sealed record FieldChange(string Id, bool IsOurs, string By, string From, string To);

/// <summary>How a field of an issue came to what it shows. Pure.</summary>
/// <param name="Changes">Oldest first; one entry of the history may hold several, of a list.</param>
internal sealed record FieldHistory(IReadOnlyList<FieldChange> Changes)
{
    public static FieldHistory None { get; } = new([]);

    /// <summary>The change by which somebody else than Fairlead made the field theirs.</summary>
    /// <param name="isMadeByUs">What the field had when the issue was made is Fairlead's.</param>
    /// <param name="isList">The entries tell what came and went, not what the field then had.</param>
    /// <returns>
    /// <see langword="null"/> when Fairlead wrote it last, when nobody ever changed it, and when it was set back to what Fairlead had written.
    /// </returns>
    public FieldChange? TakenBy(bool isMadeByUs, bool isList)
    {
        if (Changes is not [.., { IsOurs: false } last])
            return null;
        var written = Changes.LastOrDefault(c => c.IsOurs)?.To ?? (isMadeByUs ? Changes[0].From : null);
        return !isList && last.To == written ? null : last;
    }
}
