using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Text;

/// <summary>Checks a document against <see cref="AdfRules"/>, node by node.</summary>
internal static class AdfValidator
{
    private const int MaxDepth = 64;

    /// <returns>What is wrong first, with its place; null when the document is valid.</returns>
    public static string? Problem(JsonNode? document)
    {
        if (document is not JsonObject doc || TypeOf(doc) != "doc")
            return "the root is not a doc";
        if (doc["version"] is not JsonValue version || !version.TryGetValue<int>(out var number) || number != 1)
            return "doc: version is not 1";
        return doc.Select(p => p.Key).FirstOrDefault(k => k is not ("type" or "version" or "content")) is { } unknown
            ? $"doc: unknown property {unknown}"
            : Inside(doc, AdfRules.Nodes["doc"], "doc", 0);
    }

    private static string? OfNode(JsonNode? node, AdfRule parent, string parentType, string path, int depth)
    {
        if (depth > MaxDepth)
            return $"{path}: too deep";
        if (node is not JsonObject json || TypeOf(json) is not { } type)
            return $"{path}: not a node";
        if (!parent.Content.Contains(type))
            return $"{path}: {type} is not allowed in {parentType}";
        if (type == "text")
            return OfText(json, parentType, path);

        var rule = AdfRules.Nodes[type];
        foreach (var (name, _) in json)
        {
            if (name is not ("type" or "attrs" or "content" or "marks")
                || (name == "content" && rule.Content.Count == 0)
                || (name == "attrs" && rule.Attributes is null))
            {
                return $"{path}: unknown property {name}";
            }
        }

        return OfAttributes(json, rule, path)
            ?? OfBlockMarks(json, rule, path)
            ?? Inside(json, rule, path, depth);
    }

    private static string? Inside(JsonObject node, AdfRule rule, string path, int depth)
    {
        var type = TypeOf(node)!;
        if (!node.TryGetPropertyValue("content", out var content))
            return rule.NeedsContent ? $"{path}: content is missing" : null;
        if (content is not JsonArray children)
            return $"{path}: content is not an array";
        if (children.Count < rule.MinContent)
            return $"{path}: content is empty";
        for (var i = 0; i < children.Count; i++)
        {
            if (OfNode(children[i], rule, type, $"{path}/{i}", depth + 1) is { } problem)
                return problem;
        }

        return null;
    }

    private static string? OfAttributes(JsonObject node, AdfRule rule, string path)
    {
        if (!node.TryGetPropertyValue("attrs", out var value))
            return rule.Required is { Count: > 0 } || rule.NeedsAttributes ? $"{path}: attrs is missing" : null;
        if (value is not JsonObject attributes)
            return $"{path}: attrs is not an object";
        foreach (var required in rule.Required ?? [])
        {
            if (!attributes.ContainsKey(required))
                return $"{path}: attribute {required} is missing";
        }

        foreach (var (name, attribute) in attributes)
        {
            if (rule.Attributes!.ContainsKey("*"))
                continue;
            if (!rule.Attributes.TryGetValue(name, out var check))
                return $"{path}: unknown attribute {name}";
            if (!check(attribute))
                return $"{path}: attribute {name} has a wrong value";
        }

        return null;
    }

    private static string? OfBlockMarks(JsonObject node, AdfRule rule, string path)
    {
        if (!node.TryGetPropertyValue("marks", out var value))
            return null;
        if (value is not JsonArray marks)
            return $"{path}: marks is not an array";
        foreach (var mark in marks)
        {
            if (mark is not JsonObject json || TypeOf(json) is not { } type || rule.Marks?.Contains(type) != true)
                return $"{path}: a mark that is not allowed here";
        }

        return null;
    }

    private static string? OfText(JsonObject node, string parentType, string path)
    {
        if (node["text"] is not JsonValue text || !text.TryGetValue<string>(out var characters) || characters.Length == 0)
            return $"{path}: text is empty or missing";
        if (node.Any(p => p.Key is not ("type" or "text" or "marks")))
            return $"{path}: unknown property in text";
        if (!node.TryGetPropertyValue("marks", out var value))
            return null;
        if (value is not JsonArray marks)
            return $"{path}: marks is not an array";
        if (parentType == "codeBlock" && marks.Count > 0)
            return $"{path}: marks in a codeBlock";
        return OfTextMarks(marks, path);
    }

    private static string? OfTextMarks(JsonArray marks, string path)
    {
        var types = new List<string>();
        foreach (var mark in marks)
        {
            if (mark is not JsonObject json || TypeOf(json) is not { } type
                || !AdfRules.TextMarks.TryGetValue(type, out var check))
            {
                return $"{path}: unknown mark";
            }

            if (!check(json["attrs"] as JsonObject) || json.Any(p => p.Key is not ("type" or "attrs")))
                return $"{path}: mark {type} has wrong attributes";
            types.Add(type);
        }

        return types.Contains("code") && types.Any(t => t is not ("code" or "link" or "annotation"))
            ? $"{path}: code with another mark"
            : null;
    }

    private static string? TypeOf(JsonObject node) =>
        node["type"] is JsonValue value && value.TryGetValue<string>(out var type) ? type : null;
}
