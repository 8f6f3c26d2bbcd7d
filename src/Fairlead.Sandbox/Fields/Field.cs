using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Fields;

/// <summary>A system or custom field.</summary>
/// <param name="Id">Such as <c>summary</c> or <c>customfield_10050</c>.</param>
/// <param name="ClauseNames">Names that JQL knows it by.</param>
internal sealed record Field(string Id, string Name, FieldKind Kind, IReadOnlyList<string> ClauseNames)
{
    /// <summary>The plugin's name of the custom type; null for a system field.</summary>
    public string? CustomType { get; init; }

    public int? CustomId { get; init; }

    public bool IsOrderable { get; init; } = true;

    public bool IsSearchable { get; init; } = true;

    public IReadOnlyList<FieldOption> Options { get; init; } = [];

    public bool IsCustom => CustomId is not null;

    public JsonObject Schema()
    {
        var schema = Kind.Schema();
        if (CustomId is { } id)
        {
            schema["custom"] = CustomType;
            schema["customId"] = id;
        }
        else
        {
            schema["system"] = Id;
        }

        return schema;
    }

    public FieldOption? Option(Func<FieldOption, bool> match) => Options.FirstOrDefault(match);
}

/// <param name="Children">The second level of a cascading select.</param>
internal sealed record FieldOption(int Id, string Value, IReadOnlyList<FieldOption> Children)
{
    public bool IsDisabled { get; init; }
}
