using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Findings;

/// <summary>One finding for a person.</summary>
internal static class FindingText
{
    /// <summary>As the server tells it, and beside that the tickets that it is behind.</summary>
    public static JsonNode With(IReadOnlyList<TicketResponse> tickets, FindingResponse finding)
    {
        var told = JsonSerializer.SerializeToNode(finding, FairleadJson.Tolerant)!;
        told["tickets"] = JsonSerializer.SerializeToNode(tickets, FairleadJson.Tolerant);
        return told;
    }

    /// <param name="tickets">That it is behind; they are not told of where there is none.</param>
    public static void Write(Screen screen, FindingResponse finding, IReadOnlyList<TicketResponse> tickets)
    {
        var item = finding.Item;
        var detail = finding.Detail;
        screen.Out.WriteLine(InertText.OneLine(item.Title).In(Colour.Bold, screen));
        Answers.Facts(
            screen,
            ("Severity", SeverityOf(finding)),
            ("Status", StatusOf(finding)),
            ("Tickets", string.Join(", ", tickets.Select(TicketOf))),
            ("Kind", Words.Of(item.Kind)),
            ("Scanner", item.Scanner),
            ("Rule", item.RuleId),
            ("Asset", item.Asset),
            ("Package", $"{item.Package} {item.PackageVersion}".Trim()),
            ("Fixed in", item.FixedVersion),
            ("Place", item.StartLine is { } line ? $"{item.Location}:{line}" : item.Location),
            ("Known as", string.Join(", ", item.VulnerabilityIds ?? [])),
            ("CWE", string.Join(", ", detail.Cwes.Select(c => $"CWE-{c}"))),
            ("CVSS", $"{detail.CvssScore:0.0} {detail.CvssVector}".Trim()),
            ("EPSS", EpssOf(item.Threat, detail)),
            ("Exploited", ExploitedOf(item.Threat, detail)),
            ("Exploit maturity", MaturityOf(item.Threat)),
            ("Labels", LabelsOf(detail)),
            ("First seen", Answers.When(item.FirstSeenAt)),
            ("Last seen", Answers.When(finding.LastSeenAt)),
            ("Closed", Answers.When(finding.ClosedAt)),
            ("Read more", item.Url ?? (detail.Urls.Count > 0 ? detail.Urls[0] : null)),
            ("Id", item.Id.ToString()));
        Paragraphs(screen, finding.Description);
        Paragraphs(screen, detail.Remediation is { } remediation ? $"What to do: {remediation}" : null);
    }

    /// <summary>Such as <c>SEC-12 (To Do, created)</c>; by its own id while it has no issue.</summary>
    private static string TicketOf(TicketResponse ticket) =>
        $"{ticket.IssueKey ?? ticket.Id.ToString()} ({string.Join(", ", new[] { ticket.IssueKey is null ? null : ticket.Status, ticket.State }.OfType<string>())})";

    /// <summary>The imported files are newer than what a scanner had.</summary>
    private static string? EpssOf(ThreatResponse? threat, FindingDetailResponse detail) => threat?.Epss is { } score
        ? $"{score:0.000} ({threat.EpssCve}), as high as {threat.EpssPercentile:P1} of all or higher"
        : detail.EpssScore is { } reported ? $"{reported:0.000}, says the scanner" : null;

    private static string? ExploitedOf(ThreatResponse? threat, FindingDetailResponse detail) => threat is { KnownExploited: true, KevDueDate: { } due }
        ? $"yes, by CISA's catalogue; to be mended by {due:yyyy-MM-dd}{(threat.Ransomware ? "; used by ransomware" : "")}"
        : detail.KnownExploited is { } reported ? $"{(reported ? "yes" : "no")}, says the scanner" : null;

    private static string? MaturityOf(ThreatResponse? threat) => threat?.ExploitMaturity is { } maturity
        ? $"{maturity.InWords()}, {threat.ExploitMaturitySource switch
        {
            ExploitMaturitySource.Kev => "by CISA's catalogue",
            ExploitMaturitySource.List => "by the imported list",
            _ => "says the scanner",
        }}"
        : null;

    /// <summary>Each as <c>--label</c> takes it.</summary>
    private static string LabelsOf(FindingDetailResponse detail) => string.Join(
        ", ", detail.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}").Concat(detail.Tags.Order(StringComparer.Ordinal)));

    private static string SeverityOf(FindingResponse finding)
    {
        var severity = Words.Of(finding.Item.Severity);
        if (finding.SeverityDecision is not { } decision)
            return severity;
        var before = decision.Reported == finding.ReportedSeverity ? "" : $", and said {Words.Of(decision.Reported)} then";
        var reason = decision.Reason is { } why ? $": {why}" : "";
        return $"{severity}, by {decision.By} on {Answers.When(decision.At)}{reason} (the scanner says {Words.Of(finding.ReportedSeverity)}{before})";
    }

    private static string StatusOf(FindingResponse finding)
    {
        var status = Words.Of(finding.Item.Status);
        if (finding.Decision is not { } decision)
            return status;
        var until = decision.ExpiresAt is { } end ? $" until {EndText.Of(end)}" : "";
        return decision.Reason is { } reason ? $"{status}{until}: {reason}" : $"{status}{until}";
    }

    private static void Paragraphs(Screen screen, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return;
        screen.Out.WriteLine();
        foreach (var paragraph in text.Split('\n'))
        {
            var lines = TextWidth.Wrap(InertText.OneLine(paragraph), screen.TextWidth);
            foreach (var line in lines.DefaultIfEmpty(""))
                screen.Out.WriteLine(line);
        }
    }
}
