using System.Globalization;
using System.Text;
using Fairlead.Kernel.Text;

namespace Fairlead.Jira.Queries;

/// <summary>
/// A JQL query under construction. Every value is quoted, whatever it contains, so that a value is always one literal and no
/// word in it is read as an operator, a function or a reserved word.
/// </summary>
/// <remarks>Quoting: JQL strings are in double quotes with <c>\"</c>, <c>\\</c>, <c>\n</c>, <c>\r</c>, <c>\t</c> escaped; other control characters have no spelling and are dropped.</remarks>
public sealed class Jql
{
    private readonly string _condition;
    private readonly string _order;
    private readonly bool _isCompound;

    private Jql(string condition, bool isCompound = false, string order = "")
    {
        _condition = condition;
        _isCompound = isCompound;
        _order = order;
    }

    /// <summary>A field by its JQL name, for example <c>labels</c>, <c>project</c>, <c>status</c>, or a custom field's name.</summary>
    public static JqlField Field(string name) => new(name);

    /// <summary>A custom field by number, as <c>cf[10010]</c>.</summary>
    public static JqlField CustomField(long number) => new(number);

    public Jql And(Jql other) => Join(this, "AND", other);

    public Jql Or(Jql other) => Join(this, "OR", other);

    public static Jql Not(Jql inner) => new($"NOT ({Unordered(inner)._condition})");

    /// <summary>All of them; at least one.</summary>
    public static Jql All(params IEnumerable<Jql> conditions) => conditions.Aggregate((a, b) => a.And(b));

    /// <summary>Any of them; at least one.</summary>
    public static Jql Any(params IEnumerable<Jql> conditions) => conditions.Aggregate((a, b) => a.Or(b));

    public Jql OrderBy(string field, bool descending = false) => new(
        _condition,
        _isCompound,
        $"{(_order.Length == 0 ? " ORDER BY " : _order + ", ")}{JqlField.NameOf(field)} {(descending ? "DESC" : "ASC")}");

    /// <summary>By key where it has no order yet: issues keep that one whatever is done to them.</summary>
    internal Jql OrderedByKey() => _order.Length == 0 ? OrderBy("key") : this;

    /// <summary>The query as Jira reads it.</summary>
    public override string ToString() => _condition + _order;

    /// <summary>A double-quoted literal.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in PlainText.Clean(value))
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }

    /// <summary>A whole query that a person wrote, sent as it is; it cannot be joined with others.</summary>
    public static Jql Written(string text) => new(text, order: " ");

    internal static Jql Of(string condition) => new(condition);

    private static Jql Join(Jql left, string word, Jql right) =>
        new($"{Grouped(Unordered(left))} {word} {Grouped(Unordered(right))}", isCompound: true);

    private static string Grouped(Jql query) => query._isCompound ? $"({query._condition})" : query._condition;

    private static Jql Unordered(Jql query) => query._order.Length == 0
        ? query
        : throw new InvalidOperationException("Order the whole query, not a part of it.");
}

/// <summary>The left side of a condition.</summary>
public sealed class JqlField
{
    // Everything else is quoted: Jira has some five hundred reserved words.
    private static readonly HashSet<string> PlainNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "affectedVersion", "assignee", "comment", "component", "created", "creator", "description", "due", "duedate",
        "environment", "fixVersion", "id", "issue", "issuekey", "issuetype", "key", "labels", "lastViewed", "level", "parent",
        "priority", "project", "reporter", "resolution", "resolutiondate", "resolved", "sprint", "status", "statusCategory",
        "summary", "text", "type", "updated",
    };

    private readonly string _name;

    internal JqlField(string name) => _name = NameOf(name);

    internal JqlField(long customField) =>
        _name = string.Create(CultureInfo.InvariantCulture, $"cf[{ArgumentRange(customField)}]");

    public Jql Equal(string value) => Jql.Of($"{_name} = {Jql.Quote(value)}");

    /// <summary>Does not find issues in which the field is empty; that is how JQL works.</summary>
    public Jql NotEqual(string value) => Jql.Of($"{_name} != {Jql.Quote(value)}");

    /// <summary>Text search; the value is tokenised by Jira.</summary>
    public Jql Contains(string value) => Jql.Of($"{_name} ~ {Jql.Quote(value)}");

    public Jql In(params IEnumerable<string> values) => Jql.Of($"{_name} IN ({List(values)})");

    /// <summary>Issue ids: an id in quotes would be taken for a key.</summary>
    public Jql InNumbers(params IEnumerable<long> values)
    {
        var list = string.Join(", ", values);
        return list.Length > 0 ? Jql.Of($"{_name} IN ({list})") : throw new ArgumentException("JQL has no empty list.", nameof(values));
    }

    public Jql NotIn(params IEnumerable<string> values) => Jql.Of($"{_name} NOT IN ({List(values)})");

    public Jql IsEmpty() => Jql.Of($"{_name} IS EMPTY");

    public Jql IsNotEmpty() => Jql.Of($"{_name} IS NOT EMPTY");

    /// <summary>
    /// Not older than <paramref name="age"/>, rounded up to whole minutes: <c>updated &gt;= "-90m"</c>. Relative on purpose:
    /// absolute times in JQL are read in the time zone of the account that asks.
    /// </summary>
    public Jql Within(TimeSpan age)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(age, TimeSpan.Zero);
        return Jql.Of(string.Create(CultureInfo.InvariantCulture, $"{_name} >= \"-{Math.Ceiling(age.TotalMinutes)}m\""));
    }

    public Jql AtLeast(string value) => Jql.Of($"{_name} >= {Jql.Quote(value)}");

    public Jql AtMost(string value) => Jql.Of($"{_name} <= {Jql.Quote(value)}");

    public Jql GreaterThan(string value) => Jql.Of($"{_name} > {Jql.Quote(value)}");

    public Jql LessThan(string value) => Jql.Of($"{_name} < {Jql.Quote(value)}");

    /// <summary>Jira's own fields stay as they are, everything else is quoted.</summary>
    internal static string NameOf(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return PlainNames.Contains(name) ? name : Jql.Quote(name);
    }

    private static string List(IEnumerable<string> values)
    {
        var list = string.Join(", ", values.Select(Jql.Quote));
        return list.Length > 0 ? list : throw new ArgumentException("JQL has no empty list.", nameof(values));
    }

    private static long ArgumentRange(long number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return number;
    }
}
