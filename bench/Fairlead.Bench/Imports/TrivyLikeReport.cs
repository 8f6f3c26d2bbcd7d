using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fairlead.Bench.Imports;

/// <summary>Writes a report in Trivy's shape, finding by finding: about 1.1 KB each, as the entries of real image scans are.</summary>
internal static class TrivyLikeReport
{
    private const int PerTarget = 500;

    private static readonly string[] Severities = ["CRITICAL", "HIGH", "HIGH", "MEDIUM", "MEDIUM", "MEDIUM", "LOW", "LOW", "UNKNOWN"];

    /// <param name="generation">Differs from report to report of the same findings: the bytes are others, the findings are not.</param>
    /// <param name="changedPercent">Of the findings, this part has another severity and fixed version.</param>
    public static void Write(Stream output, long count, int generation, int changedPercent)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = false, SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteNumber("SchemaVersion", 2);
        writer.WriteString("CreatedAt", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(generation));
        writer.WriteString("ArtifactName", "registry.example/shop/backend");
        writer.WriteString("ArtifactType", "container_image");
        writer.WriteStartArray("Results");
        for (var from = 0L; from < count; from += PerTarget)
        {
            writer.WriteStartObject();
            writer.WriteString("Target", $"app/service-{from / PerTarget}/package-lock.json");
            writer.WriteString("Class", "lang-pkgs");
            writer.WriteString("Type", "npm");
            writer.WriteStartArray("Vulnerabilities");
            for (var i = from; i < Math.Min(from + PerTarget, count); i++)
                WriteVulnerability(writer, i, changedPercent > 0 && i % 100 < changedPercent);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.Flush();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteVulnerability(Utf8JsonWriter writer, long i, bool isChanged)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"CVE-{2015 + (i % 11)}-{10000 + (i % 90000)}");
        var package = string.Create(CultureInfo.InvariantCulture, $"package-{i % 7919}");
        writer.WriteStartObject();
        writer.WriteString("VulnerabilityID", id);
        writer.WriteString("PkgID", $"{package}@1.{i % 40}.{i % 13}");
        writer.WriteString("PkgName", package);
        writer.WriteStartObject("PkgIdentifier");
        writer.WriteString("PURL", $"pkg:npm/{package}@1.{i % 40}.{i % 13}");
        writer.WriteEndObject();
        writer.WriteString("InstalledVersion", $"1.{i % 40}.{i % 13}");
        writer.WriteString("FixedVersion", isChanged ? $"3.{i % 40}.0" : $"2.{i % 40}.0");
        writer.WriteString("Status", "fixed");
        writer.WriteString("SeveritySource", "ghsa");
        writer.WriteString("PrimaryURL", $"https://avd.example/nvd/{id.ToLowerInvariant()}");
        writer.WriteString("Title", $"{package}: improper handling of input may lead to denial of service ({i % 1000})");
        writer.WriteString("Description", Description(i));
        writer.WriteString("Severity", isChanged ? "CRITICAL" : Severities[i % Severities.Length]);
        writer.WriteStartArray("CweIDs");
        writer.WriteStringValue($"CWE-{20 + (i % 900)}");
        writer.WriteEndArray();
        writer.WriteStartObject("CVSS");
        writer.WriteStartObject("nvd");
        writer.WriteString("V3Vector", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H");
        writer.WriteNumber("V3Score", 7.5);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("References");
        for (var r = 0; r < 4; r++)
            writer.WriteStringValue($"https://advisories.example/{id}/{r}");
        writer.WriteEndArray();
        writer.WriteString("PublishedDate", "2024-05-01T10:15:00Z");
        writer.WriteString("LastModifiedDate", "2024-06-01T10:15:00Z");
        writer.WriteEndObject();
    }

    private static string Description(long i)
    {
        var text = new StringBuilder(400);
        text.Append("A crafted request to endpoint ").Append(i % 5000)
            .Append(" makes the parser of this package read beyond the end of its buffer, so that a remote attacker without an account ")
            .Append("can stop the service or, on some platforms, read memory that holds other users' data. ")
            .Append("Versions before the fixed one are affected in their default configuration. ")
            .Append("Upgrade, or reject requests whose header is longer than eight kilobytes in front of the service.");
        return text.ToString();
    }
}
