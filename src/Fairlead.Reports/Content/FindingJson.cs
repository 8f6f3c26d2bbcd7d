using System.Text.Json;
using Fairlead.Kernel;

namespace Fairlead.Reports.Content;

/// <summary>A report as JSON for people and scripts; absent fields are left out. docs/reports.md lists the fields.</summary>
internal static class FindingJson
{
    public static void WriteHeader(Utf8JsonWriter writer, ReportHeader header)
    {
        writer.WriteString("format", header.Format.Name);
        writer.WriteString("scanner", header.Scanner);
        writer.WriteStartArray("runs");
        foreach (var run in header.Runs)
        {
            writer.WriteStartObject();
            writer.WriteString("scanner", run.Scanner);
            Text(writer, "scannerVersion", run.ScannerVersion);
            Text(writer, "asset", run.Asset);
            Text(writer, "branch", run.Branch);
            Text(writer, "revision", run.Revision);
            Text(writer, "scanKind", run.ScanKind);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (header.ReportedAt is { } at)
            writer.WriteString("reportedAt", at);
    }

    public static void Write(Utf8JsonWriter writer, ReportFinding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", finding.Kind.ToString());
        writer.WriteString("scanner", finding.Scanner);
        writer.WriteString("ruleId", finding.RuleId);
        writer.WriteString("title", finding.Title);
        writer.WriteString("severity", Name(finding.Severity));
        Text(writer, "severityRaw", finding.SeverityRaw);
        writer.WriteString("status", StatusName(finding.SourceStatus));
        Text(writer, "statusRaw", finding.SourceStatusRaw);
        Text(writer, "asset", finding.Asset);
        Text(writer, "location", finding.Location);
        if (finding.StartLine is { } line)
            writer.WriteNumber("startLine", line);
        Text(writer, "symbol", finding.Symbol);
        Text(writer, "package", finding.Package);
        Text(writer, "packageVersion", finding.PackageVersion);
        Text(writer, "fixedVersion", finding.FixedVersion);
        Text(writer, "ecosystem", finding.Ecosystem);
        Text(writer, "purl", finding.Purl);
        Texts(writer, "vulnerabilityIds", finding.VulnerabilityIds);
        Numbers(writer, "cwes", finding.Cwes);
        Number(writer, "cvssScore", finding.CvssScore);
        Text(writer, "cvssVector", finding.CvssVector);
        Number(writer, "epssScore", finding.EpssScore);
        if (finding.KnownExploited is { } exploited)
            writer.WriteBoolean("knownExploited", exploited);
        if (finding.ExploitMaturity is { } maturity)
            writer.WriteString("exploitMaturity", JsonNamingPolicy.CamelCase.ConvertName(maturity.ToString()));
        Texts(writer, "urls", finding.Urls);
        Texts(writer, "tags", finding.Tags);
        Pairs(writer, "labels", finding.Labels.Select(l => (l.Key, l.Value)), finding.Labels.Count);
        if (finding.ReportedAt is { } at)
            writer.WriteString("reportedAt", at);
        Text(writer, "description", finding.Description);
        Text(writer, "remediation", finding.Remediation);
        Pairs(writer, "identity", finding.IdentityKeys.Select(k => (k.Name, k.Value)), finding.IdentityKeys.Count);
        writer.WriteNumber("identityVersion", finding.IdentityVersion);
        Texts(writer, "warnings", finding.Warnings);
        writer.WriteEndObject();
    }

    public static void WriteTrailer(Utf8JsonWriter writer, ReportCounts counts, IReadOnlyList<ReportProblem> problems)
    {
        writer.WriteStartObject("counts");
        writer.WriteNumber("total", counts.Total);
        writer.WriteStartObject("bySeverity");
        writer.WriteNumber("critical", counts.Critical);
        writer.WriteNumber("high", counts.High);
        writer.WriteNumber("medium", counts.Medium);
        writer.WriteNumber("low", counts.Low);
        writer.WriteNumber("informational", counts.Informational);
        writer.WriteNumber("unknown", counts.Unknown);
        writer.WriteEndObject();
        writer.WriteEndObject();

        writer.WriteBoolean("complete", counts.Trailer.Completeness is Completeness.Complete);
        if (counts.Trailer.Completeness is Completeness.Partial partial)
            writer.WriteString("partialReason", partial.Reason);
        writer.WriteNumber("notFindings", counts.Trailer.NotFindings);
        writer.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            writer.WriteStartObject();
            writer.WriteString("place", problem.Place);
            if (problem.Line is { } line)
                writer.WriteNumber("line", line);
            writer.WriteString("message", problem.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Texts(writer, "warnings", counts.Trailer.Warnings);
    }

    private static string Name(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.High => "high",
        Severity.Medium => "medium",
        Severity.Low => "low",
        Severity.Informational => "informational",
        _ => "unknown",
    };

    private static string StatusName(SourceStatus status) => status switch
    {
        SourceStatus.Suppressed => "suppressed",
        SourceStatus.FalsePositive => "falsePositive",
        SourceStatus.NotAffected => "notAffected",
        SourceStatus.Fixed => "fixed",
        _ => "open",
    };

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter writer, string name, IReadOnlyList<int> values)
    {
        if (values.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    private static void Pairs(
        Utf8JsonWriter writer, string name, IEnumerable<(string Name, string Value)> pairs, int count)
    {
        if (count == 0)
            return;
        writer.WriteStartObject(name);
        foreach (var (key, value) in pairs)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }
}
