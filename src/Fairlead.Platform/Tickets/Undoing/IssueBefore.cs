using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>What an issue was, and what the ticket knew of it, before an operation wrote to it. Kept with the operation until it can be undone no more.</summary>
/// <param name="IssueId">Which issue it was: a person may give the ticket another one.</param>
/// <param name="At">UTC. Jira's time of the issue's last change by then.</param>
/// <param name="Status">Where it was; <see langword="null"/> where Jira did not show it.</param>
/// <param name="Fields">Values by field id, as Jira takes them, of what the operation may have written.</param>
/// <param name="TooLong">Fields whose values are not kept, because they are longer than <see cref="MaxValue"/>: their hashes.</param>
internal sealed record IssueBefore(
    string IssueId,
    DateTimeOffset At,
    JiraStatus? Status,
    IReadOnlyDictionary<string, JsonNode?> Fields,
    IReadOnlyDictionary<string, string> TooLong,
    SentBefore Sent,
    StandingBefore Standing)
{
    /// <summary>Whether it is also known what the issue said; where the operation only moved it, there are the fields of the move at most.</summary>
    [JsonIgnore]
    public bool HasContent => Fields.ContainsKey(Summary);

    /// <summary>By name, for people; <see langword="null"/> where it had none, or the operation only moved the issue.</summary>
    public string? Priority { get; init; }

    /// <summary>UTF-16 units of JSON; a description as Jira takes it has at most 32,767 characters of text.</summary>
    public const int MaxValue = 64 * 1024;

    private const string Summary = "summary";

    private static readonly string[] OwnFields = [Summary, "description", "priority", "labels"];

    /// <summary>What is to be read of issues before operations write to them.</summary>
    public static IReadOnlyList<string> FieldsToRead(TicketConfiguration configuration, IEnumerable<SyncOperation> operations) =>
        ["updated", .. operations.DistinctBy(o => (o.GetType(), WritesContent(o))).SelectMany(o => WrittenBy(o, configuration)).Distinct()];

    /// <summary>The fields that a configuration writes, by updates or on the way of a move.</summary>
    public static IEnumerable<string> FieldsOf(TicketConfiguration configuration) => ContentOf(configuration).Union(MovedWith(configuration));

    /// <param name="issue">With <see cref="FieldsToRead"/>.</param>
    /// <param name="from">Where it was.</param>
    /// <returns><see langword="null"/> when Jira does not say when the issue was changed last.</returns>
    public static IssueBefore? Of(JiraIssue issue, JiraStatus? from, SyncOperation operation, TicketConfiguration configuration, TicketRow ticket)
    {
        if (issue.UpdatedAt is not { } at)
            return null;
        var values = WrittenBy(operation, configuration).ToDictionary(id => id, id => FieldValues.Of(issue, id, configuration));
        var tooLong = values.Where(v => v.Value?.ToJsonString().Length > MaxValue).ToDictionary(v => v.Key, v => HashOf(v.Value));
        return new(issue.Id, at, from, values.Where(v => !tooLong.ContainsKey(v.Key)).ToDictionary(), tooLong, SentBefore.Of(ticket), StandingBefore.Of(ticket))
        {
            Priority = WritesContent(operation) ? issue.Priority?.Name : null,
        };
    }

    /// <summary>Tells whether a value that is too long to be kept is another one.</summary>
    public static string HashOf(JsonNode? value) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(value?.ToJsonString() ?? "")));

    public JsonText ToJson() => TicketRow.JsonOf(this);

    public static IssueBefore Read(JsonText json) => JsonSerializer.Deserialize<IssueBefore>(json.Value)!;

    /// <summary>An issue that is opened again is brought up to date too.</summary>
    public static bool WritesContent(SyncOperation operation) =>
        operation is SyncOperation.Update or SyncOperation.Transition { Goal: TransitionGoal.Open };

    private static IEnumerable<string> WrittenBy(SyncOperation operation, TicketConfiguration configuration)
    {
        IEnumerable<string> content = WritesContent(operation) ? ContentOf(configuration) : [];
        return operation is SyncOperation.Transition ? content.Union(MovedWith(configuration)) : content;
    }

    private static IEnumerable<string> ContentOf(TicketConfiguration configuration) =>
        OwnFields.Concat(configuration.Fields.Select(f => f.Id)).Distinct();

    /// <summary>The resolution goes with the status: Jira sets and clears it.</summary>
    private static IEnumerable<string> MovedWith(TicketConfiguration configuration) =>
        configuration.DoneFields.Select(f => f.Id).Where(id => id != TransitionChoice.Resolved).Distinct();
}

/// <summary>What Fairlead knew of the issue's status; Schema/0005_tickets.sql says what the columns mean.</summary>
internal sealed record StandingBefore(DateTimeOffset? DoneAt, FindingStatus? ShownFinding, string? MovedTo)
{
    public static StandingBefore Of(TicketRow ticket) => new(ticket.DoneAt, ticket.ShownFinding, ticket.MovedTo);
}

/// <summary>What Fairlead had sent to the issue; Schema/0005_tickets.sql says what the columns mean.</summary>
internal sealed record SentBefore(
    string? Hash, string? Summary, string? BodyHash, string? PriorityId, string? Labels, string? Fields, string? LeftOut)
{
    /// <summary>What somebody else had written, and is brought back as theirs.</summary>
    public string? Kept { get; init; }

    public static SentBefore Of(TicketRow ticket) => new(
        ticket.SentHash, ticket.SentSummary, ticket.SentBodyHash, ticket.SentPriorityId, ticket.SentLabels?.Value, ticket.SentFields?.Value, ticket.LeftOut)
    {
        Kept = TicketRow.JsonOfAny(ticket.Kept.ToDictionary(k => k.Key, k => k.Value with { IsGivenBack = false }))?.Value,
    };

    /// <summary>The same, but for fields that were not brought back: of these counts what was sent last.</summary>
    public SentBefore But(IReadOnlyList<string> left, TicketRow ticket)
    {
        if (left.Count == 0)
            return this;
        var now = Of(ticket);
        var fields = ticket.SentFieldMap?.Where(f => left.Contains(f.Key)) ?? [];
        var theirs = Kept is null ? [] : JsonSerializer.Deserialize<Dictionary<string, KeptField>>(Kept)!.Where(k => !left.Contains(k.Key));
        var kept = Fields is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(Fields)!.Where(f => !left.Contains(f.Key));
        return new(
            Hash: null,
            left.Contains("summary") ? now.Summary : Summary,
            left.Contains("description") ? now.BodyHash : BodyHash,
            left.Contains("priority") ? now.PriorityId : PriorityId,
            left.Contains("labels") ? now.Labels : Labels,
            JsonSerializer.Serialize(kept.Concat(fields).ToDictionary()),
            LeftOut)
        {
            Kept = TicketRow.JsonOfAny(theirs.Concat(ticket.Kept.Where(k => left.Contains(k.Key))).ToDictionary())?.Value,
        };
    }
}
