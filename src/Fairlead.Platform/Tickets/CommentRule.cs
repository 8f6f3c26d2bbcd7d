using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets;

/// <summary>Whose comments a rule listens to.</summary>
public enum CommentAuthors
{
    /// <summary>Anyone but Fairlead's own account.</summary>
    Anyone = 1,

    /// <summary>The reporter.</summary>
    Reporter = 2,

    /// <summary>The assignee at the time the comment is read.</summary>
    Assignee = 3,

    /// <summary>Members of a Jira group.</summary>
    Group = 4,

    /// <summary>Who has a role in the project, by itself or through a group.</summary>
    Role = 5,
}

/// <param name="Name">Of the group or role, compared without case; <see langword="null"/> for the others.</param>
public sealed record CommentTrigger(CommentAuthors Authors, string? Name = null)
{
    /// <summary>Reads what <see cref="ToString"/> writes; spaces and case do not matter.</summary>
    /// <returns><see langword="null"/> for anything else, such as a person's name.</returns>
    public static CommentTrigger? Read(string text)
    {
        var (kind, name) = text.IndexOf(':') is var colon and > 0 ? (text[..colon].Trim(), text[(colon + 1)..].Trim()) : (text.Trim(), null);
        foreach (var authors in Enum.GetValues<CommentAuthors>())
        {
            if (kind.Equals(authors.ToString(), StringComparison.OrdinalIgnoreCase))
                return (authors is CommentAuthors.Group or CommentAuthors.Role) == name is { Length: > 0 } ? new(authors, name) : null;
        }

        return null;
    }

    /// <summary>As people write it: <c>assignee</c>, <c>group:security</c>.</summary>
    public override string ToString() => Authors.ToString().ToLowerInvariant() + (Name is null ? "" : $":{Name}");
}

/// <summary>
/// What a comment on a ticket's issue says about its findings. Rules are tried in order; the first whose pattern is found in the
/// comment and that listens to its author decides.
/// </summary>
public sealed record CommentRule
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int MaxPattern = 1_000;

    /// <summary>Most days for which a comment can set a finding aside.</summary>
    public const int MaxDays = 366;

    /// <summary>
    /// A regular expression without look-around and back references, so that its time grows with the comment's length only. Case does not
    /// matter; <c>^</c> and <c>$</c> stand for lines. Named groups that are used: <c>until</c>, <c>reason</c>, <c>issue</c>.
    /// </summary>
    public required string Pattern { get; init; }

    /// <summary>Any but <see cref="FindingStatus.WaitingForVerification"/>, which only reports give.</summary>
    public required FindingStatus Status { get; init; }

    /// <summary>Never empty; one of them suffices.</summary>
    public required IReadOnlyList<CommentTrigger> By { get; init; }

    /// <summary>How long the status holds where the comment names no date; 1 to <see cref="MaxDays"/>; <see langword="null"/>: without end.</summary>
    public int? Days { get; init; }
}

/// <summary>Rules that were in force once: what was written in their time is judged by them, however late it is read.</summary>
/// <param name="Rules">Never empty.</param>
/// <param name="Since">UTC.</param>
/// <param name="Until">UTC. When others took their place, or none.</param>
public sealed record FormerCommentRules(IReadOnlyList<CommentRule> Rules, DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>How many lists are kept of a configuration: nobody changes rules more often than that between two looks.</summary>
    public const int Kept = 20;

    /// <param name="before">The configuration as it was.</param>
    /// <param name="since">Since when the rules that it has from now on count; <see langword="null"/>: it has none.</param>
    internal static IReadOnlyList<FormerCommentRules> Of(TicketConfiguration before, DateTimeOffset? since, DateTimeOffset now) =>
        before.CommentRulesSince is { } former && former != since
            ? [.. before.FormerCommentRules.Append(new(before.CommentRules, former, now)).TakeLast(Kept)]
            : before.FormerCommentRules;
}
