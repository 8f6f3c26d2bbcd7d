using Fairlead.Kernel;
using Fairlead.Platform.Alerts;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Triggers;

/// <summary>What triggers let through and when, as people read it.</summary>
internal static class TriggerWords
{
    /// <summary>Such as <c>high and worse; namespaces payments, shop-*</c>.</summary>
    public static string Of(AlertFilter filter) => string.Join("; ", new[]
    {
        filter.MinimumSeverity == Severity.Unknown ? null : $"{FindingsView.WordOf(filter.MinimumSeverity)} and worse",
        List("sources", filter.Sources),
        List("namespaces", filter.Namespaces),
        List("workloads", filter.Workloads),
        List("assets", filter.Assets),
        List("rules", filter.Rules),
    }.OfType<string>()) is { Length: > 0 } words ? words : "every alert";

    /// <summary>Such as <c>Daily, at most 20 alerts hourly</c>.</summary>
    public static string WhenOf(AlertTrigger trigger) =>
        Words.Of(trigger.Schedule) + (trigger.Throttle is { } throttle ? $", at most {Words.Count(throttle.Alerts, "alert")} {FindingsView.WordOf(throttle.Per)}" : "");

    private static string? List(string name, IReadOnlyList<string> entries) => entries.Count == 0 ? null : $"{name} {string.Join(", ", entries)}";
}
