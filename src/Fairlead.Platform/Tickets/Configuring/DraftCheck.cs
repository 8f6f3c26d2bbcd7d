using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>What can be said of a configuration without asking Jira.</summary>
internal sealed class DraftCheck(FaultList faults)
{
    private const int MaxEntries = 100;
    private const int MaxText = 255;
    private static readonly TimeSpan LeastQuarantine = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MostQuarantine = TimeSpan.FromHours(1);

    public string Name(string name)
    {
        var clean = PlainText.OneLine(name);
        if (clean.Length is 0 or > 100)
            faults.Problem("name", "must be 1 to 100 characters");
        return clean;
    }

    public TicketFilter Filter(TicketFilterBody? body) => body is null ? TicketFilter.Everything : new TicketFilter
    {
        MinimumSeverity = body.MinimumSeverity ?? Severity.Unknown,
        Kinds = body.Kinds ?? [],
        Scanners = Texts("filter.scanners", body.Scanners),
        Assets = Texts("filter.assets", body.Assets),
        Rules = Texts("filter.rules", body.Rules),
    };

    public IReadOnlyList<GroupingKey> GroupBy(IReadOnlyList<string>? words)
    {
        var keys = new List<GroupingKey>();
        for (var i = 0; i < Math.Min(words?.Count ?? 0, MaxEntries); i++)
        {
            if (!Word<GroupingKey>($"groupBy[{i}]", words![i], out var key))
                continue;
            if (keys.Contains(key))
                faults.Problem($"groupBy[{i}]", $"\"{words[i]}\" is named twice");
            else
                keys.Add(key);
        }

        return keys;
    }

    public IReadOnlyDictionary<Severity, string> Priorities(IReadOnlyDictionary<string, string>? named)
    {
        var priorities = new Dictionary<Severity, string>();
        foreach (var (word, priority) in named ?? new Dictionary<string, string>())
        {
            if (Word<Severity>($"priorities.{Shown(word)}", word, out var severity))
                priorities[severity] = priority;
        }

        return priorities;
    }

    public IReadOnlyList<string> Labels(IReadOnlyList<string>? labels)
    {
        var good = new List<string>();
        foreach (var (label, i) in (labels ?? []).Take(MaxEntries).Select((l, i) => (l, i)))
        {
            if (label.Length is 0 or > MaxText || label.Any(char.IsWhiteSpace) || !ReferenceEquals(PlainText.Clean(label), label))
                faults.Problem($"labels[{i}]", $"\"{Shown(label)}\" is no label: 1 to 255 characters without spaces", $"\"{label.Replace(' ', '-')}\"");
            else if (Marker.IsMarker(label) || label == Marker.CommonLabel)
                faults.Problem($"labels[{i}]", $"\"{Shown(label)}\" is set by Fairlead itself", "leave it out");
            else
                good.Add(label);
        }

        return [.. good.Distinct()];
    }

    public Template Template(TemplateBody? body)
    {
        var template = new Template(body?.Summary ?? Tickets.Template.Default.Summary, body?.Body ?? Tickets.Template.Default.Body);
        foreach (var fault in TemplateCheck.Faults(template))
            faults.Problem($"template.{fault.Part}", $"line {fault.Line}, column {fault.Column}: {fault.Message}", fault.Fix);
        return template;
    }

    public Recurrence Recurrence(string? word) =>
        word is null || !Word<Recurrence>("recurrence", word, out var recurrence) ? Tickets.Recurrence.Reopen : recurrence;

    public TimeSpan Quarantine(int? seconds)
    {
        var quarantine = TimeSpan.FromSeconds(seconds ?? (int)CreateProtocol.DefaultQuarantine.TotalSeconds);
        if (quarantine < LeastQuarantine || quarantine > MostQuarantine)
            faults.Problem("quarantineSeconds", "must be 30 to 3600");
        else if (quarantine < CreateProtocol.DefaultQuarantine)
            faults.Warning("quarantineSeconds", "shorter than Jira's late commits plus its index lag can be; duplicates are then healed by the sweep only");
        return quarantine;
    }

    public static string Shown(string text) => PlainText.Cut(PlainText.OneLine(text) is { Length: > 0 } line ? line : "(empty)", 80);

    private bool Word<T>(string path, string word, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (word.Replace("-", "").Equals(candidate.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }

        var words = Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName).ToList();
        faults.Problem(
            path,
            $"\"{Shown(word)}\" is none of {string.Join(", ", words)}",
            NearMiss.Of(word, words) is { } near ? $"did you mean {near}?" : null);
        value = default;
        return false;
    }

    private IReadOnlyList<string> Texts(string path, IReadOnlyList<string>? texts)
    {
        if (texts?.Count > MaxEntries)
            faults.Problem(path, $"has more than {MaxEntries} entries");
        foreach (var (text, i) in (texts ?? []).Take(MaxEntries).Select((t, i) => (t, i)))
        {
            if (text.Length is 0 or > MaxText)
                faults.Problem($"{path}[{i}]", "must be 1 to 255 characters");
        }

        return texts ?? [];
    }
}
