using System.Text.Json;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Rules.Storage;

/// <summary>A row of <c>finding_rules</c>; Schema/0007_rules.sql says what the columns mean.</summary>
internal sealed record RuleRow
{
    public FindingRuleId Id { get; init; }

    public string Name { get; init; } = "";

    public string NameKey { get; init; } = "";

    public bool Enabled { get; init; }

    public JsonText Body { get; init; } = new("{}");

    public DateTimeOffset SinceAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public string? Problem { get; init; }

    public int Revision { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public static string KeyOf(string name) => name.ToUpperInvariant();

    public static RuleRow Of(FindingRule r) => new()
    {
        Id = r.Id,
        Name = r.Name,
        NameKey = KeyOf(r.Name),
        Enabled = r.Enabled,
        Body = new JsonText(JsonSerializer.Serialize(new StoredBody(r.Description, r.Existing, r.When, r.Then.Ticket?.Value, r.Then.Decision, r.Then.Notify))),
        SinceAt = r.SinceAt,
        ExpiresAt = r.ExpiresAt,
        Problem = r.Problem,
        Revision = r.Revision,
        CreatedAt = r.CreatedAt,
        UpdatedAt = r.UpdatedAt,
    };

    public FindingRule ToRule()
    {
        var body = JsonSerializer.Deserialize<StoredBody>(Body.Value)!;
        return new FindingRule(
            Id, Name, body.Description, Enabled, body.Existing, body.When,
            new RuleActions(body.Ticket is { } id ? TicketConfigurationId.From(id) : null, body.Decision, body.Notify),
            SinceAt, ExpiresAt, Problem, Revision, CreatedAt, UpdatedAt);
    }

    private sealed record StoredBody(string? Description, bool Existing, TicketFilter When, Guid? Ticket, RuleDecision? Decision, IReadOnlyList<string> Notify);
}

/// <summary>How a rule stands with findings.</summary>
internal sealed record RuleStandingRow
{
    public FindingRuleId RuleId { get; init; }

    public long Findings { get; init; }

    public DateTimeOffset LastActedAt { get; init; }
}

/// <summary>A finding on which a rule acted.</summary>
internal sealed record RuleHitRow
{
    public FindingId FindingId { get; init; }

    public DateTimeOffset ReportedAt { get; init; }
}
