namespace Fairlead.Platform.Tickets.Planning;

/// <summary>
/// What Jira refused for one state of a group, as its ticket keeps it: it is not tried again until the group changes. The hash alone says that it
/// was a create, a close or a reopening; what an open issue says, and where a status map wants it, can be refused apart from each other. Pure.
/// </summary>
internal static class Holds
{
    /// <summary>A move of an open issue.</summary>
    public static string OfMove(string hash) => $"{hash}/move";

    /// <summary>An edit of what an issue says.</summary>
    public static string OfEdit(string hash) => $"{hash}/edit";

    private static string OfBoth(string hash) => $"{hash}/move+edit";

    /// <param name="held">What is held already.</param>
    public static string WithMove(string? held, string hash) => held == OfEdit(hash) || held == OfBoth(hash) ? OfBoth(hash) : OfMove(hash);

    /// <inheritdoc cref="WithMove"/>
    public static string WithEdit(string? held, string hash) => held == OfMove(hash) || held == OfBoth(hash) ? OfBoth(hash) : OfEdit(hash);

    /// <summary>Whether the issue is not to be moved.</summary>
    public static bool KeepMoves(string? held, string hash) => held == hash || held == OfMove(hash) || held == OfBoth(hash);

    /// <summary>Whether what the issue says is not to be sent.</summary>
    public static bool KeepEdits(string? held, string hash) => held == hash || held == OfEdit(hash) || held == OfBoth(hash);
}
