using System.Text.Json.Nodes;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>What brings an issue back to what it was. Pure.</summary>
/// <param name="Status">Where it is to be moved; <see langword="null"/>: it stays where it is.</param>
/// <param name="Edit">Of the fields; may be empty.</param>
/// <param name="LeftFields">Ids of the fields among <paramref name="Left"/>.</param>
/// <param name="Left">What stays as it is although it is not what it was, and why; for people.</param>
internal sealed record Restoration(JiraStatus? Status, IssueEdit Edit, IReadOnlyList<string> LeftFields, IReadOnlyList<string> Left)
{
    /// <summary>Among <see cref="LeftFields"/> where the issue stays where somebody else moved it.</summary>
    public const string StatusField = "status";

    public bool IsEmpty => Status is null && Edit.IsEmpty;

    /// <param name="missed">Ids of fields that Jira did not take.</param>
    public Restoration Without(IReadOnlyCollection<string> missed) => missed.Count == 0 ? this : this with
    {
        LeftFields = [.. LeftFields, .. missed],
        Left = [.. Left, .. missed.Select(id => $"Jira does not let Fairlead set {id} any more")],
    };

    /// <param name="now">With the fields of <see cref="IssueBefore.FieldsOf"/>.</param>
    /// <param name="since">Changes by others than Fairlead's account, oldest first.</param>
    public static Restoration Of(IssueBefore before, JiraIssue now, IReadOnlyList<JiraChange> since, UndoneKind kind, TicketConfiguration configuration)
    {
        var others = OthersOf(since.Where(c => c.CreatedAt > before.At), configuration);
        var leftFields = before.TooLong.Where(t => IssueBefore.HashOf(FieldValues.Of(now, t.Key, configuration)) != t.Value).Select(t => t.Key).ToList();
        var left = leftFields.Select(id => $"{id} was too long to be kept: Jira's history of the issue has it").ToList();
        var edit = new IssueEdit();
        foreach (var id in before.Fields.Keys)
        {
            var (value, current) = (before.Fields[id], FieldValues.Of(now, id, configuration));
            if (id == "labels")
                (value, current) = (WithoutMarkers(value), WithoutMarkers(current));
            if (FieldValues.AreSame(value, current))
                continue;
            if (others.GetValueOrDefault(id) is { } who)
            {
                left.Add($"{who} changed {id} since");
                leftFields.Add(id);
                continue;
            }

            edit = id == "labels"
                ? edit with { AddLabels = Except(value, current), RemoveLabels = Except(current, value) }
                : edit with { Fields = new Dictionary<string, JsonNode?>(edit.Fields) { [id] = value } };
        }

        return new(StatusOf(before, now, others, kind, leftFields, left), edit, leftFields, left);
    }

    private static JiraStatus? StatusOf(IssueBefore before, JiraIssue now, IReadOnlyDictionary<string, string> others, UndoneKind kind, List<string> leftFields, List<string> left)
    {
        if (kind != UndoneKind.Transition || before.Status is not { } status || now.Status is not { } current || current.Id == status.Id)
            return null;
        if (others.GetValueOrDefault(StatusField) is not { } who)
            return status;
        leftFields.Add(StatusField);
        left.Add($"{who} moved it to {current.Name} since");
        return null;
    }

    /// <summary>Who changed which field last. Data Center names some fields only in words.</summary>
    private static Dictionary<string, string> OthersOf(IEnumerable<JiraChange> since, TicketConfiguration configuration)
    {
        var ids = configuration.Fields.Select(f => (f.Id, f.Name)).Concat(configuration.DoneFields.Select(f => (f.Id, f.Name))).DistinctBy(f => f.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(f => f.Name, f => f.Id, StringComparer.OrdinalIgnoreCase);
        var others = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var change in since)
        {
            foreach (var item in change.Items)
            {
                var who = Comments.JiraActor.NameOf(change.Author);
                others[item.FieldId] = who;
                if (ids.TryGetValue(item.FieldName, out var id))
                    others[id] = who;
            }
        }

        return others;
    }

    private static JsonArray WithoutMarkers(JsonNode? labels) =>
        [.. Texts(labels).Where(l => !Marker.IsOwn(l)).Select(l => (JsonNode)l)];

    private static IReadOnlyList<string> Except(JsonNode? some, JsonNode? others) => [.. Texts(some).Except(Texts(others))];

    private static IEnumerable<string> Texts(JsonNode? labels) => labels is JsonArray list ? list.Select(l => l!.GetValue<string>()) : [];
}
