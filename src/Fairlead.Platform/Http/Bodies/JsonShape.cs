using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Client;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Http;

/// <summary>
/// Compares a JSON document with the contract's type and reports every wrong place at once. The serialiser would stop at the
/// first one and cannot tell an unknown member from a number that is too large.
/// </summary>
internal sealed class JsonShape
{
    private const int MaxErrors = 50;
    private const int MaxNumberLength = 64;

    private readonly List<(ProblemKind Kind, ProblemError Error)> _wrong = [];

    /// <exception cref="ProblemException">With everything that is wrong in the way of the first thing that is.</exception>
    public static void Check(JsonElement root, JsonTypeInfo type)
    {
        var wrong = Find(root, type);
        if (wrong.Count == 0)
            return;

        var kind = wrong[0].Kind;
        var errors = wrong.Where(w => w.Kind == kind).Select(w => w.Error).Take(MaxErrors).ToList();
        var detail = errors.Count == 1 ? errors[0].Message : $"{errors.Count} values are not accepted; see errors.";
        throw new ProblemException(new Problem(kind, detail) { Errors = errors });
    }

    /// <summary>Everything that is wrong, in the order of the document.</summary>
    public static IReadOnlyList<(ProblemKind Kind, ProblemError Error)> Find(JsonElement root, JsonTypeInfo type)
    {
        var shape = new JsonShape();
        shape.Compare(root, type, "");
        return shape._wrong;
    }

    public static bool IsRequired(JsonPropertyInfo member) =>
        member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false };

    /// <summary><c>$.a[0].b</c> as <c>/a/0/b</c>.</summary>
    public static string PointerOf(string? path) =>
        path is null or "$" ? "" : path[1..].Replace("[", "/").Replace("]", "").Replace(".", "/");

    private void Compare(JsonElement value, JsonTypeInfo type, string pointer)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind == JsonValueKind.Object:
                CompareObject(value, Derived(value, type), pointer, type.PolymorphismOptions?.TypeDiscriminatorPropertyName);
                break;
            case JsonTypeInfoKind.Enumerable when value.ValueKind == JsonValueKind.Array:
                CompareItems(value, type.Options.GetTypeInfo(type.ElementType!), pointer);
                break;
            case JsonTypeInfoKind.Dictionary when value.ValueKind == JsonValueKind.Object:
                CompareEntries(value, type.Options.GetTypeInfo(type.ElementType!), pointer);
                break;
            case JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary:
                Wrong(ProblemKind.ValidationFailed, pointer, "expected an object");
                break;
            case JsonTypeInfoKind.Enumerable:
                Wrong(ProblemKind.ValidationFailed, pointer, "expected a list");
                break;
            default:
                CompareLeaf(value, type, pointer);
                break;
        }
    }

    private void CompareObject(JsonElement value, JsonTypeInfo type, string pointer, string? discriminator)
    {
        var members = type.Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null).ToDictionary(p => p.Name);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var given in value.EnumerateObject())
        {
            var at = $"{pointer}/{Escape(given.Name)}";
            if (!seen.Add(given.Name))
                Wrong(ProblemKind.DuplicateProperty, at, $"{Problem.Quote(given.Name)} is given twice");
            else if (members.TryGetValue(given.Name, out var member))
                CompareMember(given.Value, member, type.Options, at);
            else if (given.Name != discriminator)
                Wrong(ProblemKind.UnknownProperty, at, $"{Problem.Quote(given.Name)} is not known here; {(NearMiss.Of(given.Name, members.Keys) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", members.Keys)}")}");
        }

        foreach (var missing in members.Values.Where(m => IsRequired(m) && !seen.Contains(m.Name)))
            Wrong(ProblemKind.ValidationFailed, $"{pointer}/{Escape(missing.Name)}", "is required");
    }

    private void CompareMember(JsonElement value, JsonPropertyInfo member, JsonSerializerOptions options, string pointer)
    {
        if (value.ValueKind != JsonValueKind.Null)
            Compare(value, options.GetTypeInfo(member.PropertyType), pointer);
        else if (!member.IsSetNullable || (member.PropertyType.IsValueType && Nullable.GetUnderlyingType(member.PropertyType) is null))
            Wrong(ProblemKind.ValidationFailed, pointer, "must not be null");
    }

    private void CompareItems(JsonElement list, JsonTypeInfo type, string pointer)
    {
        var index = 0;
        foreach (var item in list.EnumerateArray())
            CompareItem(item, type, $"{pointer}/{index++}");
    }

    private void CompareEntries(JsonElement map, JsonTypeInfo type, string pointer)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            var at = $"{pointer}/{Escape(entry.Name)}";
            if (!seen.Add(entry.Name))
                Wrong(ProblemKind.DuplicateProperty, at, $"{Problem.Quote(entry.Name)} is given twice");
            if (entry.Name.Contains('\0'))
                Wrong(ProblemKind.InvalidCharacters, at, "NUL is not accepted in text");
            CompareItem(entry.Value, type, at);
        }
    }

    private void CompareItem(JsonElement item, JsonTypeInfo type, string pointer)
    {
        if (item.ValueKind == JsonValueKind.Null && type.Type != typeof(JsonElement))
            Wrong(ProblemKind.ValidationFailed, pointer, "must not be null");
        else
            Compare(item, type, pointer);
    }

    private void CompareLeaf(JsonElement value, JsonTypeInfo type, string pointer)
    {
        if (type.Type == typeof(JsonElement))
        {
            CheckOpaque(value, pointer);
            return;
        }

        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (value.ValueKind == JsonValueKind.String && value.GetString()!.Contains('\0'))
            Wrong(ProblemKind.InvalidCharacters, pointer, "NUL is not accepted in text");
        else if (value.ValueKind == JsonValueKind.Number && IsNumber(plain))
            CheckNumber(value, type, plain, pointer);
        else if (plain == typeof(DateTimeOffset))
            CheckInstant(value, pointer);
        else if (plain.IsEnum ? !IsWordOf(plain, value) : !Fits(value, type))
            Wrong(ProblemKind.ValidationFailed, pointer, $"expected {Words(plain)}{Meant(plain, value)}");
    }

    /// <summary>The serialiser would take the words in any case.</summary>
    private static bool IsWordOf(Type type, JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && WordsOf(type).Contains(value.GetString());

    private static string Meant(Type type, JsonElement value) =>
        type.IsEnum && value.ValueKind == JsonValueKind.String && NearMiss.Of(value.GetString()!, WordsOf(type)) is { } near ? $"; did you mean {near}?" : "";

    private static IEnumerable<string> WordsOf(Type type) => Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName);

    private void CheckNumber(JsonElement value, JsonTypeInfo type, Type plain, string pointer)
    {
        var token = value.GetRawText();
        var isWhole = !token.AsSpan().ContainsAny(".eE");
        if (!IsSaneNumber(token))
            Wrong(ProblemKind.NumberOutOfRange, pointer, "this number is out of range");
        else if (!Fits(value, type))
            Wrong(isWhole ? ProblemKind.NumberOutOfRange : ProblemKind.ValidationFailed, pointer, isWhole ? "this number is out of range" : $"expected {Words(plain)}");
    }

    private void CheckInstant(JsonElement value, string pointer)
    {
        // The serialiser would read an instant without an offset as local time.
        if (value.ValueKind != JsonValueKind.String || !value.TryGetDateTimeOffset(out _) || !HasOffset(value.GetString()!))
            Wrong(ProblemKind.InvalidDate, pointer, "expected an instant such as 2026-01-31T12:00:00Z");
    }

    /// <summary>JSON that goes on to Jira as it is: only what no store and no peer can take is refused.</summary>
    private void CheckOpaque(JsonElement value, string pointer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CompareEntries(value, FairleadJson.Strict.GetTypeInfo(typeof(JsonElement)), pointer);
                break;
            case JsonValueKind.Array:
                CompareItems(value, FairleadJson.Strict.GetTypeInfo(typeof(JsonElement)), pointer);
                break;
            case JsonValueKind.String when value.GetString()!.Contains('\0'):
                Wrong(ProblemKind.InvalidCharacters, pointer, "NUL is not accepted in text");
                break;
            case JsonValueKind.Number when !IsSaneNumber(value.GetRawText()):
                Wrong(ProblemKind.NumberOutOfRange, pointer, "this number is out of range");
                break;
        }
    }

    private void Wrong(ProblemKind kind, string pointer, string message) =>
        _wrong.Add((kind, new ProblemError($"{(pointer.Length == 0 ? "body" : pointer)}: {message.TrimEnd('.')}{(message.EndsWith('?') ? "" : ".")}", Pointer: pointer)));

    private static JsonTypeInfo Derived(JsonElement value, JsonTypeInfo type)
    {
        if (type.PolymorphismOptions is not { } options
            || !value.TryGetProperty(options.TypeDiscriminatorPropertyName, out var given) || given.ValueKind != JsonValueKind.String)
        {
            return type;
        }

        var derived = options.DerivedTypes.FirstOrDefault(d => Equals(d.TypeDiscriminator, given.GetString()));
        return derived.DerivedType is null ? type : type.Options.GetTypeInfo(derived.DerivedType);
    }

    private static bool Fits(JsonElement value, JsonTypeInfo type)
    {
        try
        {
            value.Deserialize(type);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Neither longer than a number can mean, nor infinite, nor rounded to nothing, nor minus zero.</summary>
    private static bool IsSaneNumber(string token) =>
        token.Length <= MaxNumberLength
        && token != "-0"
        && double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
        && (value != 0 || !token.Split('e', 'E')[0].AsSpan().ContainsAnyInRange('1', '9'));

    private static bool HasOffset(string text) =>
        text.Length > 19 && (text[^1] == 'Z' || (text[^6] is '+' or '-' && text[^3] == ':'));

    private static bool IsNumber(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(decimal);

    private static string Words(Type type)
    {
        if (type.IsEnum)
            return "one of " + string.Join(", ", WordsOf(type));
        if (type == typeof(int) || type == typeof(long))
            return "a whole number";
        if (IsNumber(type))
            return "a number";
        if (type == typeof(bool))
            return "true or false";
        return type == typeof(string) ? "a text" : "an id of 36 lower-case characters";
    }

    private static string Escape(string name)
    {
        var clean = Problem.Quote(name)[1..^1];
        return new StringBuilder(clean).Replace("~", "~0").Replace("/", "~1").ToString();
    }
}
