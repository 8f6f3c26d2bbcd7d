using System.Globalization;
using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>What can be said of a filter over findings as somebody wrote it.</summary>
internal sealed class FilterCheck(FaultList faults)
{
    public TicketFilter Read(TicketFilterBody body)
    {
        // Such as a variable without a value in a generated document: that must not let everything in.
        foreach (var (name, count) in ((string, int?)[])[
            ("kinds", body.Kinds?.Count), ("scanners", body.Scanners?.Count), ("assets", body.Assets?.Count), ("rules", body.Rules?.Count), ("labels", body.Labels?.Count),
            ("statuses", body.Statuses?.Count), ("severities", body.Severities?.Count)])
        {
            if (count == 0)
                faults.Problem($"filter.{name}", "is empty, so that no finding could meet it", "leave it out to let in all");
        }

        return FilterOf(body);
    }

    private TicketFilter FilterOf(TicketFilterBody body) => new()
    {
        MinimumSeverity = body.MinimumSeverity ?? Severity.Unknown,
        Severities = Severities(body),
        Kinds = body.Kinds ?? [],
        Scanners = Texts(faults, "filter.scanners", body.Scanners),
        Assets = Texts(faults, "filter.assets", body.Assets),
        Rules = Texts(faults, "filter.rules", body.Rules),
        Labels = Texts(faults, "filter.labels", body.Labels),
        Statuses = Statuses(body.Statuses),
        Fixable = body.Fixable,
        FirstSeenFrom = body.FirstSeenFrom is { } day ? Day("filter.firstSeenFrom", day) : null,
        MinimumAgeDays = Age(body.MinimumAgeDays),
        MinimumEpss = Score(body.MinimumEpss),
        Kev = body.Kev,
        ExploitMaturity = body.ExploitMaturity,
    };

    private IReadOnlyList<Severity> Severities(TicketFilterBody body)
    {
        IReadOnlyList<Severity> severities = body.Severities is { Count: > 0 } given ? [.. given.Distinct()] : [];
        if (body.MinimumSeverity is { } least && severities.Count > 0 && severities.All(s => s < least))
            faults.Problem("filter.severities", $"none of them is {ConfigurationWriter.Word(least)} or worse, so that no finding passes", "leave filter.minimumSeverity out");
        return severities;
    }

    private double? Score(double? epss)
    {
        if (epss is null or (>= 0 and <= 1))
            return epss;
        faults.Problem("filter.minimumEpss", "must be 0 to 1", "0.5 for one half");
        return null;
    }

    private List<FindingStatus> Statuses(IReadOnlyList<string>? words)
    {
        var statuses = new List<FindingStatus>();
        foreach (var (word, i) in (words ?? []).Take(DraftCheck.MaxEntries).Select((w, i) => (w, i)))
        {
            if (!faults.Word($"filter.statuses[{i}]", word, out FindingStatus status, DraftCheck.Sayable.Where(s => s.IsOpen)))
                continue;
            if (status is FindingStatus.WaitingForVerification)
                faults.Problem($"filter.statuses[{i}]", "what waits for verification counts as active", "active");
            else if (!status.IsOpen)
                faults.Problem($"filter.statuses[{i}]", $"\"{word}\" is a closed status, which asks for no ticket anyway and closes the one there is", "leave it out");
            else
                statuses.Add(status);
        }

        return [.. statuses.Distinct()];
    }

    private DateOnly? Day(string path, string text)
    {
        if (DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        faults.Problem(path, $"\"{PlainText.Shown(text)}\" is no date", "write it as 2026-01-31");
        return null;
    }

    private int? Age(int? days)
    {
        if (days is < 1 or > TicketFilter.MaxDays)
            faults.Problem("filter.minimumAgeDays", $"must be 1 to {TicketFilter.MaxDays}");
        return days;
    }

    public static IReadOnlyList<string> Texts(FaultList faults, string path, IReadOnlyList<string>? texts)
    {
        if (texts?.Count > DraftCheck.MaxEntries)
            faults.Problem(path, $"has more than {DraftCheck.MaxEntries} entries");
        foreach (var (text, i) in (texts ?? []).Take(DraftCheck.MaxEntries).Select((t, i) => (t, i)))
        {
            if (text.Length is 0 or > DraftCheck.MaxText)
                faults.Problem($"{path}[{i}]", "must be 1 to 255 characters");
        }

        return texts ?? [];
    }
}
