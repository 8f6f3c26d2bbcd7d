using System.Text.Json;
using Fairlead.Client.Tickets;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Shipped;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Http;

/// <summary>Turns the room's words into those of the contract.</summary>
internal static class TicketMapping
{
    public static TicketConfigurationResponse Response(TicketConfiguration c, string? problem) => new(
        c.Id, c.Connection, c.Project.Id, c.IssueType.Id, c.Revision, c.CreatedAt, c.UpdatedAt, Body(c), problem);

    public static PreviewResponse Response(TicketConfigurationId id, TicketPreview preview, int samples) => new(
        id,
        preview.Plan.Findings,
        preview.Plan.Groups,
        preview.Plan.Settled,
        preview.Plan.Waiting,
        Counts(preview.Plan),
        Response(preview.Plan.Due),
        [.. preview.Samples.Select(Previewed)],
        [.. preview.Plan.HeldCloses.Take(samples).Select((o, i) => Operation(i + 1, o))],
        [.. preview.HeldCreates.Select(Previewed)],
        [.. preview.Attention.Select(Response)]);

    private static OperationResponse Previewed(PreviewedOperation shown, int index) =>
        Operation(index + 1, shown.Operation) with { Summary = shown.Summary, Body = shown.Body, Priority = shown.Priority, Remark = shown.Remark };

    public static AttentionResponse Response(Attention a) => new(Word(a.Kind), a.Tickets, a.Reason, a.NextStep, a.NextLookAt, a.NeedsPerson);

    public static PauseResponse Response(LanePause p) =>
        new(p.Connection, Word(p.Cause), p.Reason, p.NextStep, p.Since, p.NextLookAt, p.Waiting);

    public static RunResponse Response(SyncRun run) => new(
        run.Id,
        run.Configuration,
        Word(run.State),
        new OperationCounts(run.Planned.Create, run.Planned.Update, run.Planned.Transition, run.Planned.Comment),
        run.Outcomes,
        run.JiraCalls,
        run.PlannedAt,
        run.FinishedAt,
        [.. run.Attention.Select(Response)],
        Response(run.Due),
        [.. run.CaughtUp.Select(c => new CaughtUpResponse(c.Configuration, c.Created, c.Found, c.Refused, c.Open))],
        [.. run.Resumed.Select(r => new ResumedRunResponse(r.Id, r.Configuration, r.Total, r.DoneBefore, r.DoneNow, r.JiraCalls))]);

    private static DueResponse Response(DueWork due) => new(
        due.Sends, due.Lookups, due.OfOthers, due.Later, due.NextAt,
        [.. due.Unfinished.Select(u => new UnfinishedRunResponse(u.Id, u.Configuration, u.Total, u.Done))]);

    public static OperationResponse Response(StoredOperation stored)
    {
        var response = Operation(stored.Number, stored.Operation);
        return stored.Outcome switch
        {
            null => response,
            OutcomeKind.Applied => response with { Outcome = Word(stored.Outcome.Value), IssueKey = stored.OutcomeText },
            { } kind => response with { Outcome = Word(kind), OutcomeReason = stored.OutcomeText },
        };
    }

    /// <param name="site"><see langword="null"/> when the connection is gone.</param>
    public static TicketResponse Response(Ticket t, JiraSite? site) => new(
        t.Id,
        t.Configuration,
        t.Connection,
        t.Group,
        t.Generation,
        Word(t.Standing),
        t.Presence is { } presence ? Word(presence) : null,
        t.IssueKey,
        t.IssueId,
        t.IssueKey is { } key ? site?.BrowseUrl(key).AbsoluteUri : null,
        t.Summary,
        t.Priority,
        t.Severity,
        t.Findings,
        t.Status,
        t.StatusCategory switch
        {
            JiraStatusCategory.ToDo => "new",
            JiraStatusCategory.InProgress => "indeterminate",
            JiraStatusCategory.Done => "done",
            _ => null,
        },
        t.Reason,
        t.NotBefore,
        t.CreatedAt,
        t.UpdatedAt,
        t.Assignee,
        t.DueDate);

    public static ConfigurationProblem Response(ConfigurationFault fault) => new(fault.Path, fault.Message, fault.Fix);

    public static ConfigurationProblem Response(YamlFault fault) => new(fault.Path, fault.Message, fault.Fix, fault.Line, fault.Column);

    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static OperationCounts Counts(SyncPlan plan) => new(
        plan.Operations.Count(o => o is SyncOperation.Create),
        plan.Operations.Count(o => o is SyncOperation.Update),
        plan.Operations.Count(o => o is SyncOperation.Transition),
        plan.Operations.Count(o => o is SyncOperation.Comment));

    private static OperationResponse Operation(int number, SyncOperation operation)
    {
        var (kind, key) = operation switch
        {
            SyncOperation.Create => ("create", null),
            SyncOperation.Update update => ("update", update.IssueKey),
            SyncOperation.Transition transition => ("transition", transition.IssueKey),
            SyncOperation.Comment comment => ("comment", (string?)comment.IssueKey),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new(number, kind, operation.Group.Label, key, operation.Reason, operation.Group.Total, operation.Group.Severity, null, null, null);
    }

    private static TicketConfigurationBody Body(TicketConfiguration c) => new(
        c.Name,
        c.Connection.ToString(),
        c.Project.Name,
        c.IssueType.Name,
        c.Enabled,
        c.Automatic,
        TicketFilters.Write(c.Filter),
        [.. c.GroupBy.Select(Word)],
        c.Priorities.ToDictionary(p => Word(p.Key), p => p.Value.Name),
        c.Labels,
        c.Fields.Where(f => FieldKeys.KeyOf(f) is null).ToDictionary(f => f.Id, Field),
        Body(c.Template),
        Body(c.Reopen),
        c.DoneStatus?.Name,
        c.DoneFields.ToDictionary(f => f.Id, f => string.Join(", ", f.Values)),
        c.CommentRules.Count == 0 ? null : [.. c.CommentRules.Select(r => new CommentRuleBody(r.Pattern, Word(r.Status), [.. r.By.Select(b => b.ToString())], r.Days))],
        (int)c.Quarantine.TotalSeconds,
        c.StatusMap.Count + c.StatusTargets.Count == 0 ? null : new StatusMapBody(ListOf(c.StatusMap, Body), ListOf(c.StatusTargets, Body)),
        Field(c, "assignee"),
        Field(c, "components"),
        Field(c, "fixVersions"),
        Field(c, "affectsVersions"),
        Field(c, "dueDate"),
        Field(c, "parent"),
        Field(c, "securityLevel"),
        Owners(c),
        c.MaxCreates,
        c.CommentVisibility is { } visibility ? $"{visibility.Type}:{visibility.Value}" : null,
        c.Growth == GrowthPolicy.Append ? null : Word(c.Growth));

    public static ShippedTemplateResponse Response(ShippedTemplate t) => new(t.Name, t.Title, t.About, t.Kinds, [.. t.GroupBy.Select(Word)], Whole(t.Template));

    /// <summary>What is exactly a shipped one goes by its name.</summary>
    private static TemplateBody? Body(Template template)
    {
        if (template == Template.Default)
            return null;
        return ShippedTemplates.All.FirstOrDefault(t => t.Template == template) is { } shipped ? new(Use: shipped.Name) : Whole(template);
    }

    private static TemplateBody Whole(Template template) =>
        new(template.Summary, template.Body, template.Dynamic, template.Dynamic is null ? null : Word(template.Data));

    private static StatusRuleBody Body(StatusRule rule) => new(
        Word(rule.Finding), rule.Status?.Name, rule.Category is { } category ? Word(category) : null, rule.Resolution?.Name, rule.Days);

    private static ReopenBody? Body(ReopenPolicy policy) =>
        policy is { IsNever: false, WithinDays: null, NotFrom.Count: 0, NewTicket: false }
            ? null
            : new(policy.IsNever ? "never" : null, policy.WithinDays, ListOf(policy.NotFrom, r => r.Name), policy.NewTicket ? true : null);

    private static StatusTargetBody Body(StatusTarget target) => new(
        Word(target.Finding), target.Status?.Name, target.Status is null ? Word(target.Category) : null, target.Resolution?.Name);

    private static IReadOnlyList<TBody>? ListOf<T, TBody>(IReadOnlyList<T> list, Func<T, TBody> body) => list.Count == 0 ? null : [.. list.Select(body)];

    private static FieldBody? Field(TicketConfiguration c, string key) =>
        c.Fields.FirstOrDefault(f => FieldKeys.KeyOf(f)?.Name == key) is { } field ? Field(field) : null;

    /// <summary>As it can be written to get the same again.</summary>
    private static FieldBody Field(FieldMapping field) => field.Source switch
    {
        ValueSource.Constant constant => constant.Values is [var one] && !TakesSeveral(field.Shape) ? new(one.Name) : new(Values: [.. constant.Values.Select(v => v.Name)]),
        ValueSource.Expression expression => new(expression.Text),
        ValueSource.Lookup lookup => new(
            Lookup: Word(lookup.By),
            Table: lookup.Table.ToDictionary(r => r.Pattern, r => Joined(field.Shape, r.Values)),
            Otherwise: lookup.Otherwise is { } otherwise ? Joined(field.Shape, otherwise) : null),
        ValueSource.Deadline deadline => new(Sla: deadline.Days.ToDictionary(d => Word(d.Severity), d => d.Days)),
        ValueSource.RoundRobin turns => new(RoundRobin: [.. turns.Among.Select(v => v.Name)]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool TakesSeveral(FieldShape shape) => shape is FieldShape.Options or FieldShape.Users or FieldShape.Texts;

    /// <summary>A name with a comma would be read as two; an id has none.</summary>
    private static string Joined(FieldShape shape, IReadOnlyList<JiraName> values) =>
        string.Join(", ", values.Select(v => TakesSeveral(shape) && v.Name.Contains(',') ? v.Id : v.Name));

    private static Dictionary<string, string> Owners(TicketConfiguration c)
    {
        var owners = c.Fields.Where(f => f.Owner != FieldKeys.OwnerOf(f.Id, f.Shape)).ToDictionary(f => FieldKeys.KeyOf(f)?.Name ?? f.Id, f => Word(f.Owner));
        if (c.PriorityOwner != FieldOwner.Last)
            owners["priority"] = Word(c.PriorityOwner);
        if (c.LabelsOwner != FieldOwner.Last)
            owners["labels"] = Word(c.LabelsOwner);
        return owners;
    }
}
