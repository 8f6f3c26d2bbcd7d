using System.Text.Json.Nodes;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What is to be sent for one ticket, or why nothing can be.</summary>
internal abstract record BuiltIssue
{
    private BuiltIssue()
    {
    }

    /// <param name="Values">Of the configuration's fields, as far as the screen takes them.</param>
    /// <param name="Spare">Ids of the fields in the draft without which Jira makes the issue too.</param>
    public sealed record Ready(TicketRow Ticket, IssueDraft Draft, SentContent Content, IReadOnlyList<FieldValue> Values, IReadOnlySet<string> Spare) : BuiltIssue
    {
        /// <summary>How often it was sent before and refused for what it can do without.</summary>
        public int Repeats { get; init; }

        /// <returns>As <see cref="SentContent.Fields"/>; <see langword="null"/> when the draft does not have the field.</returns>
        public string? ValueOf(string field) => field switch
        {
            ManagedFields.Priority => Draft.PriorityId,
            OwnWords.AssigneeField when Draft.AssigneeId is { } chosen => chosen,
            _ => Values.FirstOrDefault(v => v.Id == field) is { } value ? IssueBuilder.TextOf(value.Values) : null,
        };

        /// <summary>The same with other values, or without some.</summary>
        public Ready With(IReadOnlyList<FieldValue> values, IReadOnlyDictionary<string, RefusedValue> refused, JiraEdition edition)
        {
            var hasPriority = !refused.ContainsKey(ManagedFields.Priority);
            return this with
            {
                Values = values,
                Draft = Draft with
                {
                    PriorityId = hasPriority ? Draft.PriorityId : null,
                    AssigneeId = refused.ContainsKey(OwnWords.AssigneeField) ? null : Draft.AssigneeId,
                    Fields = IssueBuilder.FieldsOf(values, edition),
                    RichFields = IssueBuilder.RichFieldsOf(values),
                },
                Content = Content with
                {
                    PriorityId = hasPriority ? Content.PriorityId : null,
                    PriorityName = hasPriority ? Content.PriorityName : null,
                    Fields = Content.Fields.Where(f => !refused.ContainsKey(f.Key))
                        .Concat(values.Where(v => refused.ContainsKey(v.Id)).Select(v => KeyValuePair.Create(v.Id, IssueBuilder.TextOf(v.Values)))).ToDictionary(),
                    Refused = refused,
                },
            };
        }
    }

    /// <param name="IsNoLongerDue">Every finding was closed meanwhile.</param>
    public sealed record Impossible(TicketRow Ticket, string Reason, bool IsNoLongerDue) : BuiltIssue;
}

/// <summary>Makes issues of tickets: the findings as they are now, the template, the fields, and the marker in its place.</summary>
internal sealed class IssueBuilder(IFindingSource findings, LinkStore links, ManualStore manual, BackLinks back)
{
    /// <param name="tickets">Of one issue type; at least one.</param>
    /// <param name="parents">Of each sub-task the id of the issue above.</param>
    /// <exception cref="JiraUnavailableException">Who or what a placeholder names is not known.</exception>
    /// <exception cref="JiraRefusedException">Who or what a placeholder names is not known.</exception>
    public async Task<IReadOnlyList<BuiltIssue>> BuildAsync(
        IReadOnlyList<TicketRow> tickets,
        IReadOnlyDictionary<TicketId, string> parents,
        TicketConfiguration configuration,
        CreateScreen screen,
        MarkerRung rung,
        LaneSession session,
        CancellationToken ct)
    {
        configuration = tickets[0].Under(configuration);
        var renderer = new TicketRenderer(configuration);
        var named = await NamedAsync(tickets, ct);
        var content = await ContentAsync(named.Values.Select(n => n.Named), ct);
        var words = await manual.WordsAsync(configuration.Id, tickets.Select(t => t.GroupKey), ct);
        var built = new List<BuiltIssue>(tickets.Count);
        foreach (var t in tickets)
        {
            var members = Of(named[t.Id].Named, content);
            var own = words.GetValueOrDefault(t.GroupKey, OwnWords.None);
            var one = await BuildAsync(t, members, named[t.Id].All, own, configuration, renderer, screen, rung, session, ct);
            built.Add(one is BuiltIssue.Ready ready && parents.TryGetValue(t.Id, out var parent) ? ready with { Draft = ready.Draft with { ParentId = parent } } : one);
        }

        return built;
    }

    /// <summary>Of a very large group, only those that its issue names are read whole, and of all what it says of them; null where all are read.</summary>
    private async Task<Dictionary<TicketId, (IReadOnlyList<FindingId> Named, NamedMembers? All)>> NamedAsync(IReadOnlyList<TicketRow> tickets, CancellationToken ct)
    {
        var small = tickets.Where(t => t.Findings <= TicketGroup.MaxListed).Select(t => t.Id).ToList();
        var behind = await links.OfTicketsAsync(small, ct);
        var named = small.ToDictionary(t => t, t => ((IReadOnlyList<FindingId>)[.. behind[t]], (NamedMembers?)null));
        foreach (var large in tickets.Select(t => t.Id).Where(t => !named.ContainsKey(t)))
        {
            var members = await findings.NamedAsync([.. (await links.OfTicketsAsync([large], ct))[large]], ct);
            named[large] = (members.Named, members);
        }

        return named;
    }

    /// <summary>The findings of several groups in one go.</summary>
    public async Task<IReadOnlyDictionary<FindingId, ContentFinding>> ContentAsync(
        IEnumerable<IReadOnlyList<FindingId>> groups, CancellationToken ct) =>
        (await findings.ContentAsync([.. groups.SelectMany(g => g).Distinct()], ct)).ToDictionary(f => f.Id);

    /// <summary>A group's findings in the order of the group; ones that are gone are left out.</summary>
    public static IReadOnlyList<ContentFinding> Of(IReadOnlyList<FindingId> ids, IReadOnlyDictionary<FindingId, ContentFinding> content) =>
        [.. ids.Select(i => content.GetValueOrDefault(i)).OfType<ContentFinding>()];

    public static JiraName? PriorityOf(TicketConfiguration configuration, TicketGroup group) =>
        configuration.Priorities.GetValueOrDefault(group.Severity);

    /// <summary>What of an issue is Fairlead's to set, so that the next change can be told from people's. What no screen takes counts as set.</summary>
    public static SentContent SentOf(TicketConfiguration configuration, RenderedTicket rendered, TicketGroup group)
    {
        var priority = PriorityOf(configuration, group);
        return new(group.Hash, rendered.Summary, rendered.BodyHash, priority?.Id, priority?.Name)
        {
            Labels = rendered.Fields.Labels,
            Fields = SentFieldsOf(rendered.Fields),
            Unfit = rendered.Fields.LeftOutText,
            Overflows = rendered.Overflows,
        };
    }

    /// <inheritdoc cref="SentContent.Fields"/>
    public static Dictionary<string, string> SentFieldsOf(ResolvedFields fields) => fields.Values.ToDictionary(f => f.Id, f => TextOf(f.Values));

    /// <summary>A field's values in one text, as they are kept and compared.</summary>
    public static string TextOf(IEnumerable<string> values) => string.Join('\n', values);

    public static JsonObject PropertyOf(string marker) => new() { ["v"] = 1, ["marker"] = marker };

    private async Task<BuiltIssue> BuildAsync(
        TicketRow ticket,
        IReadOnlyList<ContentFinding> members,
        NamedMembers? all,
        OwnWords words,
        TicketConfiguration configuration,
        TicketRenderer renderer,
        CreateScreen screen,
        MarkerRung rung,
        LaneSession session,
        CancellationToken ct)
    {
        var edition = session.Jira.Site.Edition;
        if (OpenOf(members, all) == 0)
            return new BuiltIssue.Impossible(ticket, "every finding was closed before the issue was made", IsNoLongerDue: true);
        try
        {
            configuration = words.Over(configuration);
            var (group, rendered) = Render(ticket, members, all, words, renderer);
            rendered = rendered with { Fields = await session.Lookups.SettleAsync(rendered.Fields, configuration, ct) };
            var sent = SentOf(configuration, rendered, group);
            if (!screen.Fields.Contains(ManagedFields.Priority))
                sent = sent with { PriorityId = null, PriorityName = null };
            var onScreen = rendered.Fields.Values.Where(f => screen.Fields.Contains(f.Id)).ToList();
            var draft = new IssueDraft
            {
                Project = ticket.ProjectId,
                IssueTypeId = ticket.IssueTypeId,
                Summary = rendered.Summary,
                Description = screen.Fields.Contains("description") ? Footed(rendered.Description, rung, ticket.Marker) : null,
                PriorityId = sent.PriorityId,
                AssigneeId = words.AssigneeId,
                Labels = rung == MarkerRung.Label ? [Marker.CommonLabel, ticket.Marker, .. sent.Labels] : [],
                Properties = new Dictionary<string, JsonNode> { [Marker.PropertyKey] = PropertyOf(ticket.Marker) },
                Fields = FieldsOf(onScreen, edition),
                RichFields = RichFieldsOf(onScreen),
            };
            string?[] typed = [draft.PriorityId is null ? null : ManagedFields.Priority, draft.AssigneeId is null ? null : OwnWords.AssigneeField];
            var spare = onScreen.Select(f => f.Id).Concat(typed.OfType<string>()).Except(screen.Demanded).ToHashSet();
            return new BuiltIssue.Ready(ticket, draft, sent, onScreen, spare);
        }
        catch (TemplateLimitException e)
        {
            return new BuiltIssue.Impossible(ticket, e.Message, IsNoLongerDue: false);
        }
    }

    /// <summary>What the issue of a ticket says by its findings as they are.</summary>
    /// <returns><see langword="null"/> when these are gone, or the template writes too much of them.</returns>
    public async Task<RenderedTicket?> RenderAsync(TicketRow ticket, TicketConfiguration configuration, CancellationToken ct)
    {
        var (named, all) = (await NamedAsync([ticket], ct))[ticket.Id];
        var members = Of(named, await ContentAsync([named], ct));
        if (members.Count == 0)
            return null;
        var words = (await manual.WordsAsync(configuration.Id, [ticket.GroupKey], ct)).GetValueOrDefault(ticket.GroupKey, OwnWords.None);
        try
        {
            return Render(ticket, members, all, words, new TicketRenderer(words.Over(ticket.Under(configuration)))).Rendered;
        }
        catch (TemplateLimitException)
        {
            return null;
        }
    }

    /// <param name="all">As <see cref="NamedAsync"/> found them.</param>
    private (TicketGroup Group, RenderedTicket Rendered) Render(TicketRow ticket, IReadOnlyList<ContentFinding> members, NamedMembers? all, OwnWords words, TicketRenderer renderer)
    {
        var order = GroupMember.Named(members.Select(f => new GroupMember(f.IsOpen, f.Severity, f.Id, f.DueFrom)));
        var group = new TicketGroup(ticket.GroupKey, ticket.GroupLabel, ticket.Severity, OpenOf(members, all), ticket.Findings, order, ticket.GroupHash, null)
        {
            Turn = ticket.Turn,
            DueFrom = all?.DueFrom,
        };
        group = back.On(group, ticket.Id);
        return (group, words.Over(renderer.Render(group, Of(order, members.ToDictionary(f => f.Id))), ticket.Id));
    }

    private static int OpenOf(IReadOnlyList<ContentFinding> members, NamedMembers? all) => all?.Open ?? members.Count(f => f.IsOpen);

    /// <summary>Where labels cannot carry the marker, people see it at the end of the description.</summary>
    public static RichDocument Footed(RichDocument description, MarkerRung rung, string marker) => rung == MarkerRung.Footer
        ? description.Append(new RichBlock.Paragraph([new RichInline.Text($"Fairlead reference: {marker}", RichMarks.Emphasis)]))
        : description;

    public static Dictionary<string, JsonNode?> FieldsOf(IEnumerable<FieldValue> fields, JiraEdition edition) =>
        fields
            .Where(f => f.Shape != FieldShape.RichText)
            .ToDictionary(f => f.Id, f => FieldJson.Of(f, edition));

    /// <summary>Their text is Markdown, as a template's body is.</summary>
    public static Dictionary<string, RichDocument> RichFieldsOf(IEnumerable<FieldValue> fields) =>
        fields
            .Where(f => f.Shape == FieldShape.RichText)
            .ToDictionary(f => f.Id, f => TicketRenderer.DocumentOf(f.Values[0]).Document);
}
