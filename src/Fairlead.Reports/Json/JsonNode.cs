namespace Fairlead.Reports.Json;

/// <summary>
/// The part of a document that a reader cares for. What no node names is skipped in passing, however large it is.
/// </summary>
internal abstract class JsonNode
{
    private JsonNode()
    {
    }

    /// <summary>An object that is walked into. At most 64 named properties.</summary>
    internal sealed class Object(params (string Name, JsonNode Node)[] properties) : JsonNode
    {
        public Property[] Properties { get; } =
            [.. properties.Select(p => new Property(p.Name, System.Text.Encoding.UTF8.GetBytes(p.Name), p.Node))];

        /// <summary>Called at <c>{</c> and at <c>}</c>.</summary>
        public Action? Entered { get; init; }

        public Action? Left { get; init; }

        /// <summary>Called instead where something else stands in its place, such as null.</summary>
        public Action? Missing { get; init; }

        /// <summary>Called at each property with its name, or null where no node names it; before its value.</summary>
        public Action<string?>? Named { get; init; }
    }

    /// <summary>An array whose elements are walked into or taken one by one.</summary>
    internal sealed class Array(JsonNode element) : JsonNode
    {
        public JsonNode Element { get; } = element;

        public Action? Entered { get; init; }
    }

    /// <summary>A value that is handed over whole: it has to fit into <see cref="ReportOptions.MaxItemBytes"/>.</summary>
    internal sealed class Value(JsonTake take) : JsonNode
    {
        public JsonTake Take { get; } = take;

        /// <summary>What it is called when it cannot be read. Null: it is decoration, and unreadable means a warning.</summary>
        public string? Entry { get; init; }

        /// <summary>Called instead where it is too large to be handed over.</summary>
        public Action? Missing { get; init; }
    }

    internal sealed record Property(string Name, byte[] Utf8Name, JsonNode Node);
}

/// <summary>Takes one value. A <see cref="System.Text.Json.JsonException"/> becomes a problem or a warning at that place.</summary>
internal delegate void JsonTake(JsonValue value);

/// <summary>One whole JSON value and where it stands.</summary>
internal readonly ref struct JsonValue(ReadOnlySpan<byte> json, JsonWalk walk)
{
    public ReadOnlySpan<byte> Json { get; } = json;

    /// <summary>The problem of this entry, with its place.</summary>
    public ReportProblem Problem(string property, string message) => walk.ProblemHere(property, message);
}
