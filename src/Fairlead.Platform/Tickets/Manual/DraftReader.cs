using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Manual;

/// <summary>A draft that can be sent.</summary>
/// <param name="Before">Where a person put findings before whose ticket there has ended.</param>
internal sealed record ReadyDraft(TicketGroup Group, IReadOnlyDictionary<FindingId, UInt128?> Before, OwnWords Words, ManualReview Review);

/// <summary>Checks a draft against the findings, the tickets and, where it names priority or assignee, the live project.</summary>
internal sealed class DraftReader(
    IFindingSource findings, IssueBuilder builder, ManualStore manual, LinkStore links, TicketStore tickets, IJiraSource jira, TimeProvider clock)
{
    public const int MaxFindings = TicketGroup.MaxListed;

    private const int MaxDescription = 30_000;
    private const int MaxNamed = 5;

    /// <summary>Somebody else asked at the same time.</summary>
    public static readonly ConfigurationFault Taken =
        new("findings", "another ticket was just made of one of them", "look again: fairlead ticket list");

    /// <exception cref="JiraUnavailableException">Jira could not be asked for priority or assignee.</exception>
    public async Task<(ReadyDraft? Ready, IReadOnlyList<ConfigurationFault> Problems)> ReadAsync(ManualDraft draft, CancellationToken ct)
    {
        var faults = new FaultList();
        CheckWords(draft, faults);
        // Before the tickets are read: who is seen in a group whose ticket has not ended is refused below.
        var before = await manual.PinsAsync(draft.Configuration.Id, ct);
        var group = await GroupAsync(draft, faults, ct);
        var (priority, assignee) = await PeopleAndPriorityAsync(draft, faults, ct);
        if (group is null || faults.HasProblems)
            return (null, faults.Problems);
        try
        {
            return (await RenderAsync(draft, group, before, priority, assignee, ct), []);
        }
        catch (TemplateLimitException e)
        {
            faults.Problem("configuration", e.Message, "shorten its template, or choose fewer findings");
            return (null, faults.Problems);
        }
    }

    private static void CheckWords(ManualDraft draft, FaultList faults)
    {
        if (!draft.Configuration.Enabled)
            faults.Problem("configuration", $"{draft.Configuration.Name} is disabled, so its tickets would not be kept true", "enable it, or name another");
        if (draft.Summary is { } summary && PlainText.OneLine(summary).Length == 0)
            faults.Problem("summary", "it is empty", "leave it out to take the template's");
        if (draft.Description is { Length: > MaxDescription })
            faults.Problem("description", $"it has more than {MaxDescription:N0} characters");
    }

    private async Task<TicketGroup?> GroupAsync(ManualDraft draft, FaultList faults, CancellationToken ct)
    {
        var ids = draft.Findings;
        if (ids.Count is 0 or > MaxFindings || ids.Distinct().Count() < ids.Count)
        {
            faults.Problem("findings", $"name 1 to {MaxFindings} findings, each once");
            return null;
        }

        var known = await findings.PlannedAsync(ids, ct);
        foreach (var missing in ids.Except(known.Select(f => f.Id)).Take(MaxNamed))
            faults.Problem("findings", $"there is no finding {missing}", "see them with: fairlead finding list");
        if (known.Count > 0 && !known.Any(f => f.IsOpen))
            faults.Problem("findings", "none of them is open");
        await DemandFreeAsync(draft, faults, ct);
        return faults.HasProblems ? null : GroupOf(draft.Configuration, known);
    }

    /// <summary>A finding is behind one open issue of each configuration.</summary>
    private async Task DemandFreeAsync(ManualDraft draft, FaultList faults, CancellationToken ct)
    {
        var behind = (await links.OfFindingsAsync(draft.Findings, ct)).SelectMany(f => f).Select(t => t.Id).Distinct().ToList();
        var standing = (await tickets.ByIdsAsync(behind, ct)).Where(t => t.ConfigurationId == draft.Configuration.Id && Stands(t)).ToList();
        if (standing.Count == 0)
            return;
        var names = string.Join(", ", standing.Take(MaxNamed).Select(t => t.IssueKey ?? $"a ticket in state {t.State.ToString().ToLowerInvariant()}"));
        faults.Problem(
            "findings",
            $"some of them are behind {names}{(standing.Count > MaxNamed ? $" and {standing.Count - MaxNamed} more" : "")} already",
            $"leave those out, or name another configuration than {draft.Configuration.Name}");
    }

    private static bool Stands(TicketRow ticket) => ticket.State switch
    {
        TicketState.Rejected => false,
        TicketState.Created => ticket.StatusCategory != JiraStatusCategory.Done
            && (ticket.Presence is IssuePresence.Present or IssuePresence.Forbidden || ticket is { Presence: IssuePresence.Lost, NotBefore: not null }),
        _ => true,
    };

    /// <summary>The group has a name of its own that no grouping gives.</summary>
    private TicketGroup GroupOf(TicketConfiguration configuration, IReadOnlyList<PlannedFinding> known)
    {
        var key = GroupKeys.Parse(TicketId.New(clock).Value.ToString("N"));
        var grouping = new Grouping(configuration, clock.GetUtcNow(), known.ToDictionary(f => f.Id, _ => (UInt128?)key));
        foreach (var finding in known)
            grouping.Add(finding);
        var tally = grouping.Groups.Single();
        return tally.ToGroup(tally.HashWith(TicketLook.HashOf(configuration), new ByteBuffer()));
    }

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
        ManualDraft draft, TicketGroup group, IReadOnlyDictionary<FindingId, UInt128?> before, JiraName? priority, JiraName? assignee, CancellationToken ct)
    {
        var content = IssueBuilder.Of(group.Findings, await builder.ContentAsync([group.Findings], ct));
        var standard = new TicketRenderer(draft.Configuration).Render(group, content);
        // What was left as the review showed it goes on following the findings.
        var words = new OwnWords(
            draft.Summary == standard.Summary ? null : draft.Summary,
            draft.Description == standard.Markdown ? null : draft.Description,
            priority,
            assignee?.Id);
        var said = words.Over(standard);
        var shown = IssueBuilder.PriorityOf(words.Over(draft.Configuration), group)?.Name;
        return new(group, before, words, new(said.Summary, said.Markdown, shown, assignee?.Name ?? AssigneeOf(draft.Configuration, said), group.Severity, group.Open));
    }

    /// <summary>Whom the configuration gives the issue to, as it was written there. Whose turn it is shows when the issue is made.</summary>
    private static string? AssigneeOf(TicketConfiguration configuration, RenderedTicket rendered)
    {
        if (rendered.Fields.Values.FirstOrDefault(f => f.Id == OwnWords.AssigneeField) is not { Values: [var id, ..] })
            return null;
        var source = configuration.Fields.First(f => f.Id == OwnWords.AssigneeField).Source;
        return source is ValueSource.RoundRobin ? null : source.Named.FirstOrDefault(n => n.Id == id)?.Name ?? id;
    }
}
