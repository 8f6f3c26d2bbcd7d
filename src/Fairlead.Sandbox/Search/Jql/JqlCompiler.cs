using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Search.Jql;

internal delegate bool JqlMatch(Issue issue, IssueVersion version);

/// <summary>Checks a query's fields, operators and values as Jira does, and turns it into a function.</summary>
internal sealed class JqlCompiler(Site site, Account caller)
{
    private readonly List<string> _problems = [];
    private readonly DateTimeOffset _now = site.Now;

    /// <exception cref="JqlRefusal">An unknown field or value, or an operator that the field does not know.</exception>
    public JqlMatch Compile(JqlClause? clause)
    {
        var match = clause is null ? (_, _) => true : Of(clause);
        return _problems.Count > 0 ? throw new JqlRefusal(_problems) : match;
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
            default:
                return OfTerm((JqlClause.Term)clause);
        }
    }

    private JqlMatch OfTerm(JqlClause.Term term)
    {
        JqlField field;
        try
        {
            field = JqlFields.Find(site, term.Field);
        }
        catch (JqlRefusal refusal)
        {
            _problems.AddRange(refusal.Messages);
            return (_, _) => false;
        }

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

    private JqlMatch Equality(JqlClause.Term term, JqlField field)
    {
        var wanted = new HashSet<string>();
        var orEmpty = false;
        foreach (var operand in term.Operands)
        {
            switch (operand)
            {
                case JqlOperand.Empty:
                    orEmpty = true;
                    break;
                case JqlOperand.Literal literal when field.Name.Equals("resolution", StringComparison.OrdinalIgnoreCase)
                    && literal.Text.Equals("unresolved", StringComparison.OrdinalIgnoreCase):
                    orEmpty = true;
                    break;
                case JqlOperand.Literal literal:
                    Want(literal.Text, field, wanted);
                    break;
                case JqlOperand.Function function:
                    wanted.UnionWith(Users(function, field));
                    break;
            }
        }

        // As in Jira, "not equal" leaves out whatever has no value at all.
        return term.IsNegated
            ? (i, v) => !field.IsEmpty(i, v) && !Meets(field.Terms(i, v), wanted)
            : (i, v) => (orEmpty && field.IsEmpty(i, v)) || Meets(field.Terms(i, v), wanted);
    }

    private static bool Meets(IEnumerable<string> terms, HashSet<string> wanted)
    {
        foreach (var term in terms)
        {
            if (wanted.Contains(term))
                return true;
        }

        return false;
    }

    private void Want(string text, JqlField field, HashSet<string> wanted)
    {
        if (field.IsNumber && !double.TryParse(text, out _))
            _problems.Add($"'{text}' is an invalid number format for the field '{field.Name}'.");
        else if (!field.Knows(text))
            _problems.Add(Unknown(text, field));
        else if (field.IsKey && site.Issues.Find(text) is { } issue)
            wanted.Add($"{issue.Id}");
        else
            wanted.Add(text.ToLowerInvariant());
    }

    private static string Unknown(string text, JqlField field)
    {
        if (!field.IsKey)
            return $"The value '{text}' does not exist for the field '{field.Name}'.";
        return text.Length > 0 && text.All(char.IsAsciiDigit)
            ? $"A value with ID '{text}' does not exist for the field '{field.Name}'."
            : $"An issue with key '{text}' does not exist for field '{field.Name}'.";
    }

    private IEnumerable<string> Users(JqlOperand.Function function, JqlField field)
    {
        if (field.IsUser && function.Name.Equals("currentUser", StringComparison.OrdinalIgnoreCase))
            return [caller.AccountId.ToLowerInvariant(), caller.Name.ToLowerInvariant()];
        if (field.IsUser && function.Name.Equals("membersOf", StringComparison.OrdinalIgnoreCase) && function.Arguments is [var group])
        {
            if (site.Groups.Contains(group))
                return site.People.Where(p => p.Groups.Contains(group)).Select(p => p.AccountId.ToLowerInvariant());
            _problems.Add($"Function 'membersOf' can not generate a list of usernames for group '{group}'; the group does not exist.");
            return [];
        }

        _problems.Add($"Unable to find JQL function '{function.Name}({string.Join(", ", function.Arguments)})'.");
        return [];
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
            { IsNumber: true } => Number(operand, field),
            { IsPriority: true } => PriorityRank(operand, field),
            { IsKey: true } => IssueOf(operand, field),
            _ => null,
        };
        if (limit is null)
        {
            if (_problems.Count == 0)
                _problems.Add($"The operator '{term.Written}' is not supported by the '{term.Field}' field.");
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

    private DateTimeOffset? Moment(JqlOperand operand, JqlField field)
    {
        switch (operand)
        {
            case JqlOperand.Literal literal:
                if (JqlDates.Read(literal.Text, _now, site.TimeZone) is { } at)
                    return at;
                _problems.Add(
                    $"Date value '{literal.Text}' for field '{field.Name}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
                    + "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.");
                return null;
            case JqlOperand.Function function:
                if (JqlDates.Call(function, _now, site.TimeZone) is { } called)
                    return called;
                _problems.Add($"Unable to find JQL function '{function.Name}({string.Join(", ", function.Arguments)})'.");
                return null;
            default:
                return null;
        }
    }

    private double? Number(JqlOperand operand, JqlField field)
    {
        if (operand is JqlOperand.Literal literal && double.TryParse(literal.Text, out var number))
            return number;
        _problems.Add($"'{(operand as JqlOperand.Literal)?.Text}' is an invalid number format for the field '{field.Name}'.");
        return null;
    }

    private IComparable? PriorityRank(JqlOperand operand, JqlField field)
    {
        var text = (operand as JqlOperand.Literal)?.Text ?? "";
        if (site.Priorities.Find(p => p.Name.Equals(text, StringComparison.OrdinalIgnoreCase) || $"{p.Id}" == text) is { } priority)
            return -priority.Id;
        _problems.Add($"The value '{text}' does not exist for the field '{field.Name}'.");
        return null;
    }

    private IComparable? IssueOf(JqlOperand operand, JqlField field)
    {
        var text = (operand as JqlOperand.Literal)?.Text ?? "";
        if (site.Issues.Find(text) is { } issue)
            return field.Rank(issue, issue.Now);
        _problems.Add(Unknown(text, field));
        return null;
    }

    private JqlMatch Refused(string problem)
    {
        _problems.Add(problem);
        return (_, _) => false;
    }
}
