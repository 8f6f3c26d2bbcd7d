using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Storage;

/// <summary>How <see cref="FindingDetail"/> is stored: a JSON object that leaves out what is absent.</summary>
internal static class DetailJson
{
    /// <summary>The document is stored and read, never put into a page as it is, so that text need not be escaped for one.</summary>
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonSerializerOptions Reading = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static FindingDetail Read(string json) => JsonSerializer.Deserialize<FindingDetail>(json, Reading) ?? new FindingDetail();

    public static void Write(Utf8JsonWriter writer, ReportFinding finding)
    {
        writer.WriteStartObject();
        Write(writer, "severityRaw", finding.SeverityRaw);
        Write(writer, "symbol", finding.Symbol);
        Write(writer, "ecosystem", finding.Ecosystem);
        Write(writer, "purl", finding.Purl);
        if (finding.Cwes.Count > 0)
        {
            writer.WriteStartArray("cwes");
            for (var i = 0; i < finding.Cwes.Count; i++)
                writer.WriteNumberValue(finding.Cwes[i]);
            writer.WriteEndArray();
        }

        Write(writer, "cvssScore", finding.CvssScore);
        Write(writer, "cvssVector", finding.CvssVector);
        Write(writer, "epssScore", finding.EpssScore);
        if (finding.KnownExploited is { } exploited)
            writer.WriteBoolean("knownExploited", exploited);
        Write(writer, "urls", finding.Urls);
        Write(writer, "remediation", finding.Remediation);
        Write(writer, "tags", finding.Tags);
        if (finding.Labels.Count > 0)
        {
            writer.WriteStartObject("labels");
            foreach (var (name, value) in finding.Labels)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        if (finding.ReportedAt is { } at)
            writer.WriteString("reportedAt", at);
        Write(writer, "sourceStatusRaw", finding.SourceStatusRaw);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }

    private static void Write(Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } value && double.IsFinite(value))
            writer.WriteNumber(name, value);
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        writer.WriteStartArray(name);
        for (var i = 0; i < texts.Count; i++)
            writer.WriteStringValue(texts[i]);
        writer.WriteEndArray();
    }
}
