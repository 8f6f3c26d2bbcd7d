using System.Globalization;
using Fairlead.Kernel.Text;

namespace Fairlead.Reports.Generic;

/// <summary>The columns of the generic CSV. Case, spaces, underscores and hyphens in a heading do not matter.</summary>
internal static class GenericColumns
{
    /// <summary>Known and not read: they belong to exports of other tools.</summary>
    public const string NotRead = "";

    private const int ShortestSlip = 5;

    private static readonly Dictionary<string, (string Field, Action<GenericEntry, string> Set)> Known = Build();

    /// <summary>The field that a heading stands for; null for an unknown heading.</summary>
    public static string? FieldOf(string heading) => Known.TryGetValue(Key(heading), out var column) ? column.Field : null;

    /// <summary>The field that a heading names but for one slip of the fingers; null when none. Short words are too near to each other.</summary>
    public static string? MeantBy(string heading) =>
        Key(heading) is { Length: >= ShortestSlip } key && Known.Keys.Where(k => k.Length >= ShortestSlip).FirstOrDefault(k => NearMiss.Distance(key, k) == 1) is { } meant
        && Known[meant].Field is { Length: > 0 } field ? field : null;

    /// <summary>Sets a cell; blank cells are absent.</summary>
    /// <param name="field">As <see cref="FieldOf"/> gave it.</param>
    public static void Set(GenericEntry entry, string field, string cell)
    {
        if (!string.IsNullOrWhiteSpace(cell))
            Known[Key(field)].Set(entry, cell);
    }

    private static string Key(string heading) =>
        string.Concat(heading.Where(c => c is not (' ' or '_' or '-' or '\uFEFF'))).ToLowerInvariant();

    private static Dictionary<string, (string, Action<GenericEntry, string>)> Build()
    {
        var columns = new Dictionary<string, (string, Action<GenericEntry, string>)>(StringComparer.Ordinal);
        void Add(string field, Action<GenericEntry, string> set, params ReadOnlySpan<string> headings)
        {
            columns.Add(Key(field), (field, set));
            foreach (var heading in headings)
                columns.Add(heading, (field, set));
        }

        Add("id", (e, v) => e.Id = v, "findingid", "uniqueid");
        Add("unique_id_from_tool", (e, v) => e.UniqueIdFromTool = v);
        Add("kind", (e, v) => e.Kind = v, "type", "findingtype");
        Add("rule_id", (e, v) => e.RuleId = v, "rule", "check", "checkid");
        Add("vuln_id_from_tool", (e, v) => e.VulnIdFromTool = v);
        Add("title", (e, v) => e.Title = v, "name", "summary", "vulnerability", "finding");
        Add("severity", (e, v) => e.Severity = v, "risk", "priority");
        Add("description", (e, v) => e.Description = v, "details");
        Add("impact", (e, v) => e.Impact = v);
        Add("steps_to_reproduce", (e, v) => e.StepsToReproduce = v);
        Add("mitigation", (e, v) => e.Mitigation = v, "remediation", "solution", "recommendation");
        Add("asset", (e, v) => e.Asset = v, "host", "image", "repository", "target");
        Add("service", (e, v) => e.Service = v);
        Add("file_path", (e, v) => e.FilePath = v, "file", "path", "filename", "location");
        Add("line", (e, v) => e.Line = int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null,
            "startline", "linenumber");
        Add("symbol", (e, v) => e.Symbol = v, "function");
        Add("component_name", (e, v) => e.ComponentName = v, "component", "package", "packagename");
        Add("component_version", (e, v) => e.ComponentVersion = v, "packageversion", "installedversion");
        Add("fix_version", (e, v) => e.FixVersion = v, "fixedversion", "fixedin");
        Add("ecosystem", (e, v) => e.Ecosystem = v);
        Add("purl", (e, v) => e.Purl = v);
        Add("cve", (e, v) => e.Cve = v, "cveid");
        Add("vulnerability_ids", (e, v) => e.VulnerabilityIds = Split(v), "vulnerabilityid", "cves");
        Add("cwe", (e, v) => e.Cwe = Split(v), "cweid");
        Add("cwes", (e, v) => e.Cwes = Split(v));
        Add("cvssv3", (e, v) => e.CvssV3 = v, "cvssvector", "cvss");
        Add("cvssv3_score", (e, v) => e.CvssV3Score = Number(v), "cvssscore");
        Add("cvssv4", (e, v) => e.CvssV4 = v);
        Add("cvssv4_score", (e, v) => e.CvssV4Score = Number(v));
        Add("epss_score", (e, v) => e.EpssScore = Number(v), "epss");
        Add("known_exploited", (e, v) => e.KnownExploited = Words.ParseBool(v), "kev");
        Add("endpoints", (e, v) => e.Endpoints = Split(v), "url", "endpoint");
        Add("references", (e, v) => e.References = [v], "reference", "links");
        Add("date", (e, v) => e.Date = v);
        Add("tags", (e, v) => e.Tags = Split(v));
        Add("status", (e, v) => e.Status = v, "state");
        Add("active", (e, v) => e.Active = Words.ParseBool(v));
        Add("false_p", (e, v) => e.FalseP = Words.ParseBool(v), "falsepositive");
        Add("risk_accepted", (e, v) => e.RiskAccepted = Words.ParseBool(v));
        Add("out_of_scope", (e, v) => e.OutOfScope = Words.ParseBool(v));
        Add("duplicate", (e, v) => e.Duplicate = Words.ParseBool(v));
        Add("is_mitigated", (e, v) => e.IsMitigated = Words.ParseBool(v), "mitigated");
        foreach (var heading in (ReadOnlySpan<string>)["verified", "epsspercentile", "fixavailable", "numericalseverity", "reporter"])
            columns.Add(heading, (NotRead, (_, _) => { }));
        return columns;
    }

    private static string[] Split(string cell) =>
        cell.Split([',', ';', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static double? Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : null;
}
