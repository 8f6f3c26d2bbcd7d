using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fairlead.Platform.SecurityInformation.Reading;

/// <summary>The kinds of values in the Security Information API. Each check gives what is wrong, or <see langword="null"/>.</summary>
internal static partial class FieldChecks
{
    public const int MaxId = 255;
    public const int MaxUrl = 2_000;

    /// <summary>Where the seconds of an instant begin.</summary>
    private const int SecondsAt = 17;

    /// <summary>Of a workspace's or container's id: <c>[a-zA-Z0-9\-_.~@:{}=]+(/[a-zA-Z0-9\-_.~@:{}=]+)*</c>.</summary>
    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~@:{}=/");

    public static string? Text(JsonElement value, int maxLength)
    {
        if (value.ValueKind != JsonValueKind.String)
            return "must be a string";
        var text = value.GetString()!;
        // As JSON Schema counts: a character outside the basic plane is one.
        return text.Length > maxLength && text.EnumerateRunes().Count() is var length && length > maxLength ? $"must have at most {maxLength} characters, has {length}" : null;
    }

    /// <summary>A text that is stored as a key: not empty, without control characters, and one that an address can name.</summary>
    public static string? Id(JsonElement value) =>
        Text(value, MaxId) ?? (value.GetString() is "" ? "must not be empty" : value.GetString()!.Any(char.IsControl) ? "must have no control characters" : Addressable(value.GetString()!));

    /// <summary>Clients and servers take a path's last part away that is one or two dots, encoded or not, so that nothing of that id could be read or deleted.</summary>
    public static string? Addressable(string id) => id is "." or ".." ? "must not be . or .., which no address can name" : null;

    public static string? PathId(JsonElement value) =>
        Text(value, MaxId) ?? (IsPathId(value.GetString()!) ? null : "must consist of letters, digits and - _ . ~ @ : { } =, in parts with one slash between them");

    public static bool IsPathId(string text) =>
        text.Length > 0 && text[0] != '/' && text[^1] != '/' && !text.Contains("//", StringComparison.Ordinal) && !text.AsSpan().ContainsAnyExcept(PathCharacters);

    public static string? Number(JsonElement value) =>
        WholeNumber.Read(value) is null ? "must be a whole number of 64 bits" : null;

    /// <summary>Absolute and for the web: it becomes a link that people follow. As it stands, since <see cref="Uri"/> passes over spaces at the ends and encodes those within.</summary>
    public static string? Url(JsonElement value) =>
        Text(value, MaxUrl)
        ?? (value.GetString()! is var text && IsOfTheWeb(text) && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) && Uri.TryCreate(text, UriKind.Absolute, out _)
            ? null
            : "must be an absolute http or https address");

    public static string? Instant(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && ReadInstant(value.GetString()!) is not null ? null : "must be a date with time and offset by RFC 3339, such as 2026-01-31T09:30:00Z";

    /// <summary>Of a text that <see cref="Instant"/> found nothing wrong with. A leap second, which .NET does not know, is the last millisecond before it.</summary>
    public static DateTimeOffset InstantOf(string text) => ReadInstant(text) ?? throw new FormatException("That is no date with time and offset by RFC 3339.");

    public static string? OneOf(JsonElement value, params ReadOnlySpan<string> values)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            foreach (var allowed in values)
            {
                if (value.ValueEquals(allowed))
                    return null;
            }
        }

        return $"must be one of {string.Join(", ", values!)}";
    }

    private static bool IsOfTheWeb(string text) => text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset? ReadInstant(string text)
    {
        if (text.Length > 64 || !Rfc3339().IsMatch(text))
            return null;
        var isLeap = text.AsSpan(SecondsAt, 2) is "60";
        var known = isLeap ? $"{text.AsSpan(0, SecondsAt)}59.999{text.AsSpan(text.AsSpan().LastIndexOfAny("Zz+-"))}" : text;
        // RFC 3339, 5.7: the last second of a day by UTC.
        return DateTimeOffset.TryParse(known, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && (!isLeap || at.UtcDateTime is { Hour: 23, Minute: 59 }) ? at : null;
    }

    /// <summary>An issue's key or id. Whether there is such an issue is not asked here.</summary>
    public static bool NamesAnIssue(string text) => IssueName().IsMatch(text);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9_]{0,254}-[1-9][0-9]{0,18}|[1-9][0-9]{0,18})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex IssueName();
}
