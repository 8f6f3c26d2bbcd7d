namespace Fairlead.Platform.Tickets.Planning;

/// <summary>A field of an issue that stays as somebody else wrote it, although Fairlead would write something else by now.</summary>
/// <param name="Name">For people.</param>
/// <param name="By">Who wrote it, for people.</param>
/// <param name="Change">Id of the entry of the history by which it became theirs; <see langword="null"/>: there is none, or whatever was the last one.</param>
/// <param name="IsGivenBack">A person asked for Fairlead's own value, over that change and no later one.</param>
internal sealed record KeptField(string Name, string By, string? Change, bool IsGivenBack = false)
{
    /// <summary>Whether a field of which the last writer counts stays as it is. Pure.</summary>
    /// <param name="before">What was noted of it; <see langword="null"/>: nothing.</param>
    /// <param name="isMadeByUs">Fairlead made the issue.</param>
    /// <param name="isList"><inheritdoc cref="FieldHistory.TakenBy" path="/param[@name='isList']"/></param>
    /// <param name="isEmpty">The issue shows no value.</param>
    /// <returns><see langword="null"/>: Fairlead's value is to be sent.</returns>
    public static KeptField? Of(string name, FieldHistory history, KeptField? before, bool isMadeByUs, bool isList, bool isEmpty)
    {
        if (before is { IsGivenBack: true, Change: null })
            return null;
        if (history.TakenBy(isMadeByUs, isList) is { } taken)
            return before is { IsGivenBack: true } && before.Change == taken.Id ? null : new(name, taken.By, taken.Id);
        // What was theirs before a run wrote over it, and an undo brought back.
        if (before is { IsGivenBack: false } && history.Changes is [.., { IsOurs: true }])
            return before;
        return before is null && !isMadeByUs && !isEmpty && history.Changes.Count == 0 ? new(name, "whoever made the issue", null) : null;
    }
}
