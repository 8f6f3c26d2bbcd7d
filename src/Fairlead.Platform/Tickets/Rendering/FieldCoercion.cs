using System.Globalization;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>What came of reading a text as a field's value.</summary>
internal abstract record Coerced
{
    private Coerced()
    {
    }

    public sealed record Fits(IReadOnlyList<JiraName> Values) : Coerced;

    /// <param name="Message">Why not, without the field's name.</param>
    public sealed record Misfit(string Message, string? Fix = null) : Coerced;
}

/// <summary>Reads texts as what a field takes: the same when a configuration is saved and when a group's placeholders are filled. Pure.</summary>
internal static class FieldCoercion
{
    private const int MaxShown = 20;

    /// <summary>Jira's limit of a text field of one line.</summary>
    public const int MaxLine = 255;

    private const int UuidLength = 36;

    /// <summary>RFC 3339, also without seconds or a zone, which is UTC then, and as a placeholder writes a day.</summary>
    private static readonly string[] Instants =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm 'UTC'", "yyyy-MM-dd",
    ];

    /// <param name="text">Several values are separated by commas, unless one of those that are allowed is named so; a child follows its parent after a slash.</param>
    /// <param name="allowed">Empty: any value goes, and only Jira itself can tell; then an option is an id.</param>
    public static Coerced Of(FieldShape shape, string text, IReadOnlyList<JiraName> allowed) => shape switch
    {
        FieldShape.Options when Match(shape, text.Trim(), allowed) is { } whole => new Coerced.Fits([whole]),
        FieldShape.Options or FieldShape.Users or FieldShape.Texts => OfEach(shape, text.Split(','), allowed),
        _ => OfOne(shape, text, allowed),
    };

    /// <param name="texts">Each is one value, commas and all.</param>
    public static Coerced OfEach(FieldShape shape, IEnumerable<string> texts, IReadOnlyList<JiraName> allowed)
    {
        var values = new List<JiraName>();
        foreach (var text in texts.Select(t => t.Trim()).Where(t => t.Length > 0))
        {
            switch (OfOne(shape, text, allowed))
            {
                case Coerced.Fits fits:
                    values.AddRange(fits.Values.Where(v => values.TrueForAll(o => o.Id != v.Id)));
                    break;
                case var misfit:
                    return misfit;
            }
        }

        return new Coerced.Fits(values);
    }

    private static Coerced OfOne(FieldShape shape, string text, IReadOnlyList<JiraName> allowed) => shape switch
    {
        FieldShape.RichText => Plain(text),
        FieldShape.Text => Plain(PlainText.Cut(PlainText.OneLine(text), MaxLine)),
        FieldShape.Texts => Word(text),
        FieldShape.Number => decimal.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? Plain(text.Trim())
            : new Coerced.Misfit($"{Quoted(text)} is no number"),
        FieldShape.Date => DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? Plain(text.Trim())
            : new Coerced.Misfit($"{Quoted(text)} is no date", "write it as 2026-01-31"),
        FieldShape.DateTime => Instant(text.Trim()),
        FieldShape.Url => Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? Plain(text.Trim())
            : new Coerced.Misfit($"{Quoted(text)} is no address that begins with https:// or http://", text.Contains("://") ? null : "write it with https:// in front"),
        FieldShape.Team => Team(text.Trim()),
        _ => Choice(shape, text.Trim(), allowed),
    };

    private static Coerced.Fits Plain(string text) => new([new(text, text)]);

    private static Coerced Word(string text) => text.Any(char.IsWhiteSpace) || text.Length > MaxLine
        ? new Coerced.Misfit($"{Quoted(text)} is no label: 1 to 255 characters without spaces", Configuring.DraftCheck.LabelNear(text))
        : Plain(text);

    /// <summary>Cloud's teams have a UUID, with a number behind it in some; Data Center's are numbered. No read of Jira's tells which there are.</summary>
    private static Coerced Team(string text) => text.Length > 0 && text.All(char.IsAsciiDigit) || (text.Length >= UuidLength && Guid.TryParseExact(text[..UuidLength], "D", out _))
        ? Plain(text)
        : new Coerced.Misfit($"{Quoted(text)} is no id of a team", "write the id that stands at the end of the address of the team's page, such as 36885b3c-1bf0-4f85-a357-c5b858c31de4; on Data Center its number");

    /// <summary>Only what says the same in every country and on every day.</summary>
    private static Coerced Instant(string text) =>
        DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? Plain(at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture))
            : new Coerced.Misfit($"{Quoted(text)} is no time", "write it as 2026-01-31T12:00:00Z");

    private static Coerced Choice(FieldShape shape, string text, IReadOnlyList<JiraName> allowed)
    {
        if (allowed.Count == 0)
            return Plain(text);
        if (Match(shape, text, allowed) is { } match)
            return new Coerced.Fits([match]);
        var names = allowed.Select(v => v.Name).ToList();
        var more = names.Count > MaxShown ? $" and {names.Count - MaxShown} more" : "";
        return new Coerced.Misfit(
            $"Jira does not allow {Quoted(text)}; it allows {string.Join(", ", names.Take(MaxShown))}{more}",
            NearMiss.Of(shape == FieldShape.Cascade ? Loose(text) : text, names) is { } near ? $"did you mean {near}?" : null);
    }

    /// <summary>By its name, else by its id. A name may hold slashes and commas of its own: only then does it matter less how those are spaced.</summary>
    private static JiraName? Match(FieldShape shape, string text, IReadOnlyList<JiraName> allowed) =>
        allowed.FirstOrDefault(v => v.Name.Trim().Equals(text, StringComparison.OrdinalIgnoreCase)) ?? allowed.FirstOrDefault(v => v.Id == text)
        ?? (shape == FieldShape.Cascade ? allowed.FirstOrDefault(v => Loose(v.Name).Equals(Loose(text), StringComparison.OrdinalIgnoreCase)) : null);

    private static string Loose(string name) => OfCascade(name.Split('/', StringSplitOptions.TrimEntries));

    /// <summary>As a child option is named, and as its id is written.</summary>
    public static string OfCascade(IReadOnlyList<string> parts) => string.Join(" / ", parts);

    private static string Quoted(string text) => $"\"{PlainText.Cut(PlainText.OneLine(text) is { Length: > 0 } line ? line : "(empty)", 80)}\"";
}
