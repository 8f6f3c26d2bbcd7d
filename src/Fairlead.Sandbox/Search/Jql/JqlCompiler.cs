using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Search.Jql;

internal delegate bool JqlMatch(Issue issue, IssueVersion version);

/// <summary>Checks a query's fields, operators and values as Jira does, and turns it into a function.</summary>
internal sealed class JqlCompiler(Site site, Account caller)
{
    private readonly JqlOperands _operands = new(site, caller);

    /// <exception cref="JqlRefusal">An unknown field or value, or an operator that the field does not know.</exception>
    public JqlMatch Compile(JqlClause? clause)
    {
        var match = clause is null ? (_, _) => true : Of(clause);
        return _operands.Problems.Count > 0 ? throw new JqlRefusal(_operands.Problems) : match;
    }

    public IComparer<(Issue Issue, IssueVersion Version)>? Sorting(IReadOnlyList<JqlSort> sorts)
    {
        if (sorts.Count == 0)
            return null;
        var fields = sorts.Select(s => (Field: JqlFields.Find(site, s.Field), s.IsDescending)).ToList();
        return Comparer<(Issue Issue, IssueVersion Version)>.Create((a, b) =>
        {
            foreach (var (field, isDescending) in fields)
            {
                var order = Compare(field.Rank(a.Issue, a.Version), field.Rank(b.Issue, b.Version));
                if (order != 0)
                    return isDescending ? -order : order;
            }

            return b.Issue.Id.CompareTo(a.Issue.Id);
        });
    }

    private static int Compare(IComparable? left, IComparable? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        (string a, string b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase),
        _ => left.CompareTo(right),
    };

    private JqlMatch Of(JqlClause clause)
    {
        switch (clause)
        {
            case JqlClause.And and:
                var all = and.Parts.Select(Of).ToArray();
                return (i, v) => Array.TrueForAll(all, m => m(i, v));
            case JqlClause.Or or:
                var any = or.Parts.Select(Of).ToArray();
                return (i, v) => Array.Exists(any, m => m(i, v));
            case JqlClause.Not not:
                var inner = Of(not.Inner);
                return (i, v) => !inner(i, v);
            case JqlClause.Was was:
                return OfWas(was);
            case JqlClause.Changed changed:
                return OfChanged(changed);
            default:
                return OfTerm((JqlClause.Term)clause);
        }
    }

    private JqlMatch OfTerm(JqlClause.Term term)
    {
        if (Find(term.Field) is not { } field)
            return (_, _) => false;
        var needed = term.Operator switch
        {
            JqlOperator.Contains => JqlUse.Words,
            JqlOperator.Is => JqlUse.Emptiness,
            JqlOperator.Equals or JqlOperator.In => JqlUse.Equality,
            _ => JqlUse.Order,
        };
        // Whatever is never empty may still be asked whether it is.
        if (!field.Use.HasFlag(needed) && !(needed == JqlUse.Emptiness && field.Use.HasFlag(JqlUse.Equality)))
            return Refused($"The operator '{term.Written}' is not supported by the '{term.Field}' field.");
        return term.Operator switch
        {
            JqlOperator.Is => IsEmpty(term, field),
            JqlOperator.Contains => Contains(term, field),
            JqlOperator.Equals or JqlOperator.In => field.IsDate ? DateEquality(term, field) : Equality(term, field),
            _ => Ordered(term, field),
        };
    }

    private JqlMatch IsEmpty(JqlClause.Term term, JqlField field)
    {
        if (term.Operands is not [JqlOperand.Empty])
            return Refused($"The operator '{term.Written}' only supports EMPTY or NULL.");
        return (i, v) => field.IsEmpty(i, v) != term.IsNegated;
    }

    private JqlMatch Contains(JqlClause.Term term, JqlField field)
    {
        if (term.Operands is not [JqlOperand.Literal literal])
            return Refused($"The operator '{term.Written}' is not supported by the '{term.Field}' field with this value.");
        if (literal.Text.Trim().Length == 0)
            return Refused($"The field '{term.Field}' does not support searching for an empty string.");
        if (literal.Text[0] is '*' or '?')
            return Refused($"The text query '{literal.Text}' for field '{term.Field}' is not allowed to start with '{literal.Text[0]}'.");
        var words = new JqlWordsMatch(literal.Text);
        return (i, v) => field.Words(i, v) is { } text && words.Matches(text) != term.IsNegated;
    }

    private JqlField? Find(string name)
    {
        try
        {
            return JqlFields.Find(site, name);
        }
        catch (JqlRefusal refusal)
        {
            _operands.Problems.AddRange(refusal.Messages);
            return null;
        }
    }

    private JqlMatch OfWas(JqlClause.Was was)
    {
        if (FindKept(was.Field) is not { } field)
            return (_, _) => false;
        var wanted = _operands.Values(was.Operands, field);
        var predicates = Predicates(was.Predicates, field);
        return (i, v) => was.IsNegated != JqlHistory.States(i, v, field).Any(s =>
            wanted.MeetOrEmpty(s.Terms) && predicates.Window.Overlaps(s.Since, s.Until) && predicates.IsBy(s.By));
    }

    private JqlMatch OfChanged(JqlClause.Changed changed)
    {
        if (FindKept(changed.Field) is not { } field)
            return (_, _) => false;
        var predicates = Predicates(changed.Predicates, field);
        return (i, v) => JqlHistory.Changes(i, v, field).Any(c =>
            predicates.From?.MeetOrEmpty(c.Item.FromTerms) != false && predicates.To?.MeetOrEmpty(c.Item.ToTerms) != false
            && predicates.Window.Holds(c.Change.At) && predicates.IsBy(c.Change.Author));
    }

    private JqlField? FindKept(string name)
    {
        if (Find(name) is not { } field)
            return null;
        if (field.FieldId is { } id && JqlHistory.Kept.Contains(id))
            return field;
        _operands.Problems.Add($"History searches do not support the '{name}' field.");
        return null;
    }

    private JqlPredicates Predicates(IReadOnlyList<JqlPredicate> predicates, JqlField field) =>
        new(predicates, field, JqlFields.Find(site, "creator") with { Name = "by" }, _operands, site.TimeZone);

    private JqlMatch Equality(JqlClause.Term term, JqlField field)
    {
        var wanted = _operands.Values(term.Operands, field);

        // As in Jira, "not equal" leaves out whatever has no value at all.
        return term.IsNegated
            ? (i, v) => !field.IsEmpty(i, v) && !wanted.Meet(field.Terms(i, v))
            : (i, v) => (wanted.OrEmpty && field.IsEmpty(i, v)) || wanted.Meet(field.Terms(i, v));
    }

    private JqlMatch DateEquality(JqlClause.Term term, JqlField field)
    {
        var minutes = term.Operands.Select(o => Moment(o, field)).OfType<DateTimeOffset>()
            .Select(at => at.UtcTicks / TimeSpan.TicksPerMinute).ToHashSet();
        return (i, v) => field.Rank(i, v) is DateTimeOffset at
            && minutes.Contains(at.UtcTicks / TimeSpan.TicksPerMinute) != term.IsNegated;
    }

    private JqlMatch Ordered(JqlClause.Term term, JqlField field)
    {
        var operand = term.Operands[0];
        IComparable? limit = field switch
        {
            { IsDate: true } => Moment(operand, field),
            { IsNumber: true } => _operands.Number(operand, field),
            { IsPriority: true } => _operands.PriorityRank(operand, field),
            { IsKey: true } => _operands.IssueRank(operand, field),
            _ => null,
        };
        if (limit is null)
        {
            if (_operands.Problems.Count == 0)
                _operands.Problems.Add($"The operator '{term.Written}' is not supported by the '{term.Field}' field.");
            return (_, _) => false;
        }

        return (i, v) => field.Rank(i, v) is { } rank && (term.Operator switch
        {
            JqlOperator.Less => rank.CompareTo(limit) < 0,
            JqlOperator.LessOrEqual => rank.CompareTo(limit) <= 0,
            JqlOperator.Greater => rank.CompareTo(limit) > 0,
            _ => rank.CompareTo(limit) >= 0,
        });
    }

    private DateTimeOffset? Moment(JqlOperand operand, JqlField field) => _operands.Moment(operand, $"field '{field.Name}'");

    private JqlMatch Refused(string problem)
    {
        _operands.Problems.Add(problem);
        return (_, _) => false;
    }
}
