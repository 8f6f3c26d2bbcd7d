namespace Fairlead.Reports.Generic;

/// <summary>Property names of the generic JSON format that are accepted and not read, and the nearest name to a wrong one.</summary>
internal static class GenericFields
{
    /// <summary>What DefectDojo's generic import knows beyond <see cref="GenericEntry"/>.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "effort_for_fixing", "endpoints_to_add", "epss_percentile", "files", "fix_available", "hash_code", "kev_date",
        "last_reviewed", "mitigated", "nb_occurences", "numerical_severity", "param", "payload", "planned_remediation_date",
        "planned_remediation_version", "publish_date", "ransomware_used", "reporter", "sast_sink_object", "sast_source_file_path",
        "sast_source_line", "sast_source_object", "scanner_confidence", "severity_justification", "sla_expiration_date",
        "sonarqube_issue", "source_url", "static_finding", "dynamic_finding", "thread_id", "under_defect_review", "under_review",
        "verified", "version_fixed",
    };

    private static readonly string[] Read =
    [
        .. GenericJson.Default.GenericEntry.Properties.Where(p => !p.IsExtensionData).Select(p => p.Name),
    ];

    public static bool IsKnown(string name) =>
        Ignored.Contains(name) || name.StartsWith("x_", StringComparison.Ordinal) || name.StartsWith("x-", StringComparison.Ordinal);

    /// <summary>The name that differs from a wrong one in at most two letters; null when there is none.</summary>
    public static string? Nearest(string name)
    {
        if (name.Length is < 3 or > 40)
            return null;
        return Read.Select(known => (known, Distance: Distance(name, known)))
            .Where(c => c.Distance <= 2)
            .OrderBy(c => c.Distance)
            .Select(c => c.known)
            .FirstOrDefault();
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
