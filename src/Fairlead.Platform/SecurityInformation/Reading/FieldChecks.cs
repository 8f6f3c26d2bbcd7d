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

    /// <summary>Absolute and for the web: it becomes a link that people follow.</summary>
    public static string? Url(JsonElement value) =>
        Text(value, MaxUrl)
        ?? (Uri.TryCreate(value.GetString(), UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            ? null
            : "must be an absolute http or https address");

    public static string? Instant(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= 64 } text && Rfc3339().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null
            : "must be a date with time and offset by RFC 3339, such as 2026-01-31T09:30:00Z";

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

    /// <summary>An issue's key or id. Whether there is such an issue is not asked here.</summary>
    public static bool NamesAnIssue(string text) => IssueName().IsMatch(text);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9_]{0,254}-[1-9][0-9]{0,18}|[1-9][0-9]{0,18})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex IssueName();
}
