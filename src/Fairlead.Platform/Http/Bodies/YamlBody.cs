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
    private const int MaxErrors = 100;

    private readonly YamlItem.Map _root;
    private readonly IReadOnlyList<YamlFault> _repeated;
    private readonly JsonTypeInfo _type;
    private readonly string? _only;
    private readonly YamlEntryNames _names;

    private YamlBody(YamlItem root, IReadOnlyList<YamlFault> repeated, JsonTypeInfo type, string list, string noun)
    {
        var isList = root is YamlItem.Map map && map.Entries.Any(e => e.Key.Text == list);
        _root = isList ? (YamlItem.Map)root
            : new YamlItem.Map([(new YamlItem.Scalar(list, true, root.Line, root.Column), new YamlItem.List([root], root.Line, root.Column))], root.Line, root.Column);
        _only = isList ? null : $"{list}[0]";
        (_repeated, _type, _names) = (repeated, type, new YamlEntryNames(_root, list, noun));
    }

    /// <param name="list">The key of the list, which is also the member of <typeparamref name="T"/>.</param>
    /// <param name="noun">What one of the list is, for people.</param>
    /// <exception cref="ProblemException">It is not acceptable YAML.</exception>
    public static YamlBody<T> Read(string text, string list, string noun)
    {
        try
        {
            var (root, repeated) = YamlTree.Read(text);
            return new(root, repeated, FairleadJson.Strict.GetTypeInfo(typeof(T)), list, noun);
        }
        catch (YamlRefusedException e)
        {
            throw new ProblemException(new Problem(KindOf(e.Why), e.Fault.Message) { Errors = [new ProblemError(e.Fault.Message, Line: e.Fault.Line, Column: e.Fault.Column)] });
        }
    }

    /// <summary>Does the work with what the document holds. Where its shape is wrong, that is told together with what the check finds in the rest.</summary>
    /// <param name="checkAsync">What is wrong with the meaning, by JSON pointer; gets harmless values in the place of wrong ones.</param>
    /// <exception cref="ProblemException">Something is wrong; each with its place.</exception>
    public async Task<TResult> DoAsync<TResult>(Func<T, Task<TResult>> workAsync, Func<T, Task<IReadOnlyList<ProblemError>>> checkAsync)
    {
        var node = NodeOf(_root, _type)!;
        using var json = JsonDocument.Parse(node.ToJsonString());
        var wrong = JsonShape.Find(json.RootElement, _type);
        if (wrong.Count + _repeated.Count > 0)
            throw new ProblemException(Refusal(wrong, Mended(node, wrong) is { } rest ? await checkAsync(rest) : []));
        try
        {
            return await workAsync(json.RootElement.Deserialize<T>(FairleadJson.Strict)!);
        }
        catch (ProblemException e) when (e.Problem.Errors.Any(x => x.Pointer is not null))
        {
            throw new ProblemException(Told(e.Problem.Kind, e.Problem.Code, [.. e.Problem.Errors.Select(Located)]));
        }
    }

    private Problem Refusal(IReadOnlyList<(ProblemKind Kind, ProblemError Error)> wrong, IReadOnlyList<ProblemError> meant)
    {
        var kinds = wrong.Select(w => w.Kind).Concat(_repeated.Select(_ => ProblemKind.DuplicateProperty)).Distinct().ToList();
        List<ProblemError> errors =
        [
            .. _repeated.Select(r => new ProblemError($"{Shown(r.Path)}: {r.Message} — {r.Fix}", Line: r.Line, Column: r.Column)),
            .. wrong.Select(w => Located(w.Error)),
            .. meant.Where(m => !wrong.Any(w => Covers(w.Error.Pointer!, m.Pointer!) || Covers(m.Pointer!, w.Error.Pointer!))).Select(Located),
        ];
        return Told(kinds is [var only] && meant.Count == 0 ? only : ProblemKind.ValidationFailed, null, errors);
    }

    private static Problem Told(ProblemKind kind, string? code, IReadOnlyList<ProblemError> errors) =>
        new(kind, errors.Count == 1 ? errors[0].Message : $"{errors.Count} values are not accepted; see errors.")
        {
            Code = code,
            Errors = [.. errors.OrderBy(e => e.Line).ThenBy(e => e.Column).Take(MaxErrors)],
        };

    /// <returns><see langword="null"/> where nothing can be made of it.</returns>
    private T? Mended(JsonNode node, IReadOnlyList<(ProblemKind Kind, ProblemError Error)> wrong)
    {
        foreach (var (_, error) in wrong)
            JsonMend.Apply(node, _type, error.Pointer!);
        try
        {
            return node.Deserialize<T>(FairleadJson.Tolerant);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Covers(string pointer, string other) =>
        other.StartsWith(pointer, StringComparison.Ordinal) && (other.Length == pointer.Length || other[pointer.Length] == '/');

    /// <summary>Line and column, and the place in words, instead of a JSON pointer. Of what is not there, those of the nearest part that is.</summary>
    private ProblemError Located(ProblemError error)
    {
        if (error.Pointer is not { } pointer)
            return error;
        var (at, path) = ((YamlItem)_root, new StringBuilder());
        YamlItem? next = at;
        foreach (var step in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Replace("~1", "/").Replace("~0", "~")))
        {
            var isNumber = next is YamlItem.List;
            path.Append(isNumber ? $"[{step}]" : path.Length == 0 ? step : $".{step}");
            next = next switch
            {
                YamlItem.Map map => map.Entries.FirstOrDefault(e => e.Key.Text == step).Value,
                YamlItem.List list when int.TryParse(step, out var i) && i < list.Items.Count => list.Items[i],
                _ => null,
            };
            at = next ?? at;
        }

        var message = error.Message.StartsWith($"{pointer}: ", StringComparison.Ordinal) ? error.Message[(pointer.Length + 2)..] : error.Message;
        var place = Shown(path.ToString());
        return new ProblemError(place.Length == 0 ? message : $"{place}: {message}", Line: at.Line, Column: at.Column);
    }

    private string Shown(string path) =>
        _only is null ? _names.Of(path)
        : path.StartsWith(_only, StringComparison.Ordinal) ? path[_only.Length..].TrimStart('.')
        : path;

    private static JsonNode? NodeOf(YamlItem item, JsonTypeInfo? type) => item switch
    {
        YamlItem.Map map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Text, NodeOf(e.Value, JsonMend.TypeOf(type, e.Key.Text))))),
        YamlItem.List list => new JsonArray([.. list.Items.Select((i, n) => NodeOf(i, JsonMend.TypeOf(type, $"{n}")))]),
        YamlItem.Scalar scalar => ScalarOf(scalar, type is null ? null : Nullable.GetUnderlyingType(type.Type) ?? type.Type),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static JsonNode? ScalarOf(YamlItem.Scalar scalar, Type? type)
    {
        if (scalar is { IsPlain: true, Text: "" or "null" or "~" })
            return null;
        if (type == typeof(bool) && scalar.Text is "true" or "false")
            return scalar.Text == "true";
        if (type == typeof(double) && double.TryParse(scalar.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var real)
            && double.IsFinite(real))
        {
            return real;
        }

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
