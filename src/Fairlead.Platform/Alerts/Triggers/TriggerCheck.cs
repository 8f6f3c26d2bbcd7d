using Fairlead.Client.Alerts;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Alerts.Triggers;

/// <summary>What can be said of a trigger as somebody wrote it. Pure.</summary>
internal static class TriggerCheck
{
    private const int MaxEntries = 100;
    private const int MaxPattern = 500;
    private const int MaxThrottle = 10_000;

    /// <param name="at">JSON pointer of the body; empty for the whole document.</param>
    public static AlertTrigger Draft(AlertTriggerBody body, string at, Validation check, TimeProvider clock)
    {
        check.Name($"{at}/name", body.Name, maxLength: 100);
        check.Check(!body.Name.Contains('/') && body.Name.Trim() == body.Name, $"{at}/name", "must not hold a slash, nor begin or end with a space");
        check.Check(!body.Name.Contains('*'), $"{at}/name", "must not hold *: where a ticket configuration names labels, it stands for any characters, and other triggers' findings would match");
        if (body.Throttle is { } throttle)
            check.Check(throttle.Alerts is >= 1 and <= MaxThrottle, $"{at}/throttle/alerts", $"must be 1 to {MaxThrottle:N0}");

        var now = clock.GetUtcNow();
        return new AlertTrigger(
            AlertTriggerId.New(clock), body.Name, body.Enabled, Filter(body.Filter, $"{at}/filter", check), Of(body.Schedule), body.ThreatLevel,
            body.Throttle is { } t ? new AlertThrottle(t.Alerts, Of(t.Per)) : null,
            null, now, now, 0, null, 1, now, now);
    }

    public static TriggerSchedule Of(AlertSchedule schedule) => Enum.Parse<TriggerSchedule>(schedule.ToString());

    public static AlertSchedule Of(TriggerSchedule schedule) => Enum.Parse<AlertSchedule>(schedule.ToString());

    public static TriggerSchedule Of(AlertPeriod period) => Enum.Parse<TriggerSchedule>(period.ToString());

    public static AlertPeriod PeriodOf(TriggerSchedule schedule) => Enum.Parse<AlertPeriod>(schedule.ToString());

    private static AlertFilter Filter(AlertFilterBody? body, string at, Validation check) => body is null ? AlertFilter.Everything : new AlertFilter
    {
        MinimumSeverity = body.MinimumSeverity ?? Severity.Unknown,
        Sources = Texts(body.Sources, $"{at}/sources", check),
        Namespaces = Texts(body.Namespaces, $"{at}/namespaces", check),
        Workloads = Texts(body.Workloads, $"{at}/workloads", check),
        Assets = Texts(body.Assets, $"{at}/assets", check),
        Rules = Texts(body.Rules, $"{at}/rules", check),
    };

    private static IReadOnlyList<string> Texts(IReadOnlyList<string>? texts, string at, Validation check)
    {
        // Such as a variable without a value in a generated document: that must not let everything in.
        check.Check(texts is null or { Count: > 0 }, at, "is empty, so that no alert could meet it; leave it out to let in all");
        check.Check(texts is null or { Count: <= MaxEntries }, at, $"has more than {MaxEntries} entries");
        for (var i = 0; i < Math.Min(texts?.Count ?? 0, MaxEntries); i++)
            check.Text($"{at}/{i}", texts![i], MaxPattern);
        return texts ?? [];
    }
}
