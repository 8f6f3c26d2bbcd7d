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
        c.Id, c.Connection, c.Project.Id, c.IssueType.Id, c.Revision, c.CreatedAt, c.UpdatedAt, ConfigurationWriter.BodyOf(c), problem)
    {
        FieldNames = ConfigurationWriter.NamesOf(c),
    };

    public static PreviewResponse Response(TicketConfigurationId id, TicketPreview preview, int samples) => new(
        id,
        preview.Plan.Findings,
        preview.Plan.Groups,
        preview.Plan.Settled,
        preview.Plan.Waiting,
        Counts(OperationTotals.Of(preview.Plan.Operations)),
        Response(preview.Plan.Due),
        [.. preview.Samples.Select(Previewed)],
        [.. preview.Plan.HeldCloses.Take(samples).Select((o, i) => Operation(i + 1, o))],
        [.. preview.HeldCreates.Select(Previewed)],
        [.. preview.Attention.Select(Response)])
    {
        Warnings = [.. preview.Plan.Warnings.Select(Response)],
        Hint = preview.Hint,
    };

    private static OperationResponse Previewed(PreviewedOperation shown, int index) =>
        Operation(index + 1, shown.Operation) with { Summary = shown.Summary, Body = shown.Body, Priority = shown.Priority, Remark = shown.Remark };

    public static AttentionResponse Response(Attention a) => new(Word(a.Kind), a.Tickets, a.Reason, a.NextStep, a.NextLookAt, a.NeedsPerson);

    public static PauseResponse Response(LanePause p) =>
        new(p.Connection, Word(p.Cause), p.Reason, p.NextStep, p.Since, p.NextLookAt, p.Waiting);

    public static RunResponse Response(SyncRun run) => new(
        run.Id,
        run.Configuration,
        Word(run.State),
        Counts(run.Planned),
        run.Outcomes,
        run.JiraCalls,
        run.PlannedAt,
        run.FinishedAt,
        [.. run.Attention.Select(Response)],
        Response(run.Due),
        [.. run.CaughtUp.Select(c => new CaughtUpResponse(c.Configuration, c.Created, c.Found, c.Refused, c.Open))],
        [.. run.Resumed.Select(r => new ResumedRunResponse(r.Id, r.Configuration, r.Total, r.DoneBefore, r.DoneNow, r.JiraCalls))],
        run.Undoes,
        Response(run.UndoneBy))
    {
        Warnings = [.. run.Warnings.Select(Response)],
    };

    private static DueResponse Response(DueWork due) => new(
        due.Sends, due.Lookups, due.OfOthers, due.Later, due.NextAt,
        [.. due.Unfinished.Select(u => new UnfinishedRunResponse(u.Id, u.Configuration, u.Total, u.Done))]);

    public static OperationResponse Response(StoredOperation stored)
    {
        var response = Operation(stored.Number, stored.Operation);
        return stored.Outcome switch
        {
            null => response,
            OutcomeKind.Applied => response with { Outcome = Word(stored.Outcome.Value), IssueKey = stored.OutcomeText, OutcomeReason = stored.Note },
            { } kind => response with { Outcome = Word(kind), IssueKey = stored.MadeLater ?? response.IssueKey, OutcomeReason = stored.Told },
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
        t.Needs,
        t.NotBefore,
        t.CreatedAt,
        t.UpdatedAt,
        t.Assignee,
        t.DueDate,
        t.ParentKey,
        t.Labels,
        Response(t.Undone),
        [.. t.Kept.Select(k => new FieldOfOthersResponse(k.Field, k.By))],
        t.Parent,
        [.. t.SubTasks.Select(s => new SubTaskResponse(s.Id, s.IssueKey, s.Status))]);

    private static RunUndoneResponse? Response(RunUndone? undone) => undone is null ? null : new(undone.Undone, undone.By, Word(undone.State), undone.At);

    public static ConfigurationProblem Response(ConfigurationFault fault) => new(fault.Path, fault.Told, fault.Fix);

    public static ConfigurationProblem Response(YamlFault fault) => new(fault.Path, fault.Message, fault.Fix, fault.Line, fault.Column);

    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static OperationCounts Counts(OperationTotals totals) => new(totals.Create, totals.Update, totals.Transition, totals.Comment, totals.Undo);

    private static OperationResponse Operation(int number, SyncOperation operation)
    {
        var (kind, key) = operation switch
        {
            SyncOperation.Create => ("create", null),
            SyncOperation.Update update => ("update", update.IssueKey),
            SyncOperation.Transition transition => ("transition", transition.IssueKey),
            SyncOperation.Comment comment => ("comment", comment.IssueKey),
            SyncOperation.Undo undo => ("undo", (string?)undo.IssueKey),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new(number, kind, operation.Group.Label, key, operation.Reason, operation.Group.Total, operation.Group.Severity, null, null, null);
    }

    public static ShippedTemplateResponse Response(ShippedTemplate t) => new(t.Name, t.Title, t.About, t.Kinds, [.. t.GroupBy.Select(k => k.ToString())], ConfigurationWriter.Whole(t.Template));
}
