using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fairlead.Sandbox.Text;

/// <summary>What one kind of ADF node may hold.</summary>
/// <param name="Content">Kinds of node allowed inside; empty for a leaf.</param>
/// <param name="MinContent">0 also means that <c>content</c> may be left out, unless <paramref name="NeedsContent"/>.</param>
/// <param name="Attributes">Each allowed attribute with its check.</param>
/// <param name="Required">Attributes that must be there; any makes <c>attrs</c> itself required.</param>
internal sealed record AdfRule(
    IReadOnlyList<string> Content,
    int MinContent = 0,
    bool NeedsContent = false,
    IReadOnlyDictionary<string, Func<JsonNode?, bool>>? Attributes = null,
    IReadOnlyList<string>? Required = null,
    IReadOnlyList<string>? Marks = null,
    bool NeedsAttributes = false);

/// <summary>The Atlassian Document Format's structure, version 1, as a table (npm @atlaskit/adf-schema 57.7.22, full.json).</summary>
internal static partial class AdfRules
{
    private static readonly string[] Inline =
        ["text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "placeholder", "mediaInline", "inlineExtension"];

    private static readonly string[] ListItem =
        ["paragraph", "bulletList", "orderedList", "taskList", "mediaSingle", "codeBlock", "extension"];

    private static readonly string[] Panel =
        ["paragraph", "heading", "bulletList", "orderedList", "blockCard", "mediaGroup", "mediaSingle", "codeBlock",
            "taskList", "rule", "decisionList", "extension"];

    private static readonly string[] Cell =
        ["paragraph", "panel", "blockquote", "orderedList", "bulletList", "rule", "heading", "codeBlock", "mediaSingle",
            "mediaGroup", "decisionList", "taskList", "blockCard", "embedCard", "extension", "nestedExpand"];

    private static readonly string[] NestedExpand =
        ["paragraph", "heading", "mediaSingle", "mediaGroup", "codeBlock", "bulletList", "orderedList", "taskList",
            "decisionList", "rule", "panel", "blockquote", "extension"];

    private static readonly string[] NonNestable =
        ["paragraph", "panel", "blockquote", "orderedList", "bulletList", "rule", "heading", "codeBlock", "mediaGroup",
            "mediaSingle", "decisionList", "taskList", "table", "blockCard", "embedCard", "extension"];

    private static readonly string[] Block = [.. NonNestable, "expand", "bodiedExtension"];

    private static readonly Dictionary<string, Func<JsonNode?, bool>> CellAttributes = new()
    {
        ["colspan"] = IsNumber,
        ["rowspan"] = IsNumber,
        ["colwidth"] = v => v is JsonArray a && a.All(IsNumber),
        ["background"] = IsString,
        ["localId"] = IsString,
        ["valign"] = v => IsOneOf(v, "top", "middle", "bottom"),
    };

    private static readonly Dictionary<string, Func<JsonNode?, bool>> Anything = new() { ["*"] = _ => true };

    /// <summary>By node type.</summary>
    public static IReadOnlyDictionary<string, AdfRule> Nodes { get; } = new Dictionary<string, AdfRule>
    {
        ["doc"] = new([.. Block, "layoutSection", "syncBlock", "bodiedSyncBlock"], NeedsContent: true),
        ["paragraph"] = new(Inline, Attributes: Local(), Marks: ["alignment", "indentation", "fontSize"]),
        ["heading"] = new(
            Inline, Attributes: Local(("level", v => NumberIn(v, 1, 6))), Required: ["level"], Marks: ["alignment", "indentation"]),
        ["bulletList"] = new(["listItem"], 1, true, Local()),
        ["orderedList"] = new(["listItem"], 1, true, Local(("order", v => NumberIn(v, 0, double.MaxValue)))),
        ["listItem"] = new(ListItem, 1, true, Local()),
        ["codeBlock"] = new(
            ["text"],
            Attributes: Local(("language", IsString), ("uniqueId", IsString), ("wrap", IsBoolean), ("hideLineNumbers", IsBoolean)),
            Marks: ["breakout"]),
        ["blockquote"] = new(
            ["paragraph", "orderedList", "bulletList", "codeBlock", "mediaSingle", "mediaGroup", "extension"], 1, true, Local()),
        ["rule"] = new([], Attributes: Local()),
        ["panel"] = new(
            Panel, 1, true,
            Local(
                ("panelType", v => IsOneOf(v, "info", "note", "tip", "warning", "error", "success", "custom")),
                ("panelIcon", IsString), ("panelIconId", IsString), ("panelIconText", IsString), ("panelColor", IsString)),
            ["panelType"]),
        ["table"] = new(
            ["tableRow"], 1, true,
            Local(
                ("displayMode", v => IsOneOf(v, "default", "fixed")), ("isNumberColumnEnabled", IsBoolean),
                ("layout", v => IsOneOf(v, "wide", "full-width", "center", "align-end", "align-start", "default")),
                ("width", IsNumber)),
            Marks: ["fragment"]),
        ["tableRow"] = new(["tableCell", "tableHeader"], 0, true, Local()),
        ["tableCell"] = new(Cell, 1, true, CellAttributes),
        ["tableHeader"] = new(Cell, 1, true, CellAttributes),
        ["expand"] = new([.. NonNestable, "nestedExpand"], 1, true, Local(("title", IsString)), Marks: ["breakout"]),
        ["nestedExpand"] = new(NestedExpand, 1, true, Local(("title", IsString)), NeedsAttributes: true),
        ["taskList"] = new(["taskItem", "taskList", "blockTaskItem"], 1, true, Local(), ["localId"]),
        ["taskItem"] = new(Inline, Attributes: Local(("state", v => IsOneOf(v, "TODO", "DONE"))), Required: ["localId", "state"]),
        ["blockTaskItem"] = new(
            ["paragraph", "extension"], 1, true, Local(("state", v => IsOneOf(v, "TODO", "DONE"))), ["localId", "state"]),
        ["decisionList"] = new(["decisionItem"], 1, true, Local(), ["localId"]),
        ["decisionItem"] = new(Inline, Attributes: Local(("state", IsString)), Required: ["localId", "state"]),
        ["mediaSingle"] = new(["media", "caption"], 1, true, Anything, Marks: ["link"]),
        ["mediaGroup"] = new(["media"], 1, true),
        ["media"] = new([], Attributes: Anything, Required: ["type"], Marks: ["link", "annotation", "border", "dataConsumer"]),
        ["caption"] = new(Inline, 0, true, Local()),
        ["layoutSection"] = new(["layoutColumn"], 1, true, Anything, Marks: ["breakout"]),
        ["layoutColumn"] = new(Block, 1, true, Anything, ["width"]),
        ["blockCard"] = new([], Attributes: Anything, NeedsAttributes: true),
        ["embedCard"] = new([], Attributes: Anything, Required: ["url", "layout"]),
        ["extension"] = new([], Attributes: Anything, Required: ["extensionKey", "extensionType"], Marks: ["dataConsumer", "fragment"]),
        ["bodiedExtension"] = new(
            NonNestable, 1, true, Anything, ["extensionKey", "extensionType"], ["dataConsumer", "fragment"]),
        ["syncBlock"] = new([], Attributes: Anything, Required: ["resourceId", "localId"], Marks: ["breakout"]),
        ["bodiedSyncBlock"] = new(Block, 1, true, Anything, ["resourceId", "localId"], ["breakout"]),

        ["hardBreak"] = new([], Attributes: Local(("text", v => IsOneOf(v, "\n")))),
        ["mention"] = new(
            [],
            Attributes: Local(
                ("id", IsString), ("text", IsString), ("accessLevel", IsString),
                ("userType", v => IsOneOf(v, "DEFAULT", "SPECIAL", "APP"))),
            Required: ["id"], Marks: ["annotation"]),
        ["emoji"] = new(
            [], Attributes: Local(("shortName", IsString), ("id", IsString), ("text", IsString)),
            Required: ["shortName"], Marks: ["annotation"]),
        ["date"] = new([], Attributes: Local(("timestamp", IsFilled)), Required: ["timestamp"], Marks: ["annotation"]),
        ["status"] = new(
            [], Attributes: Local(("text", IsFilled), ("color", IsStatusColor), ("style", IsString)),
            Required: ["text", "color"], Marks: ["annotation"]),
        ["inlineCard"] = new([], Attributes: Anything, NeedsAttributes: true, Marks: ["annotation"]),
        ["placeholder"] = new([], Attributes: Local(("text", IsString)), Required: ["text"]),
        ["mediaInline"] = new([], Attributes: Anything, Required: ["id", "collection"], Marks: ["link", "annotation", "border", "dataConsumer"]),
        ["inlineExtension"] = new([], Attributes: Anything, Required: ["extensionKey", "extensionType"], Marks: ["dataConsumer", "fragment"]),
    };

    /// <summary>Marks on text, with what their attributes must say; null takes no attributes.</summary>
    public static IReadOnlyDictionary<string, Func<JsonObject?, bool>> TextMarks { get; } =
        new Dictionary<string, Func<JsonObject?, bool>>
        {
            ["strong"] = a => a is null,
            ["em"] = a => a is null,
            ["strike"] = a => a is null,
            ["underline"] = a => a is null,
            ["code"] = a => a is null,
            ["link"] = a => a is not null && IsString(a["href"])
                && a.All(p => p.Key is "href" or "title" or "id" or "collection" or "occurrenceKey" && IsString(p.Value)),
            ["subsup"] = a => a is { Count: 1 } && IsOneOf(a["type"], "sub", "sup"),
            ["textColor"] = a => a is { Count: 1 } && IsHexColor(a["color"]),
            ["backgroundColor"] = a => a is { Count: 1 } && IsHexColor(a["color"]),
            ["annotation"] = a => a is not null && IsString(a["id"]) && IsOneOf(a["annotationType"], "inlineComment"),
        };

    public static bool IsString(JsonNode? value) => value is JsonValue v && v.TryGetValue<string>(out _);

    private static Dictionary<string, Func<JsonNode?, bool>> Local(params (string Name, Func<JsonNode?, bool> Check)[] more)
    {
        var attributes = more.ToDictionary(m => m.Name, m => m.Check);
        attributes["localId"] = IsString;
        return attributes;
    }

    private static bool IsFilled(JsonNode? value) => value is JsonValue v && v.TryGetValue<string>(out var text) && text.Length > 0;

    private static bool IsNumber(JsonNode? value) => NumberIn(value, double.MinValue, double.MaxValue);

    private static bool IsBoolean(JsonNode? value) => value is JsonValue v && v.TryGetValue<bool>(out _);

    private static bool NumberIn(JsonNode? value, double least, double most) =>
        value?.GetValueKind() == JsonValueKind.Number
        && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number)
        && number >= least && number <= most;

    private static bool IsOneOf(JsonNode? value, params ReadOnlySpan<string> allowed) =>
        value is JsonValue v && v.TryGetValue<string>(out var text) && allowed.Contains(text);

    private static bool IsStatusColor(JsonNode? value) =>
        IsOneOf(value, "neutral", "purple", "blue", "red", "yellow", "green") || IsHexColor(value);

    private static bool IsHexColor(JsonNode? value) =>
        value is JsonValue v && v.TryGetValue<string>(out var text) && HexColor().IsMatch(text);

    [GeneratedRegex("^#[0-9a-fA-F]{6}$", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex HexColor();
}
