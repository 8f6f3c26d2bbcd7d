using System.Text.RegularExpressions;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>A comment as it is judged.</summary>
/// <param name="Text">As plain text.</param>
/// <param name="Groups">Names of the groups its author is in; empty where no rule asks.</param>
/// <param name="Roles">Names of the roles its author has in the issue's project; empty where no rule asks.</param>
internal sealed record JudgedComment(
    string Text, bool IsByReporter, bool IsByAssignee, IReadOnlySet<string> Groups, IReadOnlySet<string> Roles)
{
    public static IReadOnlySet<string> None { get; } = new HashSet<string>();

    /// <summary>A text by somebody of whom nothing is known but that a rule listens to such people.</summary>
    public static JudgedComment By(string text, CommentTrigger who) => new(
        text, who.Authors == CommentAuthors.Reporter, who.Authors == CommentAuthors.Assignee,
        who.Authors == CommentAuthors.Group ? new HashSet<string> { who.Name! } : None,
        who.Authors == CommentAuthors.Role ? new HashSet<string> { who.Name! } : None);

    /// <summary>When it was written, or edited last: what it says of an end counts from then. <see langword="null"/>: now.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>Why groups or roles are not known; <see langword="null"/> when they are.</summary>
    public string? Unknown { get; init; }
}

/// <summary>What a comment says.</summary>
internal abstract record CommentVerdict
{
    private CommentVerdict()
    {
    }

    /// <summary>No rule is about it.</summary>
    public sealed record Nothing : CommentVerdict;

    /// <param name="Rule">Its place in the list, from 0.</param>
    /// <param name="Until">UTC; <see langword="null"/>: without end.</param>
    /// <param name="Issue">What the group <c>issue</c> caught.</param>
    public sealed record Change(int Rule, FindingStatus Status, string Reason, DateTimeOffset? Until, string? Issue) : CommentVerdict;

    /// <summary>A rule is about it, and what it says cannot be done.</summary>
    public sealed record Unusable(int Rule, FindingStatus Status, string Problem) : CommentVerdict;

    /// <summary>The same without any of the comment's words, for a comment that Jira shows to some only.</summary>
    public CommentVerdict Withheld() => this switch
    {
        Change change => change with { Reason = "restricted comment", Issue = null },
        Unusable unusable => unusable with { Problem = "what it says cannot be done; the comment is restricted, and not repeated here" },
        _ => this,
    };
}

/// <summary>Finds what a comment says by the rules of a configuration. Pure but for the clock that the caller reads.</summary>
internal sealed class CommentJudge
{
    /// <summary>Longest part of a comment that is kept as the reason, in characters.</summary>
    public const int MaxReason = 500;

    /// <summary>Longer than any issue key.</summary>
    private const int MaxIssue = 100;

    /// <summary>More than Jira takes in a comment, unless an administrator set its limit up.</summary>
    private const int MaxText = 64 << 10;

    /// <summary>A pattern that took too long on so many comments is not tried on others: it would hold up the reading of all issues.</summary>
    private const int MaxStrikes = 3;

    private readonly IReadOnlyList<(CommentRule Rule, Regex Pattern)> _rules;
    private readonly int[] _strikes;
    private readonly TimeSpan _patience;

    /// <exception cref="ArgumentException">A pattern is wrong; a saved configuration holds none.</exception>
    public CommentJudge(IReadOnlyList<CommentRule> rules)
        : this(rules, CommentPattern.Limit, CommentPattern.Patience)
    {
    }

    internal CommentJudge(IReadOnlyList<CommentRule> rules, TimeSpan limit, TimeSpan patience)
    {
        _rules = [.. rules.Select(r => (r, (CommentPattern.Compile(r.Pattern, out var problem) ?? throw new ArgumentException(problem, nameof(rules))).Within(limit)))];
        _strikes = new int[rules.Count];
        _patience = patience;
    }

    public bool AsksForGroups => _rules.Any(r => r.Rule.By.Any(t => t.Authors == CommentAuthors.Group));

    public bool AsksForPeople => _rules.Any(r => r.Rule.By.Any(t => t.Authors is CommentAuthors.Reporter or CommentAuthors.Assignee));

    public bool AsksForRoles => _rules.Any(r => r.Rule.By.Any(t => t.Authors == CommentAuthors.Role));

    /// <summary>The first rule whose pattern is found, whoever wrote it, from 0; <see langword="null"/> when none is.</summary>
    public int? FirstFoundIn(string text)
    {
        for (var i = 0; i < _rules.Count; i++)
        {
            if (Match(i, text) is not { Success: false })
                return i;
        }

        return null;
    }

    public CommentVerdict Judge(JudgedComment comment, DateTimeOffset now)
    {
        for (var i = 0; i < _rules.Count; i++)
        {
            var rule = _rules[i].Rule;
            var isBy = rule.By.Any(t => IsBy(t, comment));
            // Who it listens to cannot be found out: passing it over could let a later rule decide that should not.
            var isUnknown = !isBy && comment.Unknown is not null && rule.By.Any(t => t.Name is not null);
            if (!isBy && !isUnknown)
                continue;
            if (Match(i, comment.Text) is not { } match)
            {
                return new CommentVerdict.Unusable(i, rule.Status, _strikes[i] < MaxStrikes
                    ? "the pattern took too long on it; make it simpler"
                    : $"the pattern took too long on {MaxStrikes} comments, and is not tried on others before the next look; make it simpler");
            }

            if (match.Success && isUnknown)
                return new CommentVerdict.Unusable(i, rule.Status, comment.Unknown!);
            if (match.Success)
                return Change(i, rule, match, comment, now);
        }

        return new CommentVerdict.Nothing();
    }

    private static CommentVerdict Change(int index, CommentRule rule, Match match, JudgedComment comment, DateTimeOffset now)
    {
        var from = comment.WrittenAt ?? now;
        var until = rule.Days is { } days ? from.AddDays(days) : (DateTimeOffset?)null;
        if (Group(match, CommentPattern.Until) is { } written)
        {
            if (UntilText.Read(written, from) is not { } end)
                return new CommentVerdict.Unusable(index, rule.Status, $"\"{PlainText.Cut(written, 60)}\" is no end: write 2027-01-31, 30 days, 6 weeks or 3 months");
            if (end <= now)
                return new CommentVerdict.Unusable(index, rule.Status, $"its end, {written}, is over");
            if (end > now.AddDays(CommentRule.MaxDays))
                return new CommentVerdict.Unusable(index, rule.Status, $"its end, {written}, is more than {CommentRule.MaxDays} days away");
            until = end;
        }
        else if (until <= now && rule.Status is not (FindingStatus.Active or FindingStatus.Fixed))
        {
            return new CommentVerdict.Unusable(index, rule.Status, $"its end, {rule.Days} days after it was written, is over");
        }

        if (rule.Status == FindingStatus.RiskAccepted && until is null)
            return new CommentVerdict.Unusable(index, rule.Status, "it names no end, and a risk is never accepted for good");
        // These two are no decisions that wait for an end.
        if (rule.Status is FindingStatus.Active or FindingStatus.Fixed)
            until = null;
        var reason = PlainText.Cut(PlainText.OneLine(Group(match, CommentPattern.Reason) ?? comment.Text), MaxReason);
        var issue = Group(match, CommentPattern.Issue) is { } named ? PlainText.Cut(PlainText.OneLine(named), MaxIssue) : null;
        return new CommentVerdict.Change(index, rule.Status, reason, until, issue);
    }

    private static bool IsBy(CommentTrigger trigger, JudgedComment comment) => trigger.Authors switch
    {
        CommentAuthors.Reporter => comment.IsByReporter,
        CommentAuthors.Assignee => comment.IsByAssignee,
        CommentAuthors.Group => comment.Groups.Contains(trigger.Name!, StringComparer.OrdinalIgnoreCase),
        CommentAuthors.Role => comment.Roles.Contains(trigger.Name!, StringComparer.OrdinalIgnoreCase),
        _ => true,
    };

    private static string? Group(Match match, string name) =>
        match.Groups.TryGetValue(name, out var group) && group.Success && group.Value.Trim() is { Length: > 0 } value ? value : null;

    /// <returns><see langword="null"/> when it took too long.</returns>
    private Match? Match(int rule, string text)
    {
        if (_strikes[rule] >= MaxStrikes)
            return null;
        var (pattern, part) = (_rules[rule].Pattern, text.Length > MaxText ? text[..MaxText] : text);
        try
        {
            return pattern.Match(part);
        }
        catch (RegexMatchTimeoutException)
        {
            return MatchAgain(rule, pattern.Within(_patience), part);
        }
    }

    private Match? MatchAgain(int rule, Regex pattern, string text)
    {
        try
        {
            return pattern.Match(text);
        }
        catch (RegexMatchTimeoutException)
        {
            _strikes[rule]++;
            return null;
        }
    }
}
