using System.Globalization;
using System.Text.Json;

namespace Fairlead.Platform.Findings.Intelligence;

/// <summary>CISA's catalogue as JSON: <c>catalogVersion</c>, <c>dateReleased</c>, <c>count</c> and <c>vulnerabilities</c>.</summary>
internal static class KevReader
{
    private const int MaxVersion = 100;

    /// <exception cref="IntelligenceFileException">It is no JSON, or an entry is not in order.</exception>
    public static IntelligenceFile.Kev Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Catalogue(json.Span);
        }
        catch (JsonException e)
        {
            throw new IntelligenceFileException("This is no well-formed JSON; the file may be cut. Download it again.", (int)(e.LineNumber ?? 0) + 1);
        }
    }

    private static IntelligenceFile.Kev Catalogue(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        string? version = null;
        DateTimeOffset? datedAt = null;
        int? count = null;
        List<KevEntry>? entries = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "vulnerabilities")
            {
                entries = Entries(json, ref reader);
                continue;
            }

            var at = reader.TokenStartIndex;
            var value = JsonElement.ParseValue(ref reader);
            switch (name)
            {
                case "catalogVersion":
                    version = value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxVersion } text
                        ? text : throw Wrong("catalogVersion is no text", json, at);
                    break;
                case "dateReleased":
                    datedAt = value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var date)
                        ? date.ToUniversalTime() : throw Wrong("dateReleased is no date", json, at);
                    break;
                case "count":
                    count = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong("count is no number", json, at);
                    break;
            }
        }

        if (reader.Read() || version is null || datedAt is null || entries is null)
            throw new IntelligenceFileException("The catalogue must have catalogVersion, dateReleased and vulnerabilities. Take the file as CISA publishes it.");
        if (entries.Count == 0 || (count is { } told && told != entries.Count))
            throw new IntelligenceFileException($"The catalogue says that it has {count ?? 0:N0} entries, and has {entries.Count:N0}. Download it again.");
        return new(version, datedAt.Value, entries);
    }

    private static List<KevEntry> Entries(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Wrong("vulnerabilities is no list", json, reader.TokenStartIndex);
        var entries = new List<KevEntry>();
        var seen = new HashSet<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var at = reader.TokenStartIndex;
            var value = JsonElement.ParseValue(ref reader);
            if (value.ValueKind != JsonValueKind.Object || Text(value, "cveID") is not { } id || !CveNumber.TryParse(id, out var cve))
                throw Wrong("an entry has no CVE id as cveID", json, at);
            if (!DateOnly.TryParseExact(Text(value, "dueDate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var dueOn))
                throw Wrong($"{CveNumber.ToText(cve)} has no day as dueDate", json, at);
            if (!seen.Add(cve))
                throw Wrong($"{CveNumber.ToText(cve)} is there twice", json, at);
            if (entries.Count == IntelligenceFile.MaxEntries)
                throw Wrong($"there are more than {IntelligenceFile.MaxEntries:N0} entries", json, at);
            entries.Add(new(cve, dueOn, Text(value, "knownRansomwareCampaignUse") == "Known"));
        }

        return entries;
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IntelligenceFileException Wrong(string what, ReadOnlySpan<byte> json, long at) =>
        new($"The catalogue is not in order: {what}.", json[..(int)at].Count((byte)'\n') + 1);
}
