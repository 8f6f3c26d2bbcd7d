using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// What Jira refused, in a run, of optional fields of one project and type: a person who left, a parent that was deleted. What is sent from then
/// on has the next value that its rule names, or goes without the field, and the ticket tells it.
/// </summary>
internal sealed class RefusedValues
{
    /// <summary>How often other values of the rules are tried for one issue, before it goes without the fields.</summary>
    private const int MaxOthers = 2;

    private const int MaxShown = 100;
    private readonly Dictionary<(string Field, string Value), string> _words = [];

    /// <returns>What Jira refused of the item, when all of it is optional; <see langword="null"/> when sending it again is no use.</returns>
    public static IReadOnlyDictionary<string, string>? Of(BuiltIssue.Ready item, JiraOutcome<CreatedIssue> outcome) =>
        outcome is JiraOutcome<CreatedIssue>.Rejected { Cause: JiraRefusalCause.Invalid } no && item.Repeats <= MaxOthers
            ? RefusedFields.Of(no.Error, item.Spare)
            : null;

    /// <param name="refused">Jira's words by field.</param>
    public void Note(BuiltIssue.Ready item, IReadOnlyDictionary<string, string> refused)
    {
        foreach (var (field, words) in refused)
            _words[(field, item.ValueOf(field)!)] = words;
    }

    /// <returns>The item without what Jira is known to refuse.</returns>
    public BuiltIssue.Ready Spare(BuiltIssue.Ready item, TicketConfiguration configuration, JiraEdition edition)
    {
        if (_words.Count == 0)
            return item;
        var refused = item.Content.Refused.ToDictionary();
        var values = item.Values.ToList();
        foreach (var field in item.Spare.Where(f => IsRefused(f, item.ValueOf(f))))
        {
            var mapping = configuration.Fields.FirstOrDefault(f => f.Id == field);
            var first = refused.TryGetValue(field, out var before) ? before.Value : item.ValueOf(field)!;
            var at = values.FindIndex(v => v.Id == field);
            var other = at < 0 || mapping is null || item.Repeats > MaxOthers
                ? null
                : FieldResolver.OthersOf(mapping, first).FirstOrDefault(o => !IsRefused(field, IssueBuilder.TextOf(o)));
            refused[field] = new(first, NoteOf(field, mapping, first, other));
            if (other is not null)
                values[at] = values[at] with { Values = other };
            else if (at >= 0)
                values.RemoveAt(at);
        }

        return refused.Count == item.Content.Refused.Count && values.SequenceEqual(item.Values) ? item : item.With(values, refused, edition);
    }

    private bool IsRefused(string field, string? value) => value is not null && _words.ContainsKey((field, value));

    /// <param name="other">The value that the issue has instead; <see langword="null"/>: none.</param>
    private string NoteOf(string field, FieldMapping? mapping, string value, IReadOnlyList<string>? other)
    {
        var name = mapping?.Name ?? (field == ManagedFields.Priority ? "Priority" : "Assignee");
        var told = other is null ? $"{name} is left out" : $"{name} is {Shown(mapping, IssueBuilder.TextOf(other))}";
        return $"{told}, because Jira refused {Shown(mapping, value)}: {PlainText.Cut(_words[(field, value)], 2 * MaxShown)}";
    }

    private static string Shown(FieldMapping? mapping, string value) => PlainText.Cut(
        string.Join(", ", value.Split('\n').Select(v => mapping?.Source.Named.FirstOrDefault(n => n.Id == v)?.Name ?? v)), MaxShown);
}
