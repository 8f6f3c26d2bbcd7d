using System.Text.Json;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Alerts.Storage;

/// <summary>A row of <c>alert_triggers</c>; Schema/0006_alerts.sql says what the columns mean.</summary>
internal sealed record TriggerRow
{
    public AlertTriggerId Id { get; init; }

    public string Name { get; init; } = "";

    public string NameKey { get; init; } = "";

    public bool Enabled { get; init; }

    public JsonText Body { get; init; } = new("{}");

    public int? ThreatLevel { get; init; }

    public int Revision { get; init; }

    public DateTimeOffset RanAt { get; init; }

    public DateTimeOffset RepeatedAt { get; init; }

    public long HeldTold { get; init; }

    public string? Problem { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public static string KeyOf(string name) => name.ToUpperInvariant();

    public static TriggerRow Of(AlertTrigger t) => new()
    {
        Id = t.Id,
        Name = t.Name,
        NameKey = KeyOf(t.Name),
        Enabled = t.Enabled,
        Body = new JsonText(JsonSerializer.Serialize(new StoredBody(t.Filter, t.Schedule, t.Throttle, t.Configuration?.Value))),
        ThreatLevel = (int?)t.ThreatLevel,
        Revision = t.Revision,
        RanAt = t.RanAt,
        RepeatedAt = t.RepeatedAt,
        HeldTold = t.HeldTold,
        Problem = t.Problem,
        CreatedAt = t.CreatedAt,
        UpdatedAt = t.UpdatedAt,
    };

    public AlertTrigger ToTrigger()
    {
        var body = JsonSerializer.Deserialize<StoredBody>(Body.Value)!;
        return new AlertTrigger(
            Id, Name, Enabled, body.Filter, body.Schedule, (Severity?)ThreatLevel, body.Throttle,
            body.Configuration is { } id ? TicketConfigurationId.From(id) : null,
            RanAt, RepeatedAt, HeldTold, Problem, Revision, CreatedAt, UpdatedAt);
    }

    private sealed record StoredBody(AlertFilter Filter, TriggerSchedule Schedule, AlertThrottle? Throttle, Guid? Configuration);
}

/// <summary>What a trigger's throttle holds back.</summary>
internal sealed record HeldRow
{
    public long Alerts { get; init; }

    public long Seen { get; init; }

    public int Severity { get; init; }
}

/// <summary>A trigger that knows an alert.</summary>
internal sealed record KnownRow
{
    public AlertId AlertId { get; init; }

    public AlertTriggerId TriggerId { get; init; }
}

/// <summary>A trigger that let an alert through.</summary>
internal sealed record ReleaserRow
{
    public AlertId AlertId { get; init; }

    public string Name { get; init; } = "";

    public int? ThreatLevel { get; init; }
}

/// <summary>How a trigger stands with its alerts.</summary>
internal sealed record StandingRow
{
    public AlertTriggerId TriggerId { get; init; }

    public long Waiting { get; init; }

    public long Released { get; init; }
}
