using System.Text.Json.Serialization;
using Fairlead.Kernel;

namespace Fairlead.Platform.Tickets;

/// <summary>What of a finding a table is asked with.</summary>
public enum LookupKey
{
    Asset = 1,
    Scanner = 2,
    Rule = 3,
    Package = 4,
    Kind = 5,
    Severity = 6,

    /// <summary>The place within the asset: file, target or resource.</summary>
    Location = 7,

    /// <summary>Each tag, and each label as <c>name=value</c>.</summary>
    Label = 8,
}

/// <param name="Pattern"><c>*</c> stands for any characters; compared without case.</param>
public sealed record LookupRow(string Pattern, IReadOnlyList<JiraName> Values);

/// <param name="Days">From the first sight of a finding of this severity.</param>
public sealed record SeverityDays(Severity Severity, int Days);

/// <summary>
/// Where the value of a field comes from. Values are known by their ids; a text is its own id, and may hold placeholders.
/// </summary>
[JsonDerivedType(typeof(Constant), "constant")]
[JsonDerivedType(typeof(Expression), "expression")]
[JsonDerivedType(typeof(Lookup), "lookup")]
[JsonDerivedType(typeof(Deadline), "deadline")]
[JsonDerivedType(typeof(RoundRobin), "roundRobin")]
public abstract record ValueSource
{
    private ValueSource()
    {
    }

    /// <summary>The values that it can give by name; empty where it gives others.</summary>
    [JsonIgnore]
    public IEnumerable<JiraName> Named => this switch
    {
        Constant constant => constant.Values,
        Expression expression => expression.Allowed.Concat(expression.Otherwise ?? []),
        Lookup lookup => lookup.Table.SelectMany(r => r.Values).Concat(lookup.Otherwise ?? []),
        RoundRobin turns => turns.Among,
        _ => [],
    };

    /// <summary>Texts that may hold placeholders.</summary>
    [JsonIgnore]
    public IEnumerable<string> Texts => this is Expression expression ? [expression.Text, .. (expression.Otherwise ?? []).Select(n => n.Id)] : Named.Select(n => n.Id);

    /// <summary>The same for every ticket.</summary>
    public sealed record Constant(IReadOnlyList<JiraName> Values) : ValueSource;

    /// <summary>A text with placeholders, filled for each group and then read as what the field takes; people and issues above are looked up in Jira.</summary>
    /// <param name="Allowed">What Jira allowed when the configuration was saved; empty where any value goes.</param>
    /// <param name="Otherwise">The value where the text is empty or does not fit; <see langword="null"/>: the field is left out.</param>
    public sealed record Expression(string Text, IReadOnlyList<JiraName> Allowed, IReadOnlyList<JiraName>? Otherwise = null) : ValueSource;

    /// <summary>The most specific row that fits an open finding of the group.</summary>
    /// <param name="Otherwise"><see langword="null"/>: where no row fits, the field is left out.</param>
    public sealed record Lookup(LookupKey By, IReadOnlyList<LookupRow> Table, IReadOnlyList<JiraName>? Otherwise) : ValueSource;

    /// <summary>The earliest day, UTC, on which an open finding of the group is due.</summary>
    /// <param name="Days">A severity that is missing has no such day.</param>
    public sealed record Deadline(IReadOnlyList<SeverityDays> Days) : ValueSource;

    /// <summary>One of several by the group's key: evenly over many groups, and always the same for one.</summary>
    public sealed record RoundRobin(IReadOnlyList<JiraName> Among) : ValueSource;
}

/// <summary>Whose word counts for a field of an issue that is there already.</summary>
public enum FieldOwner
{
    /// <summary>Whoever changed it last: Fairlead sends what changes on its side as long as nobody else wrote the field after it; what somebody else wrote stays.</summary>
    Last = 1,

    /// <summary>People's: Fairlead sets it when the issue is made, and never again.</summary>
    Jira = 2,

    /// <summary>Fairlead's: what a person sets is set back when Fairlead sees it, and what changes on its side is sent over whatever is there.</summary>
    Fairlead = 3,
}

/// <summary>A field that the tickets of a configuration get.</summary>
/// <param name="Id">As in Jira: <c>duedate</c>, <c>customfield_10010</c>.</param>
public sealed record FieldMapping(string Id, string Name, FieldShape Shape, ValueSource Source, FieldOwner Owner = FieldOwner.Last);
