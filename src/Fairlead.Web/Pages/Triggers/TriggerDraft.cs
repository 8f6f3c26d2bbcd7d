using Fairlead.Client.Alerts;
using Fairlead.Kernel;
using Fairlead.Platform.Http;
using Fairlead.Web.Pages.Configurations.Form;

namespace Fairlead.Web.Pages.Triggers;

/// <summary>What stands in the form of a trigger, and what was said of it.</summary>
/// <param name="Revision">Of the stored trigger that the form began as; 0 for a new one.</param>
public sealed record TriggerDraft(AlertTriggerBody Body, int Revision)
{
    /// <summary>As it was typed; nothing is held back where both are empty.</summary>
    public string ThrottleAlerts { get; init; } = "";

    /// <summary>Why it is not saved; <see langword="null"/>: nobody asked, or nothing is wrong.</summary>
    public Problem? Problem { get; init; }

    /// <param name="least">Severity that alerts begin with; <see langword="null"/>: any.</param>
    internal static TriggerDraft New(Severity? least) => new(new("", AlertSchedule.AtOnce, Filter: new(least)), 0);

    internal static TriggerDraft Of(AlertTriggerBody body, int revision) =>
        new(body, revision) { ThrottleAlerts = body.Throttle?.Alerts.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "" };

    internal static TriggerDraft Read(IFormCollection form)
    {
        _ = int.TryParse(form["revision"], out var revision);
        var alerts = form["throttle"].ToString().Trim();
        var isCounted = int.TryParse(alerts, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number);
        var body = new AlertTriggerBody(
            form["name"].ToString(),
            FormValues.Enum<AlertSchedule>(form["schedule"]) ?? AlertSchedule.AtOnce,
            form.ContainsKey("enabled"),
            new(
                FormValues.Enum<Severity>(form["minimumSeverity"]), FormValues.Lines(form["sources"]), FormValues.Lines(form["namespaces"]), FormValues.Lines(form["workloads"]),
                FormValues.Lines(form["assets"]), FormValues.Lines(form["rules"])),
            FormValues.Enum<Severity>(form["threatLevel"]),
            isCounted ? new(number, FormValues.Enum<AlertPeriod>(form["per"]) ?? AlertPeriod.Hourly) : null,
            FormValues.Word(form, "configuration"));
        return new(body, revision)
        {
            ThrottleAlerts = alerts,
            Problem = isCounted || alerts.Length == 0 ? null : Problem.AtPointer(ProblemKind.ValidationFailed, "/throttle", "/throttle: write a whole number, or leave it empty."),
        };
    }
}
