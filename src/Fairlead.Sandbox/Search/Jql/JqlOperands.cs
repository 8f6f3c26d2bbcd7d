using System.Runtime.InteropServices;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Search.Jql;

/// <summary>What the values and functions of a query mean; complaints gather in <see cref="Problems"/>.</summary>
internal sealed class JqlOperands(Site site, Account caller)
{
    private const string DateFormats =
        "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.";

    private readonly DateTimeOffset _now = site.Now;

    public List<string> Problems { get; } = [];

    public JqlValues Values(IEnumerable<JqlOperand> operands, JqlField field)
    {
        var wanted = new HashSet<string>();
        var orEmpty = false;
        foreach (var operand in operands)
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
                    wanted.UnionWith(Called(function, field));
                    break;
            }
        }

        return new JqlValues(wanted, orEmpty);
    }

    /// <param name="what">The field or predicate, for the complaint.</param>
    public DateTimeOffset? Moment(JqlOperand operand, string what)
    {
        switch (operand)
        {
            case JqlOperand.Literal literal:
                if (JqlDates.Read(literal.Text, _now, site.TimeZone) is { } at)
                    return at;
                Problems.Add($"Date value '{literal.Text}' for {what} is invalid. {DateFormats}");
                return null;
            case JqlOperand.Function function:
                if (JqlDates.Call(function, _now, site.TimeZone) is { } called)
                    return called;
                Problems.Add(NoFunction(function));
                return null;
            default:
                return null;
        }
    }

    public double? Number(JqlOperand operand, JqlField field)
    {
        if (operand is JqlOperand.Literal literal && double.TryParse(literal.Text, out var number))
            return number;
        Problems.Add($"'{TextOf(operand)}' is an invalid number format for the field '{field.Name}'.");
        return null;
    }

    public IComparable? PriorityRank(JqlOperand operand, JqlField field)
    {
        var text = TextOf(operand);
        if (site.Priorities.Find(p => p.Name.Equals(text, StringComparison.OrdinalIgnoreCase) || $"{p.Id}" == text) is { } priority)
            return -priority.Id;
        Problems.Add(Unknown(text, field));
        return null;
    }

    public IComparable? IssueRank(JqlOperand operand, JqlField field)
    {
        var text = TextOf(operand);
        if (site.Issues.Find(text) is { } issue)
            return field.Rank(issue, issue.Now);
        Problems.Add(Unknown(text, field));
        return null;
    }

    private static string TextOf(JqlOperand operand) => (operand as JqlOperand.Literal)?.Text ?? "";

    private static string NoFunction(JqlOperand.Function function) =>
        $"Unable to find JQL function '{function.Name}({string.Join(", ", function.Arguments)})'.";

    private static string Unknown(string text, JqlField field)
    {
        if ((field.IsKey || field.IsProject) && text.Length > 0 && text.All(char.IsAsciiDigit))
            return $"A value with ID '{text}' does not exist for the field '{field.Name}'.";
        return field.IsKey ? $"An issue with key '{text}' does not exist for field '{field.Name}'." : $"The value '{text}' does not exist for the field '{field.Name}'.";
    }

    /// <summary>What the caller may not browse counts as not there.</summary>
    private bool IsHiddenProject(string text) => !site.Projects.Exists(project =>
        (text.Equals(project.Key, StringComparison.OrdinalIgnoreCase) || text.Equals(project.Name, StringComparison.OrdinalIgnoreCase) || text == $"{project.Id}")
        && site.Permissions.Has(caller, PermissionKeys.BrowseProjects, project));

    private void Want(string text, JqlField field, HashSet<string> wanted)
    {
        if (field.IsNumber && !double.TryParse(text, out _))
            Problems.Add($"'{text}' is an invalid number format for the field '{field.Name}'.");
        else if (!field.Knows(text) || (field.IsProject && IsHiddenProject(text)) || (field.IsKey && site.Issues.Find(text) is { } hidden && !JqlSearch.IsVisible(site, caller, hidden)))
            Problems.Add(Unknown(text, field));
        else if (field.IsKey && site.Issues.Find(text) is { } issue)
            wanted.Add($"{issue.Id}");
        else
            wanted.Add(text.ToLowerInvariant());
    }

    private IEnumerable<string> Called(JqlOperand.Function function, JqlField field)
    {
        switch (function.Name.ToLowerInvariant())
        {
            case "currentuser" when field.IsUser:
                return [caller.AccountId.ToLowerInvariant(), caller.Name.ToLowerInvariant()];
            case "membersof" when field.IsUser && function.Arguments is [var group]:
                if (site.Groups.Contains(group))
                    return site.People.Where(p => p.Groups.Contains(group)).Select(p => p.AccountId.ToLowerInvariant());
                Problems.Add(
                    $"Function 'membersOf' can not generate a list of usernames for group '{group}'; the group does not exist.");
                return [];
            case "updatedby" when field.IsKey && function.Arguments is [_] or [_, _] or [_, _, _]:
                return UpdatedBy(function.Arguments);
            default:
                Problems.Add(NoFunction(function));
                return [];
        }
    }

    /// <summary>Issues that the user created, changed or commented on, within the dates where there are some.</summary>
    private IEnumerable<string> UpdatedBy(IReadOnlyList<string> arguments)
    {
        var user = site.People.Find(p => Fields.Kinds.UserKind.TermsOf(p).Contains(arguments[0].ToLowerInvariant()));
        if (user is null)
        {
            Problems.Add($"The user '{arguments[0]}' does not exist and cannot be used with the function 'updatedBy'.");
            return [];
        }

        var window = new JqlWindow(
            arguments.Count > 1 ? Moment(new JqlOperand.Literal(arguments[1]), "function 'updatedBy'") : null,
            arguments.Count > 2 ? Moment(new JqlOperand.Literal(arguments[2]), "function 'updatedBy'") : null);
        return site.Issues.All
            .Where(i => (i.Creator == user && window.Holds(i.CreatedAt))
                || i.Changes.Exists(c => c.Author == user && window.Holds(c.At))
                || i.Comments.Exists(c => c.UpdateAuthor == user && window.Holds(c.UpdatedAt)))
            .Select(i => $"{i.Id}");
    }
}

/// <summary>The values that a clause names.</summary>
/// <param name="OrEmpty">Having no value counts too.</param>
internal sealed record JqlValues(IReadOnlySet<string> Terms, bool OrEmpty)
{
    public bool Meet(IEnumerable<string> terms)
    {
        foreach (var term in terms)
        {
            if (Terms.Contains(term))
                return true;
        }

        return false;
    }

    /// <summary>As <see cref="Meet"/>, where no terms at all mean that the field was empty.</summary>
    public bool MeetOrEmpty(IReadOnlyList<string> terms) => terms.Count == 0 ? OrEmpty : Meet(terms);
}

/// <summary>A stretch of time; null is open.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JqlWindow(DateTimeOffset? From, DateTimeOffset? To)
{
    public bool Holds(DateTimeOffset at) => (From is null || at >= From) && (To is null || at < To);

    /// <param name="until">Null while it lasts.</param>
    public bool Overlaps(DateTimeOffset since, DateTimeOffset? until) =>
        (To is null || since < To) && (From is null || until is null || until > From);

    public JqlWindow And(JqlWindow other) => new(
        From is null || other.From > From ? other.From ?? From : From,
        To is null || other.To < To ? other.To ?? To : To);
}
