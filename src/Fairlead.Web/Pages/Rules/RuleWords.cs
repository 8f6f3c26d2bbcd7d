using Fairlead.Client.Rules;
using Fairlead.Platform.Rules;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Rules;

/// <summary>What rules do and how they stand, as people read it.</summary>
internal static class RuleWords
{
    /// <summary>Such as <c>riskAccepted for 180 days, ticket by incidents, tells oncall</c>.</summary>
    public static string Of(RuleActionsBody then) => string.Join(", ", new[]
    {
        then.Status is { } status ? $"{status.To}{(status.Days is { } days ? $" for {Words.Count(days, "day")}" : "")}" : null,
        then.Ticket is { } ticket ? $"ticket by {ticket}" : null,
        then.Notify is { Count: > 0 } receivers ? $"tells {string.Join(", ", receivers)}" : null,
    }.OfType<string>());

    public static string Of(FindingRule rule, DateTimeOffset now) =>
        !rule.Enabled ? "Disabled"
        : !rule.ActsAt(now) ? "Ended"
        : rule.EndsSoon(now) ? "Ends soon"
        : "Acts";

    /// <summary>How a tag of that looks.</summary>
    public static string? ClassOf(FindingRule rule, DateTimeOffset now) =>
        !rule.Enabled ? null
        : !rule.ActsAt(now) ? "failing"
        : rule.EndsSoon(now) ? "attention"
        : "healthy";
}
