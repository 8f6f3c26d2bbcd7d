using System.Collections.Frozen;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;

namespace Fairlead.Sandbox.Search.Jql;

/// <summary>What a field was and when it changed, as <c>WAS</c> and <c>CHANGED</c> ask: of one issue and one field.</summary>
internal static class JqlHistory
{
    public const string Status = "status";

    /// <summary>Jira keeps a searchable history of these fields only.</summary>
    public static FrozenSet<string> Kept { get; } = new[]
    {
        Status, FieldIds.Assignee, FieldIds.Priority, FieldIds.Resolution, FieldIds.Reporter, FieldIds.FixVersions,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The field's values from the creation on, oldest first.</summary>
    public static IEnumerable<JqlState> States(Issue issue, IssueVersion version, JqlField field)
    {
        var (since, by) = (issue.CreatedAt, issue.Creator);
        foreach (var (change, item) in Changes(issue, version, field))
        {
            yield return new JqlState(item.FromTerms, since, change.At, by);
            (since, by) = (change.At, change.Author);
        }

        yield return new JqlState([.. field.Terms(issue, version)], since, null, by);
    }

    /// <summary>The field's changes that the version has seen.</summary>
    public static IEnumerable<(Change Change, ChangeItem Item)> Changes(Issue issue, IssueVersion version, JqlField field)
    {
        foreach (var change in issue.Changes.Take(version.Revision - 1))
        {
            foreach (var item in change.Items)
            {
                if (item.FieldId == field.FieldId)
                    yield return (change, item);
            }
        }
    }
}

/// <summary>A value and how long the issue had it.</summary>
/// <param name="Until">Null while it lasts.</param>
internal readonly record struct JqlState(IReadOnlyList<string> Terms, DateTimeOffset Since, DateTimeOffset? Until, Account By);

/// <summary>The predicates of one clause, understood: only what meets all of them counts.</summary>
internal sealed class JqlPredicates
{
    private readonly JqlOperands _operands;
    private readonly JqlField _people;

    /// <param name="people">Any field of one user, for the names after <c>BY</c>.</param>
    public JqlPredicates(IReadOnlyList<JqlPredicate> predicates, JqlField field, JqlField people, JqlOperands operands, TimeZoneInfo zone)
    {
        _operands = operands;
        _people = people;
        foreach (var predicate in predicates)
            Add(predicate, field, zone);
    }

    public JqlWindow Window { get; private set; }

    /// <summary>Null for anybody.</summary>
    public JqlValues? By { get; private set; }

    /// <summary>Null for any value before.</summary>
    public JqlValues? From { get; private set; }

    /// <summary>Null for any value after.</summary>
    public JqlValues? To { get; private set; }

    public bool IsBy(Account account) => By is null || By.Meet(Fields.Kinds.UserKind.TermsOf(account));

    private void Add(JqlPredicate predicate, JqlField field, TimeZoneInfo zone)
    {
        switch (predicate.Name)
        {
            case "by":
                By = _operands.Values(predicate.Operands, _people);
                break;
            case "from":
                From = _operands.Values(predicate.Operands, field);
                break;
            case "to":
                To = _operands.Values(predicate.Operands, field);
                break;
            default:
                if (WindowOf(predicate, zone) is { } window)
                    Window = Window.And(window);
                break;
        }
    }

    private JqlWindow? WindowOf(JqlPredicate predicate, TimeZoneInfo zone)
    {
        var isDuring = predicate.Name == "during";
        if (predicate.Operands.Count != (isDuring ? 2 : 1))
        {
            _operands.Problems.Add(
                $"The predicate '{predicate.Name}' takes {(isDuring ? "two dates in parentheses" : "one date")}.");
            return null;
        }

        var dates = predicate.Operands.Select(o => _operands.Moment(o, $"predicate '{predicate.Name}'")).ToList();
        return dates switch
        {
            [{ } at] when predicate.Name == "after" => new JqlWindow(at, null),
            [{ } at] when predicate.Name == "before" => new JqlWindow(null, at),
            [{ } at] => JqlDates.Day(at, zone),
            [{ } from, { } to] => new JqlWindow(from, to),
            _ => null,
        };
    }
}
