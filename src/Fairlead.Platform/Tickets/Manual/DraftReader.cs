using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Manual;

/// <summary>A draft that can be sent.</summary>
internal sealed record ReadyDraft(ChosenGroup Chosen, OwnWords Words, ManualReview Review);

/// <summary>Checks a draft against the findings, the tickets and, where it names priority or assignee, the live project.</summary>
internal sealed class DraftReader(ChosenFindings chosen, IssueBuilder builder, BackLinks back, IJiraSource jira)
{
    private const int MaxDescription = 30_000;

    /// <summary>Jira's own limit.</summary>
    private const int MaxSummary = 255;

    /// <exception cref="JiraUnavailableException">Jira could not be asked for priority or assignee.</exception>
    public async Task<(ReadyDraft? Ready, IReadOnlyList<ConfigurationFault> Problems)> ReadAsync(ManualDraft draft, CancellationToken ct)
    {
        var faults = new FaultList();
        if (draft.Summary is { } summary && PlainText.OneLine(summary).Length == 0)
            draft = draft with { Summary = null };
        if (draft.Summary is { } words && PlainText.OneLine(words).Length > MaxSummary)
            faults.Problem("summary", $"it has more than {MaxSummary} characters, which Jira does not take", "shorten it");
        var group = await chosen.ReadAsync(draft.Configuration, draft.Findings, faults, ct);
        var (priority, assignee) = await PeopleAndPriorityAsync(draft, faults, ct);
        // Whether it is the template's own cannot be told without findings.
        if (group is null && draft.Description is { Length: > MaxDescription })
            TooLong(faults);
        if (group is null || faults.HasProblems)
            return (null, faults.Problems);
        try
        {
            var ready = await RenderAsync(draft, group, priority, assignee, ct);
            // A text that was left as it was shown is cut like any other of its template.
            if (ready.Words.Description is not { Length: > MaxDescription })
                return (ready, []);
            TooLong(faults);
            return (null, faults.Problems);
        }
        catch (TemplateLimitException e)
        {
            faults.Problem("configuration", e.Message, "shorten its template, or choose fewer findings");
            return (null, faults.Problems);
        }
    }

    private static void TooLong(FaultList faults) =>
        faults.Problem("description", $"it has more than {MaxDescription:N0} characters", "shorten it, or leave it as the template writes it");

    private async Task<(JiraName? Priority, JiraName? Assignee)> PeopleAndPriorityAsync(ManualDraft draft, FaultList faults, CancellationToken ct)
    {
        if (draft is { Priority: null, Assignee: null })
            return (null, null);
        try
        {
            var client = await jira.ClientForAsync(draft.Configuration.Connection, ct);
            var screen = await client.CreateMeta.FieldsAsync(draft.Configuration.Project.Id, draft.Configuration.IssueType.Id, ct);
            return (await PriorityAsync(client, screen, draft, faults, ct), await AssigneeAsync(client, screen, draft, faults, ct));
        }
        catch (JiraRefusedException e)
        {
            faults.Problem("configuration", $"its connection does not work: {e.Message}", "see why with: fairlead connection test");
            return (null, null);
        }
    }

    private static async Task<JiraName?> PriorityAsync(
        JiraClient client, IReadOnlyList<JiraFieldMeta> screen, ManualDraft draft, FaultList faults, CancellationToken ct)
    {
        if (draft.Priority is not { } text)
            return null;
        if (screen.FirstOrDefault(f => f.Id == "priority") is { } field)
            return (await PriorityNames.OfAsync(client, field, ct)).Find("priority", text, faults);
        faults.Problem("priority", "the priority is not on the create screen", "put Priority on the create screen, or leave it out");
        return null;
    }

    private async Task<JiraName?> AssigneeAsync(
        JiraClient client, IReadOnlyList<JiraFieldMeta> screen, ManualDraft draft, FaultList faults, CancellationToken ct)
    {
        if (draft.Assignee is not { } text)
            return null;
        if (screen.Any(f => f.Id == OwnWords.AssigneeField))
        {
            var connection = await jira.NameOfAsync(draft.Configuration.Connection, ct) ?? draft.Configuration.Connection.ToString();
            return await new PeopleFinder(client, draft.Configuration.Project.Name, connection, faults).FindAsync("assignee", text, isAssignee: true, ct);
        }

        faults.Problem("assignee", "the assignee is not on the create screen", "put Assignee on the create screen, or leave it out");
        return null;
    }

    private async Task<ReadyDraft> RenderAsync(
        ManualDraft draft, ChosenGroup chosenGroup, JiraName? priority, JiraName? assignee, CancellationToken ct)
    {
        var group = chosenGroup.Group;
        var content = IssueBuilder.Of(group.Findings, await builder.ContentAsync([group.Findings], ct));
        var standard = new TicketRenderer(draft.Configuration).Render(back.On(group, OwnWords.ToCome), content);
        // What was left as the review showed it goes on following the findings.
        var words = new OwnWords(
            draft.Summary is { } summary && IsSame(summary, standard.Summary) ? null : draft.Summary,
            draft.Description is { } description && IsSame(description, standard.Editable) ? null : draft.Description,
            priority,
            assignee?.Id);
        var said = words.Over(standard, OwnWords.ToCome);
        var shown = IssueBuilder.PriorityOf(words.Over(draft.Configuration), group)?.Name;
        return new(chosenGroup, words, new(said.Summary, said.Editable, shown, assignee?.Name ?? AssigneeOf(draft.Configuration, said), group.Severity, group.Open));
    }

    /// <summary>Forms and editors end lines, and texts, in their own ways.</summary>
    private static bool IsSame(string written, string shown) => written.ReplaceLineEndings("\n").Trim() == shown.ReplaceLineEndings("\n").Trim();

    /// <summary>Whom the configuration gives the issue to, as it was written there. Whose turn it is shows when the issue is made: all who take turns are named.</summary>
    private static string? AssigneeOf(TicketConfiguration configuration, RenderedTicket rendered)
    {
        if (rendered.Fields.Lookups.FirstOrDefault(l => l.Field.Id == OwnWords.AssigneeField) is { } lookup)
            return lookup.Text;
        if (rendered.Fields.Values.FirstOrDefault(f => f.Id == OwnWords.AssigneeField) is not { Values: [var id, ..] })
            return null;
        var source = configuration.Fields.First(f => f.Id == OwnWords.AssigneeField).Source;
        return source is ValueSource.RoundRobin turns ? $"whose turn it is: {string.Join(", ", turns.Among.Select(a => a.Name))}" : source.Named.FirstOrDefault(n => n.Id == id)?.Name ?? id;
    }
}
