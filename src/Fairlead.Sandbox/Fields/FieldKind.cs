using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Fields;

/// <summary>How JQL may ask about a kind of field.</summary>
[Flags]
internal enum JqlUse
{
    None = 0,

    /// <summary><c>= != in not in</c>.</summary>
    Equality = 1,

    /// <summary><c>~ !~</c>.</summary>
    Words = 2,

    /// <summary><c>&lt; &lt;= &gt; &gt;=</c>.</summary>
    Order = 4,

    /// <summary><c>is empty</c>.</summary>
    Emptiness = 8,
}

/// <summary>What values of a kind of field are: how they are read, checked, shown, searched and written to history.</summary>
internal abstract class FieldKind
{
    public virtual JqlUse Use => JqlUse.Equality | JqlUse.Emptiness;

    public virtual IReadOnlyList<string> Operations => ["set"];

    /// <summary>Shown for an empty value: null, or an empty list.</summary>
    public virtual JsonNode? Empty() => null;

    public abstract JsonObject Schema();

    /// <param name="value">Never null: a null clears the field before it comes here.</param>
    /// <returns>The value to store, or null for empty.</returns>
    /// <exception cref="FieldRefusal">Jira would refuse it.</exception>
    public abstract object? Read(JsonNode value, FieldScope scope);

    public abstract JsonNode? Write(object value, JiraView view);

    public virtual object? Add(object? current, JsonNode? operand, FieldScope scope) => throw Unsupported("add");

    public virtual object? Remove(object? current, JsonNode? operand, FieldScope scope) => throw Unsupported("remove");

    /// <summary>For createmeta; null when values are free.</summary>
    public virtual JsonArray? Allowed(FieldScope scope, JiraView view) => null;

    /// <summary>Id and text for the changelog.</summary>
    public virtual (string? Id, string? Text) Audit(object? value) => (null, value?.ToString());

    /// <summary>Lower-case texts that <c>=</c> compares with.</summary>
    public virtual IEnumerable<string> Terms(object value) => [value.ToString()!.ToLowerInvariant()];

    /// <summary>The text that <c>~</c> looks into.</summary>
    public virtual string? Words(object value) => value.ToString();

    /// <summary>For ordering and comparison.</summary>
    public virtual IComparable? Rank(object value) => value.ToString();

    /// <summary>Whether JQL may compare with this; false is "does not exist".</summary>
    public virtual bool Knows(string operand, Field field, Site site) => true;

    /// <summary>Same meaning, so that an edit changes nothing.</summary>
    public virtual bool AreEqual(object? left, object? right) => Equals(left, right);

    protected static FieldRefusal Unsupported(string operation) =>
        new($"Field does not support update '{operation}'");

    protected static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A string, or a number as clients sometimes send ids.</summary>
    protected static string? Loose(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<long>(out var number) => $"{number}",
        _ => null,
    };

    protected static JsonObject Object(JsonNode value) =>
        value as JsonObject ?? throw new FieldRefusal("data was not an object");

    protected static JsonArray Array(JsonNode value) =>
        value as JsonArray ?? throw new FieldRefusal("data was not an array");
}
