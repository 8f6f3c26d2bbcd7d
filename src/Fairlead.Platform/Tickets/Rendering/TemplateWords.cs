namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>A placeholder for people who write templates.</summary>
/// <param name="Example">A value that it may have.</param>
internal sealed record TemplateWord(string Name, string Meaning, string Example);

/// <summary>The placeholders there are. Whatever is not here is refused when a template is saved.</summary>
internal static class TemplateWords
{
    private static readonly TemplateWord[] OfBoth =
    [
        new("title", "What it is; of several the title they share", "SQL injection in login"),
        new("severity", "Of several the worst", "High"),
        new("kind", "What sort of weakness it is", "vulnerability"),
        new("asset", "What was scanned", "registry.example.com/payments:1.4"),
        new("rule", "Id of the rule, advisory or control", "CVE-2021-44228"),
        new("package", "The package that has the weakness", "log4j-core"),
        new("packageVersion", "Its version there", "2.14.1"),
        new("fixedVersion", "The first version without the weakness", "2.17.1"),
        new("scanner", "Who reported it", "trivy"),
        new("location", "File and line, resource or path", "src/login.js:42"),
        new("description", "The scanner's text, with its paragraphs", "User input reaches the query unchanged."),
        new("remediation", "What the scanner says to do", "Update log4j-core to 2.17.1."),
        new("status", "How it stands in Fairlead", "active"),
        new("firstSeen", "The day on which Fairlead first saw it, UTC", "2026-01-31"),
        new("identifiers", "Ids of the vulnerability", "CVE-2021-44228, GHSA-jfh8-c2jp-5v3q"),
        new("cwes", "Classes of weakness", "CWE-89, CWE-20"),
        new("cvss", "CVSS score, 0.0 to 10.0", "9.8"),
        new("epss", "How likely it is exploited within 30 days, 0 to 1 (EPSS)", "0.944"),
        new("epssPercentile", "The part of all vulnerabilities that scores no higher", "0.999"),
        new("kev", "yes where CISA's catalogue of known exploited vulnerabilities has it", "yes"),
        new("kevDueDate", "Until when CISA wants it mended", "2026-02-14"),
        new("kevRansomware", "yes where that catalogue knows of ransomware", "yes"),
        new("exploitMaturity", "How far exploitation has come: attacked, functional, proof of concept, unreported", "attacked"),
        new("exploit", "What is known of its exploitation, in words", "exploited, also by ransomware (CISA KEV)"),
        new($"{LabelWords.Key}.NAME", "The value of the label NAME, such as label.owner; yes for a tag of that name; of several findings the value that they share", "payments"),
    ];

    private static readonly TemplateWord[] Counts =
    [
        new("open", "How many findings are open", "12"),
        new("total", "How many findings there are", "14"),
        new("one", "yes where exactly one finding is open, for words in the singular", "yes"),
    ];

    private static readonly TemplateWord[] GroupOnly =
    [
        .. Counts,
        new("url", "Where Fairlead shows the findings of the ticket; empty unless Tickets:Sync:PublicUrl is set", "https://fairlead.example.com/findings?ticket=…"),
        new("more", "Open findings that the text does not name; empty where it names all", "37"),
    ];

    /// <summary>Texts at the top level.</summary>
    public static IReadOnlyList<TemplateWord> Group { get; } =
    [
        .. OfBoth.Concat(GroupOnly).Select(w => w with { Name = $"group.{w.Name}" }),
        new("configuration.name", "Name of the ticket configuration", "payments"),
    ];

    /// <summary>Texts of the dynamic part.</summary>
    public static IReadOnlyList<TemplateWord> Object { get; } = [.. OfBoth, .. Counts];

    /// <summary>Texts within <c>{{#each findings}}</c>.</summary>
    public static IReadOnlyList<TemplateWord> Finding => OfBoth;

    /// <summary>Lists at the top level.</summary>
    public static IReadOnlyList<TemplateWord> GroupLists { get; } =
    [
        new("findings", "The open findings, at most 50", ""),
        new("group.assets", "What was scanned, each once", "registry.example.com/payments:1.4"),
        new("group.locations", "Places of the findings, each once", "src/login.js:42"),
        new("group.links", "Addresses to read more", "https://avd.example.com/CVE-2021-44228"),
    ];

    /// <summary>Lists of the dynamic part.</summary>
    public static IReadOnlyList<TemplateWord> ObjectLists { get; } =
        [.. GroupLists.Select(w => w with { Name = w.Name.Replace("group.", "") })];

    public static IReadOnlyList<string> Top { get; } = NamesOf(Group);

    /// <summary>Those of <see cref="Top"/> that are never empty.</summary>
    public static IReadOnlyList<string> Always { get; } =
    [
        "group.title", "group.severity", "group.kind", "group.scanner", "group.status", "group.firstSeen", "group.open", "group.total", "configuration.name",
    ];

    public static IReadOnlyList<string> OfObject { get; } = NamesOf(Object);

    public static IReadOnlyList<string> OfFinding { get; } = NamesOf(Finding);

    public static IReadOnlyList<string> TopLists { get; } = NamesOf(GroupLists);

    public static IReadOnlyList<string> OfObjectLists { get; } = NamesOf(ObjectLists);

    public static IReadOnlyList<string> FindingLists { get; } = ["links"];

    /// <summary>Texts within a list of texts.</summary>
    public static IReadOnlyList<string> OfText { get; } = ["this"];

    /// <summary>What other products call what we have; told when it is written.</summary>
    public static IReadOnlyDictionary<string, string> Elsewhere { get; } = new Dictionary<string, string>
    {
        ["vulnerability.name"] = "title",
        ["vulnerability.description"] = "description",
        ["vulnerability.solution"] = "remediation",
        ["vulnerability.misc.pkg_name"] = "package",
        ["vulnerability.misc.ins_version"] = "packageVersion",
        ["vulnerability.misc.fix_version"] = "fixedVersion",
    };

    private static IReadOnlyList<string> NamesOf(IEnumerable<TemplateWord> words) => [.. words.Select(w => w.Name)];
}
