using System.Globalization;
using System.Text.Json;
using Fairlead.Client.Rules;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Rules.Writing;

/// <summary>What can be said of a rule as somebody wrote it. Pure.</summary>
internal static class RuleCheck
{
    private const int MaxDescription = 1_000;

    /// <summary>What a person may say of a finding; only reports say that it is fixed.</summary>
    private static readonly IReadOnlyList<(string Word, FindingStatus Status)> Statuses =
    [
        .. new[]
        {
            FindingStatus.InProgress, FindingStatus.Potential, FindingStatus.WaitingForThirdParty, FindingStatus.ExceptionRequested,
            FindingStatus.RiskAccepted, FindingStatus.FalsePositive, FindingStatus.Duplicate,
        }.Select(s => (WordOf(s), s)),
    ];

    public static string WordOf(FindingStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    /// <param name="at">JSON pointer of the body; empty for the whole document.</param>
    public static void Name(string name, string at, Validation check)
    {
        check.Name($"{at}/name", name, maxLength: 100);
        check.Check(!name.Contains('/') && name.Trim() == name, $"{at}/name", "must not hold a slash, nor begin or end with a space");
    }

    public static void Description(string? text, string at, Validation check) => check.Text($"{at}/description", text, MaxDescription, isMultiLine: true);

    /// <returns><see langword="null"/> where nothing is said, or something is wrong.</returns>
    public static RuleDecision? Decision(RuleStatusBody? body, string at, Validation check)
    {
        if (body is null)
            return null;
        var known = Statuses.FirstOrDefault(s => s.Word.Equals(body.To.Replace("-", ""), StringComparison.OrdinalIgnoreCase));
        if (known.Word is null)
        {
            var words = Statuses.Select(s => s.Word).ToList();
            var near = NearMiss.Of(body.To, words) is { } word ? $"; did you mean {word}?" : "";
            check.Add($"{at}/to", $"{Problem.Quote(body.To)} is none of {string.Join(", ", words)}{near}");
        }

        if (body.Reason is { } reason)
        {
            check.Text($"{at}/reason", reason, FindingEdit.MaxReasonLength, isMultiLine: true);
            check.Check(reason.Length <= FindingEdit.MaxReasonLength, $"{at}/reason", $"is longer than {FindingEdit.MaxReasonLength:N0} UTF-16 units, in which letters beyond the basic plane count twice");
        }

        check.Check(body.Days is null or (>= 1 and <= FindingRule.MaxDays), $"{at}/days", $"must be 1 to {FindingRule.MaxDays}");
        if (known.Status == FindingStatus.RiskAccepted)
        {
            check.Check(body.Reason is not null, $"{at}/reason", "accepting a risk needs a reason");
            check.Check(body.Days is not null, $"{at}/days", "a risk is never accepted for good: say for how many days");
        }

        return known.Word is null ? null : new RuleDecision(known.Status, body.Reason, body.Days);
    }

    /// <returns>When the rule ends; <see langword="null"/> where something is wrong.</returns>
    public static DateTimeOffset? End(string day, string at, DateTimeOffset now, Validation check)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last))
        {
            check.Add($"{at}/expires", $"{Problem.Quote(day)} is no day: write it as {now.AddDays(30):yyyy-MM-dd}");
            return null;
        }

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (last < today)
            check.Add($"{at}/expires", $"{day} is over");
        else if (last > today.AddDays(FindingRule.MaxDays))
            check.Add($"{at}/expires", $"{day} is more than {FindingRule.MaxDays} days ahead; a rule is looked at again at least once a year");
        else
            return new DateTimeOffset(last.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(1);
        return null;
    }

    public static string LastDayOf(DateTimeOffset end) => end.AddTicks(-1).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
