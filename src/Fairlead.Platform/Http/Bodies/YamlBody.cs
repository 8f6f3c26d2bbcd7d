using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Client;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.Http;

/// <summary>
/// A YAML document with records of the contract: one as the whole document, or a list of them under a key. Scalars take the type that
/// the record wants; what is wrong is told as for JSON, but with line and column.
/// </summary>
internal sealed class YamlBody<T>
    where T : class
{
    private readonly YamlItem.Map _root;
    private readonly JsonTypeInfo _type;

    private YamlBody(YamlItem.Map root, JsonTypeInfo type) => (_root, _type) = (root, type);

    /// <param name="list">The key of the list, which is also the member of <typeparamref name="T"/>.</param>
    /// <exception cref="ProblemException">It is not acceptable YAML.</exception>
    public static YamlBody<T> Read(string text, string list)
    {
        try
        {
            var (root, repeated) = YamlTree.Read(text);
            if (repeated.Count > 0)
                throw new ProblemException(new Problem(ProblemKind.DuplicateProperty, $"Line {repeated[0].Line}: {repeated[0].Message}; {repeated[0].Fix}.") { Errors = [.. repeated.Select(r => new ProblemError(r.Message, Line: r.Line, Column: r.Column))] });
            var map = root is YamlItem.Map many && many.Entries.Any(e => e.Key.Text == list)
                ? many
                : new YamlItem.Map([(new YamlItem.Scalar(list, true, root.Line, root.Column), new YamlItem.List([root], root.Line, root.Column))], root.Line, root.Column);
            return new(map, FairleadJson.Strict.GetTypeInfo(typeof(T)));
        }
        catch (YamlRefusedException e)
        {
            throw new ProblemException(new Problem(KindOf(e.Why), e.Fault.Message) { Errors = [new ProblemError(e.Fault.Message, Line: e.Fault.Line, Column: e.Fault.Column)] });
        }
    }

    /// <exception cref="ProblemException">A value is not accepted; each with its place.</exception>
    public T Value => Located(() =>
    {
        using var json = JsonDocument.Parse(NodeOf(_root, _type)!.ToJsonString());
        JsonShape.Check(json.RootElement, _type);
        return json.RootElement.Deserialize<T>(FairleadJson.Strict)!;
    });

    /// <summary>Gives what is wrong by JSON pointer its line and column.</summary>
    public async Task<TResult> LocatedAsync<TResult>(Func<Task<TResult>> work)
    {
        try
        {
            return await work();
        }
        catch (ProblemException e) when (e.Problem.Errors.Any(x => x.Pointer is not null))
        {
            throw Located(e.Problem);
        }
    }

    private TResult Located<TResult>(Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (ProblemException e) when (e.Problem.Errors.Any(x => x.Pointer is not null))
        {
            throw Located(e.Problem);
        }
    }

    private ProblemException Located(Problem problem) => new(new Problem(problem.Kind, problem.Detail)
    {
        Code = problem.Code,
        Errors = [.. problem.Errors.Select(e => e.Pointer is { } pointer && PlaceOf(pointer) is var place ? e with { Pointer = null, Line = place.Line, Column = place.Column } : e)],
    });

    /// <summary>The nearest part that is there.</summary>
    private YamlItem PlaceOf(string pointer)
    {
        YamlItem at = _root;
        foreach (var step in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = at switch
            {
                YamlItem.Map map => map.Entries.FirstOrDefault(e => e.Key.Text == step.Replace("~1", "/").Replace("~0", "~")).Value,
                YamlItem.List list when int.TryParse(step, out var i) && i < list.Items.Count => list.Items[i],
                _ => null,
            };
            if (next is null)
                break;
            at = next;
        }

        return at;
    }

    private static JsonNode? NodeOf(YamlItem item, JsonTypeInfo? type) => item switch
    {
        YamlItem.Map map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Text, NodeOf(e.Value, MemberOf(type, e.Key.Text))))),
        YamlItem.List list => new JsonArray([.. list.Items.Select(i => NodeOf(i, ItemOf(type)))]),
        YamlItem.Scalar scalar => ScalarOf(scalar, type is null ? null : Nullable.GetUnderlyingType(type.Type) ?? type.Type),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static JsonTypeInfo? MemberOf(JsonTypeInfo? type, string name) =>
        type is { Kind: JsonTypeInfoKind.Object } && type.Properties.FirstOrDefault(p => p.Name == name) is { } member ? type.Options.GetTypeInfo(member.PropertyType) : null;

    private static JsonTypeInfo? ItemOf(JsonTypeInfo? type) =>
        type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } item } ? type.Options.GetTypeInfo(item) : null;

    private static JsonNode? ScalarOf(YamlItem.Scalar scalar, Type? type)
    {
        if (scalar is { IsPlain: true, Text: "" or "null" or "~" })
            return null;
        if (type == typeof(bool) && scalar.Text is "true" or "false")
            return scalar.Text == "true";
        return type == typeof(int) && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : scalar.Text;
    }

    private static ProblemKind KindOf(YamlRefusal why) => why switch
    {
        YamlRefusal.TooComplex => ProblemKind.YamlTooComplex,
        YamlRefusal.HasAliases => ProblemKind.YamlAliasesNotAllowed,
        YamlRefusal.HasTags => ProblemKind.YamlTagsNotAllowed,
        _ => ProblemKind.MalformedYaml,
    };
}

/// <summary>The text of a request that is YAML.</summary>
internal static class YamlBody
{
    private const int MaxBytes = 1 << 20;

    private static readonly string[] Types = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];

    /// <exception cref="ProblemException">It is no YAML, too large, or not UTF-8.</exception>
    public static async Task<string> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (!Types.Contains(type, StringComparer.OrdinalIgnoreCase))
            throw new ProblemException(new Problem(ProblemKind.UnsupportedMediaType, "Send YAML with the header Content-Type: application/yaml."));
        var bytes = await JsonBodies.ReadAsync(request, MaxBytes, ct);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException(new Problem(ProblemKind.MalformedYaml, "The document is not text in UTF-8."));
        }
    }
}
