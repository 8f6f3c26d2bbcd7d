namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Whose value a field of an issue that is there is to have: a merge of three against the value last synced. Pure.</summary>
internal static class FieldMerge
{
    /// <param name="synced">What Fairlead last sent, or saw and left; <see langword="null"/>: nothing.</param>
    /// <param name="theirs">What Jira shows; the same as <paramref name="synced"/> where nobody looked.</param>
    /// <param name="ours">What the configuration gives now; <see langword="null"/>: nothing, so that the field keeps what it has.</param>
    /// <returns>Whether ours is to be sent, as far as values tell.</returns>
    public static bool IsToSend(FieldOwner owner, string? synced, string? theirs, string? ours) => ours is not null && ours != theirs && owner switch
    {
        FieldOwner.Jira => false,
        FieldOwner.Fairlead => true,
        // Unless somebody else wrote the field after Fairlead, which only the history tells: KeptField.
        FieldOwner.Last => ours != synced,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
