using Fairlead.Client.Tickets;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Shipped;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>What can be said of a configuration without asking Jira.</summary>
internal sealed class DraftCheck(FaultList faults)
{
    private static readonly (string Name, JiraStatusCategory Category)[] Categories =
        [("toDo", JiraStatusCategory.ToDo), ("inProgress", JiraStatusCategory.InProgress), ("done", JiraStatusCategory.Done)];

    /// <summary>All but the one that only reports give.</summary>
    internal static readonly FindingStatus[] Sayable = [.. Enum.GetValues<FindingStatus>().Where(s => s != FindingStatus.WaitingForVerification)];

    internal const int MaxEntries = 100;
    internal const int MaxText = 255;
    private static readonly TimeSpan LeastQuarantine = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MostQuarantine = TimeSpan.FromHours(1);

    public string Name(string name)
    {
        var clean = PlainText.OneLine(name);
        if (clean.Length is 0 or > 100)
            faults.Problem("name", "must be 1 to 100 characters");
        else if (PlainText.HiddenIn(name) is { } hidden)
            faults.Problem("name", Validation.WhyHidden(hidden), "leave it out");
        else if (clean.ContainsAny('/', '\\') || clean is "." or "..")
            faults.Problem("name", "must not hold a slash, nor be a dot: the name stands in addresses", "write a hyphen in its place");
        return clean;
    }

    public TicketFilter Filter(TicketFilterBody? body) => body is null ? TicketFilter.Everything : new FilterCheck(faults).Read(body);

    public IReadOnlyDictionary<Severity, string> Priorities(IReadOnlyDictionary<string, string>? named)
    {
        var priorities = new Dictionary<Severity, string>();
        foreach (var (word, priority) in named ?? new Dictionary<string, string>())
        {
            if (faults.Word<Severity>($"priorities.{Shown(word)}", word, out var severity))
                priorities[severity] = priority;
        }

        return priorities;
    }

    /// <returns>With names as they were written.</returns>
    public IReadOnlyList<PriorityRule> Severities(IReadOnlyDictionary<string, string>? named)
    {
        var rules = new List<PriorityRule>();
        foreach (var (priority, word) in (named ?? new Dictionary<string, string>()).Take(MaxEntries))
        {
            if (faults.Word<Severity>($"severities.{Shown(priority)}", word, out var severity))
                rules.Add(new(new(priority, priority), severity));
        }

        return rules;
    }

    public IReadOnlyList<string> Labels(IReadOnlyList<string>? labels)
    {
        var good = new List<string>();
        foreach (var (label, i) in (labels ?? []).Take(MaxEntries).Select((l, i) => (l, i)))
        {
            if (label.Contains("{{") && TemplateCheck.Faults(new Template("x", label)) is { Count: > 0 } wrong)
            {
                foreach (var fault in wrong)
                    faults.Problem($"labels[{i}]", fault.Message, fault.Fix);
            }
            else if (!IsLabel(label))
                faults.Problem($"labels[{i}]", $"\"{Shown(label)}\" is no label: 1 to 255 characters without spaces", LabelNear(label));
            else if (Marker.IsOwn(label))
                faults.Problem($"labels[{i}]", $"\"{Shown(label)}\" is set by Fairlead itself", "leave it out");
            else
                good.Add(label);
        }

        return [.. good.Distinct()];
    }

    private static bool IsLabel(string text) => text.Length is > 0 and <= MaxText && !text.Any(char.IsWhiteSpace) && ReferenceEquals(PlainText.Clean(text), text);

    /// <returns>The same with hyphens; <see langword="null"/> where that is no label either.</returns>
    internal static string? LabelNear(string text) => string.Concat(text.Select(c => char.IsWhiteSpace(c) ? '-' : c)) is var near && IsLabel(near) ? $"\"{near}\"" : null;

    public Template Template(TemplateBody? body)
    {
        var begin = Begin(body?.Use);
        var data = begin.Data;
        if (body?.Data is { } word && faults.Word<TemplateData>("template.data", word, out var said))
            data = said;
        // A body of its own without a dynamic part is all there is.
        var dynamic = body?.Dynamic ?? (body?.Body is null ? begin.Dynamic : null);
        var template = new Template(body?.Summary ?? begin.Summary, body?.Body ?? begin.Body) { Dynamic = dynamic, Data = dynamic is null ? TemplateData.Finding : data };
        if (dynamic is null && body?.Data is not null)
            faults.Problem("template.data", "it says what one object of dynamic is, and there is no dynamic", "leave it out, or add dynamic");
        foreach (var fault in TemplateCheck.Faults(template, isNew: true))
            faults.Problem($"template.{fault.Part}", $"line {fault.Line}, column {fault.Column}: {fault.Message}", fault.Fix);
        return template;
    }

    /// <summary>The shipped template that the others' parts replace.</summary>
    private Template Begin(string? name)
    {
        if (name is null)
            return Tickets.Template.Default;
        if (ShippedTemplates.Find(name) is { } shipped)
            return shipped.Template;
        var names = ShippedTemplates.All.Select(t => t.Name).ToList();
        faults.Problem(
            "template.use", $"there is no template \"{Shown(name)}\"", NearMiss.Of(name, names) is { } near ? $"did you mean {near}?" : $"templates: {string.Join(", ", names)}");
        return Tickets.Template.Default;
    }

    public GrowthPolicy Growth(string? word, string? subTaskType)
    {
        var policy = GrowthPolicy.Append;
        if (word is not null && !faults.Word("growth", word, out policy))
            return GrowthPolicy.Append;
        if (subTaskType is not null && policy != GrowthPolicy.SubTask)
            faults.Problem("subTaskType", "it says what sub-tasks are made with, and growth makes none", "growth: subTask, or leave subTaskType out");
        return policy;
    }

    /// <inheritdoc cref="StatusMap"/>
    public ReopenPolicy Reopen(ReopenBody? body)
    {
        var isNever = body?.When is { } word && faults.Word<ReopenWhen>("reopen.when", word, out var when) && when == ReopenWhen.Never;
        if (body?.WithinDays is < 1 or > TicketFilter.MaxDays)
            faults.Problem("reopen.withinDays", $"must be 1 to {TicketFilter.MaxDays}");
        if (isNever && (body!.WithinDays is not null || body.NotFrom is { Count: > 0 }))
            faults.Problem("reopen", "an issue that is never reopened needs no withinDays and no notFrom", "leave them out, or never");
        return new ReopenPolicy
        {
            IsNever = isNever,
            WithinDays = body?.WithinDays,
            NotFrom = [.. FilterCheck.Texts(faults, "reopen.notFrom", body?.NotFrom).Take(MaxEntries).Select(r => NameOf(r)!)],
            NewTicket = body?.NewTicket == true,
        };
    }

    /// <returns>One for each, also where something is wrong with it: the rest of it is still held against Jira, under its own number.</returns>
    public IReadOnlyList<CommentRule> CommentRules(IReadOnlyList<CommentRuleBody>? bodies)
    {
        if (bodies?.Count > MaxEntries)
            faults.Problem("commentRules", $"has more than {MaxEntries} entries");
        var rules = new List<CommentRule>();
        foreach (var (body, i) in (bodies ?? []).Take(MaxEntries).Select((b, i) => (b, i)))
        {
            var path = $"commentRules[{i}]";
            if (CommentPattern.Compile(body.Pattern, out var problem) is not { } pattern)
                faults.Problem($"{path}.pattern", $"\"{Shown(body.Pattern)}\" {problem}");
            else
                CheckEnd(path, body, pattern.GetGroupNames());
            faults.Word($"{path}.status", body.Status, out FindingStatus status, Sayable);
            rules.Add(new CommentRule { Pattern = body.Pattern, Status = status, By = Triggers($"{path}.by", body.By), Days = body.Days });
            if (status == FindingStatus.WaitingForVerification)
                faults.Problem($"{path}.status", "only reports say that a finding waits for verification", "fixed, if the comment is to be believed");
        }

        return rules;
    }

    /// <returns>With the name as it was written; whether Jira has it comes afterwards.</returns>
    public CommentVisibility? CommentVisibility(string? word)
    {
        if (word is null or "everyone")
            return null;
        if (word == "internal")
            return Jira.Resources.CommentVisibility.Internal;
        if (word.Split(':', 2) is ["role" or "group", var name] parts && name.Trim() is { Length: > 0 and <= MaxText } known)
            return new(parts[0], known);
        faults.Problem("commentVisibility", $"\"{Shown(word)}\" is not understood", "write everyone, internal, role:NAME or group:NAME");
        return null;
    }

    /// <returns>As for comments; with names as they were written: Jira's ids come afterwards.</returns>
    public IReadOnlyList<StatusRule> StatusMap(IReadOnlyList<StatusRuleBody>? bodies)
    {
        if (bodies?.Count > MaxEntries)
            faults.Problem("statusMap.fromJira", $"has more than {MaxEntries} entries");
        var rules = new List<StatusRule>();
        foreach (var (body, i) in (bodies ?? []).Take(MaxEntries).Select((b, i) => (b, i)))
        {
            var path = $"statusMap.fromJira[{i}]";
            var category = Category(path, body.Status, body.Category);
            if (faults.Word($"{path}.finding", body.Finding, out FindingStatus finding, Sayable))
                CheckDays(path, finding, body.Days);
            rules.Add(new StatusRule { Status = NameOf(body.Status), Category = category, Resolution = NameOf(body.Resolution), Finding = finding, Days = body.Days });
        }

        return rules;
    }

    /// <inheritdoc cref="StatusMap"/>
    public IReadOnlyList<StatusTarget> StatusTargets(IReadOnlyList<StatusTargetBody>? bodies)
    {
        var targets = new List<StatusTarget>();
        foreach (var (body, i) in (bodies ?? []).Take(MaxEntries).Select((b, i) => (b, i)))
        {
            var path = $"statusMap.toJira[{i}]";
            var category = Category(path, body.Status, body.Category);
            var isKnown = faults.Word($"{path}.finding", body.Finding, out FindingStatus finding, Sayable);
            if (finding == FindingStatus.WaitingForVerification)
                faults.Problem($"{path}.finding", "what waits for verification counts as active", "active");
            if (isKnown && targets.Any(t => t.Finding == finding))
                faults.Problem($"{path}.finding", $"\"{Shown(body.Finding)}\" is named twice, and an issue goes to one place only", "leave one of them out");
            targets.Add(new StatusTarget
            {
                Finding = finding,
                Status = NameOf(body.Status),
                Category = category ?? JiraStatusCategory.Undefined,
                Resolution = NameOf(body.Resolution),
            });
        }

        return targets;
    }

    public TimeSpan Quarantine(int? seconds)
    {
        var quarantine = TimeSpan.FromSeconds(seconds ?? (int)CreateProtocol.DefaultQuarantine.TotalSeconds);
        if (quarantine < LeastQuarantine || quarantine > MostQuarantine)
            faults.Problem("quarantineSeconds", "must be 30 to 3600");
        else if (quarantine < CreateProtocol.DefaultQuarantine)
            faults.Warning("quarantineSeconds", "shorter than Jira's late commits plus its index lag can be; duplicates are then healed by the sweep only");
        return quarantine;
    }

    public int MaxCreates(int? creates)
    {
        if (creates is < 1 or > TicketConfiguration.MostCreates)
            faults.Problem("maxCreates", $"must be 1 to {TicketConfiguration.MostCreates}");
        return creates ?? TicketConfiguration.DefaultMaxCreates;
    }

    public static string Shown(string text) => PlainText.Shown(text);

    private enum ReopenWhen
    {
        Always,
        Never,
    }

    private static JiraName? NameOf(string? text) => text is null ? null : new(text, text);

    private JiraStatusCategory? Category(string path, string? status, string? category)
    {
        if ((status is null) == (category is null))
            faults.Problem(path, "needs a status or a category, and not both", "category: done");
        return category is { } word ? CategoryOf($"{path}.category", word) : null;
    }

    private JiraStatusCategory? CategoryOf(string path, string word)
    {
        foreach (var (name, category) in Categories)
        {
            if (word.Replace("-", "").Equals(name, StringComparison.OrdinalIgnoreCase))
                return category;
        }

        var names = Categories.Select(c => c.Name).ToList();
        faults.Problem(
            path, $"\"{Shown(word)}\" is none of {string.Join(", ", names)}", NearMiss.Of(word, names) is { } near ? $"did you mean {near}?" : null);
        return null;
    }

    private void CheckDays(string path, FindingStatus finding, int? days)
    {
        if (days is < 1 or > CommentRule.MaxDays)
            faults.Problem($"{path}.days", $"must be 1 to {CommentRule.MaxDays}");
        switch (finding)
        {
            case FindingStatus.WaitingForVerification:
                faults.Problem($"{path}.finding", "only reports say that a finding waits for verification", "fixed, if the status is to be believed");
                break;
            case FindingStatus.RiskAccepted when days is null:
                faults.Problem(path, "a risk is accepted only until an end, and the rule names none", "add days: 90");
                break;
            case FindingStatus.Active or FindingStatus.Fixed when days is not null:
                faults.Problem($"{path}.days", "active and fixed do not end by time", "leave days out");
                break;
        }
    }

    private void CheckEnd(string path, CommentRuleBody body, string[] groups)
    {
        if (body.Days is < 1 or > CommentRule.MaxDays)
            faults.Problem($"{path}.days", $"must be 1 to {CommentRule.MaxDays}");
        var isAcceptance = body.Status.Replace("-", "").Equals(nameof(FindingStatus.RiskAccepted), StringComparison.OrdinalIgnoreCase);
        if (isAcceptance && body.Days is null && !groups.Contains(CommentPattern.Until))
        {
            faults.Problem(
                path, "a risk is accepted only until an end, and neither the rule nor its pattern names one",
                "add days: 90, or a group (?<until>…) to the pattern");
        }
    }

    private IReadOnlyList<CommentTrigger> Triggers(string path, IReadOnlyList<string>? words)
    {
        // Such as a list that came out empty where it was made: that must not let everybody speak.
        if (words is [])
            faults.Problem(path, "is empty, so that nobody could be heard", "leave it out to hear anyone");
        if (words is null or [])
            return [new(CommentAuthors.Anyone)];
        var triggers = new List<CommentTrigger>();
        foreach (var (word, i) in words.Take(MaxEntries).Select((w, i) => (w, i)))
        {
            var (kind, name) = word.IndexOf(':') is var colon and > 0 ? (word[..colon], word[(colon + 1)..].Trim()) : (word, null);
            var isWord = faults.Word<CommentAuthors>($"{path}[{i}]", kind, out var authors);
            var fits = isWord && (authors is CommentAuthors.Group or CommentAuthors.Role ? name is { Length: > 0 and <= MaxText } : name is null);
            if (isWord && !fits)
                faults.Problem($"{path}[{i}]", $"\"{Shown(word)}\" is not understood", "write anyone, reporter, assignee, group:NAME or role:NAME");
            // What is wrong keeps its place, so that what follows is told at its own.
            triggers.Add(fits ? new(authors, name) : new(CommentAuthors.Anyone));
        }

        return triggers;
    }
}
