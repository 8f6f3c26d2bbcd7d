using System.Globalization;
using System.Text.Json;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Http;

/// <summary>One parameter that a route's query may have. Its declaration is both the check and the documentation.</summary>
public abstract record QueryParameter(string Name, string Description)
{
    /// <summary>JSON schema of the text, for the OpenAPI document.</summary>
    public abstract QuerySchema Schema { get; }

    public bool IsRequired { get; init; }

    /// <summary>A text of at most <paramref name="maxLength"/> UTF-16 code units, without control characters.</summary>
    public static QueryParameter<string?> Text(string name, string description, int maxLength = 1000) =>
        new(name, description, null, new QuerySchema("string", MaxLength: maxLength), text => CleanText(name, text, maxLength));

    /// <summary>A text that must be given.</summary>
    public static QueryParameter<string> Required(string name, string description, int maxLength = 1000) =>
        new(name, description, "", new QuerySchema("string", MaxLength: maxLength), text => CleanText(name, text, maxLength)) { IsRequired = true };

    /// <summary>Decimal digits only: no sign, no space, no fraction.</summary>
    public static QueryParameter<int> Integer(string name, string description, int min, int max, int absent) =>
        new(
            name,
            description,
            absent,
            new QuerySchema("integer", Minimum: min, Maximum: max, Default: absent),
            text => text.Length is > 0 and <= 10 && !text.AsSpan().ContainsAnyExceptInRange('0', '9')
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value >= min && value <= max
                    ? value
                    : throw Refused(name, $"expected a whole number from {min} to {max}"));

    /// <summary><c>true</c> or <c>false</c>, nothing else.</summary>
    public static QueryParameter<bool?> Flag(string name, string description) =>
        new(name, description, null, new QuerySchema("boolean"), text => text switch
        {
            "true" => true,
            "false" => false,
            _ => throw Refused(name, "expected true or false"),
        });

    /// <summary>One of an enum's values in camelCase; absent is <see langword="null"/>.</summary>
    public static QueryParameter<T?> OneOf<T>(string name, string description)
        where T : struct, Enum =>
        new(name, description, null, new QuerySchema("string", Values: Words<T>.All), text => Words<T>.Parse(name, text));

    /// <summary>Several of an enum's values in camelCase, separated by commas; absent is empty.</summary>
    public static QueryParameter<IReadOnlyList<T>> AnyOf<T>(string name, string description)
        where T : struct, Enum =>
        new(
            name,
            description,
            [],
            new QuerySchema("string", Values: Words<T>.All, IsList: true),
            text => [.. text.Split(',').Select(word => Words<T>.Parse(name, word)).Distinct()]);

    /// <summary>An id or another type with a strict text form; absent is <see langword="null"/>.</summary>
    public static QueryParameter<T?> Id<T>(string name, string description)
        where T : struct, IParsable<T> =>
        new(name, description, null, new QuerySchema("string", Format: "uuid"), text =>
            T.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : throw Refused(name, "expected an id"));

    /// <summary>Opaque; given by the page before. Read it through <see cref="Cursors"/>.</summary>
    public static QueryParameter<string?> Cursor { get; } =
        Text("cursor", "The value of `next` of the page before.", maxLength: 2048);

    /// <summary>How many items a page holds: 1 to 1000, 100 when absent.</summary>
    public static QueryParameter<int> Size { get; } = Integer("size", "Items on the page.", 1, 1000, 100);

    internal static ProblemException Refused(string name, string why) =>
        new(Problem.AtParameter(ProblemKind.InvalidQueryParameter, name, $"Query parameter '{name}': {why}."));

    internal abstract object? ParseBoxed(string text);

    private static string CleanText(string name, string text, int maxLength)
    {
        if (text.Length == 0)
            throw Refused(name, "is empty; leave it out instead");
        if (text.Length > maxLength)
            throw Refused(name, $"longer than {maxLength} characters");
        if (!ReferenceEquals(PlainText.Clean(text), text))
            throw Refused(name, "holds control characters or broken Unicode");
        return text;
    }

    private static class Words<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> ByWord =
            Enum.GetValues<T>().ToDictionary(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), StringComparer.Ordinal);

        public static IReadOnlyList<string> All { get; } = [.. ByWord.Keys];

        public static T Parse(string name, string word) => ByWord.TryGetValue(word, out var value)
            ? value
            : throw Refused(name, $"{Problem.Quote(word)} is none of {string.Join(", ", All)}");
    }
}

/// <summary>A parameter whose checked value has type <typeparamref name="T"/>.</summary>
public sealed record QueryParameter<T> : QueryParameter
{
    private readonly Func<string, T> _parse;

    internal QueryParameter(string name, string description, T absent, QuerySchema schema, Func<string, T> parse)
        : base(name, description)
    {
        Absent = absent;
        Schema = schema;
        _parse = parse;
    }

    /// <summary>The value when the query does not have it.</summary>
    public T Absent { get; }

    public override QuerySchema Schema { get; }

    internal override object? ParseBoxed(string text) => _parse(text);
}

/// <summary>The part of a JSON schema that a query parameter needs.</summary>
public sealed record QuerySchema(
    string Type,
    string? Format = null,
    int? Minimum = null,
    int? Maximum = null,
    int? MaxLength = null,
    int? Default = null,
    IReadOnlyList<string>? Values = null,
    bool IsList = false);
