using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Alerts.Releasing;

/// <summary>Alerts as they are handed to Findings: in the generic JSON format, of which nothing is closed by absence.</summary>
internal static class ReleaseReport
{
    public const string OwnScanner = "fairlead";

    private const int MaxTags = 50;

    /// <param name="alerts">All of one source, each with the triggers that let it through.</param>
    public static byte[] Of(string source, IEnumerable<ReleasedAlert> alerts) => Write(source, json =>
    {
        foreach (var alert in alerts)
            Alert(json, alert);
    });

    /// <summary>Which finding is the alert's.</summary>
    public static ReportedId IdOf(AlertRow alert) => new(alert.Asset, alert.Source, Convert.ToHexStringLower(alert.Fingerprint));

    /// <summary>What a throttle holds back, as one finding; it is fixed once nothing is held back any more.</summary>
    public static byte[] OfHeld(AlertTrigger trigger, HeldRow held) => Held(
        trigger, held, held.Alerts > 0
            ? Invariant($"{held.Alerts:N0} more alerts passed the filter, seen {held.Seen:N0} times; the throttle lets {trigger.Throttle!.Alerts:N0} through {Words(trigger.Throttle.Per)}. They get their tickets in the next periods. See them: fairlead alert list")
            : "Nothing is held back any more.");

    /// <summary>The same finding, fixed, because the trigger lets nothing through that a throttle could hold back.</summary>
    public static byte[] OfNoneHeld(AlertTrigger trigger, bool isDeleted) => Held(
        trigger, new HeldRow(), isDeleted
            ? "The trigger was deleted. What waited behind it gets no tickets of it."
            : $"The trigger is disabled: no tickets come of it. What waited when it was disabled is let through from its next period on after it is enabled again, as its throttle allows. To drop that: fairlead trigger delete {ShellWord.Of(trigger.Name)}");

    private static byte[] Held(AlertTrigger trigger, HeldRow held, string description) => Write(OwnScanner, json =>
    {
        json.WriteStartObject();
        json.WriteString("id", $"held/{trigger.Id}");
        json.WriteString("kind", "runtime_alert");
        json.WriteString("rule_id", "alert-throttle");
        json.WriteString("title", $"Trigger {trigger.Name} holds alerts back");
        json.WriteString("asset", "alerts");
        json.WriteString("severity", Word((Severity)held.Severity));
        json.WriteString("status", held.Alerts > 0 ? "open" : "fixed");
        json.WriteString("description", description);
        Tags(json, [trigger.Tag]);
        json.WriteEndObject();
    });

    private static byte[] Write(string scanner, Action<Utf8JsonWriter> findings)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("scanner", scanner);
            json.WriteBoolean("complete", false);
            json.WriteStartArray("findings");
            findings(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Alert(Utf8JsonWriter json, ReleasedAlert released)
    {
        var alert = released.Alert;
        json.WriteStartObject();
        json.WriteString("id", IdOf(alert).Id);
        json.WriteString("kind", "runtime_alert");
        json.WriteString("rule_id", alert.Rule);
        json.WriteString("title", alert.Title);
        json.WriteString("asset", alert.Asset);
        json.WriteString("severity", Word(released.Severity));
        if (alert.Place is { } place)
            json.WriteString("file_path", place);
        if (released.IsFixed)
            json.WriteString("status", "fixed");
        json.WriteString("description", Description(alert));
        json.WriteString("date", alert.FirstSeenAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Tags(json, [.. released.Tags.Take(MaxTags)]);
        json.WriteStartObject("labels");
        Label("cluster", alert.Cluster);
        Label("namespace", alert.Namespace);
        Label("workload", alert.Workload);
        json.WriteEndObject();
        json.WriteEndObject();

        void Label(string name, string? value)
        {
            if (value is not null)
                json.WriteString(name, value);
        }
    }

    private static string Description(AlertRow alert)
    {
        var text = new StringBuilder();
        if (alert.Message is not null)
            text.Append(alert.Message).Append("\n\n");
        text.Append(Invariant($"Seen {alert.Seen:N0} {(alert.Seen == 1 ? "time" : "times")}, first {alert.FirstSeenAt.UtcDateTime:yyyy-MM-dd HH:mm}, last {alert.LastSeenAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC."));
        Fact("Operation", alert.Operation);
        Fact("Process", alert.Process);
        Fact("Resource", alert.Resource);
        Fact("Action", alert.Action);
        return text.ToString();

        void Fact(string name, string? value)
        {
            if (value is not null)
                text.Append("\n\n").Append(name).Append(": ").Append(value);
        }
    }

    private static void Tags(Utf8JsonWriter json, IReadOnlyList<string> tags)
    {
        json.WriteStartArray("tags");
        foreach (var tag in tags)
            json.WriteStringValue(tag);
        json.WriteEndArray();
    }

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private static string Words(TriggerSchedule per) => per switch
    {
        TriggerSchedule.Hourly => "an hour",
        TriggerSchedule.Daily => "a day",
        TriggerSchedule.Weekly => "a week",
        _ => "a month",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>An alert that goes to Findings.</summary>
/// <param name="Severity">The worst threat level of the triggers that let it through, or its own.</param>
/// <param name="Tags">Of those triggers.</param>
internal sealed record ReleasedAlert(AlertRow Alert, Severity Severity, IReadOnlyList<string> Tags)
{
    /// <summary>It did not come again since its finding was fixed.</summary>
    public bool IsFixed { get; init; }
}
