using Fairlead.Jira.RichText;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>One operation with the text that it would send.</summary>
/// <param name="Summary"><see langword="null"/> for a step that does not touch it.</param>
/// <param name="Body">As Markdown, for people.</param>
/// <param name="Remark">What a person should know of the text; <see langword="null"/> when it is as the template says.</param>
/// <param name="Description">The same text as it is sent, cut; <see langword="null"/> for a step that does not touch it.</param>
public sealed record PreviewedOperation(
    SyncOperation Operation, string? Summary, string? Body, string? Priority, string? Remark = null, RichDocument? Description = null);

/// <summary>A plan that was not stored, with the text of its first operations.</summary>
/// <param name="HeldCreates">The first of those that are held.</param>
public sealed record TicketPreview(
    SyncPlan Plan, IReadOnlyList<Attention> Attention, IReadOnlyList<PreviewedOperation> Samples, IReadOnlyList<PreviewedOperation> HeldCreates)
{
    /// <summary>What to set up for more of the issues; <see langword="null"/>: nothing.</summary>
    public string? Hint { get; init; }
}

/// <summary>Shows what a run would do, with the text that it would send.</summary>
internal sealed class TicketPreviews(ConfigurationStore configurations, TicketStore tickets, PlanMaker plans, IssueBuilder builder, BackLinks back, LinkBackHint hint, ManualStore manual)
{
    /// <summary>What a run would do now. Stores and sends nothing.</summary>
    /// <param name="samples">How many operations to show with their text.</param>
    /// <returns><see langword="null"/> when there is no such configuration.</returns>
    public async Task<TicketPreview?> PreviewAsync(TicketConfigurationId id, int samples, CancellationToken ct)
    {
        if (await configurations.GetAsync(id, ct) is not { } configuration)
            return null;
        var (plan, _, attention) = await plans.DecideAsync(configuration, Confirmed.Nothing, ct);
        var first = plan.Operations.Take(samples).Concat(plan.HeldCreates.Take(samples)).ToList();
        var content = await builder.ContentAsync(first.Select(o => o.Group.Findings), ct);
        var renderer = new TicketRenderer(configuration);
        var words = await manual.WordsAsync(id, first.Select(o => o.Group.Key), ct);
        var rows = (await tickets.ByIdsAsync([.. first.OfType<SyncOperation.Update>().Select(u => u.Ticket)], ct)).ToDictionary(t => t.Id);
        var shown = first.Select(o => Show(
            o, o is SyncOperation.Update update ? rows.GetValueOrDefault(update.Ticket) : null, words.GetValueOrDefault(o.Group.Key, OwnWords.None), configuration, renderer, IssueBuilder.Of(o.Group.Findings, content))).ToList();
        var planned = Math.Min(samples, plan.Operations.Count);
        return new(plan, attention, shown[..planned], shown[planned..]) { Hint = hint.For(configuration) };
    }

    private PreviewedOperation Show(
        SyncOperation operation, TicketRow? ticket, OwnWords words, TicketConfiguration configuration, TicketRenderer renderer, IReadOnlyList<ContentFinding> members)
    {
        if (operation is SyncOperation.Transition move && (move.Goal == TransitionGoal.Done || move.Text.Length == 0))
            return new(operation, null, move.Text.Length == 0 ? null : move.Text, null);
        if (members.Count == 0)
            return new(operation, null, null, null);
        var priority = IssueBuilder.PriorityOf(words.Over(configuration), operation.Group)?.Name;
        try
        {
            var (group, id) = (operation.Group, operation is SyncOperation.Update update ? update.Ticket : OwnWords.ToCome);
            var rendered = words.Over(renderer.Render(back.On(group, id), members), id);
            return new(operation, rendered.Summary, rendered.Markdown, priority, RemarkOf(rendered, ticket), rendered.Description);
        }
        catch (TemplateLimitException e)
        {
            return new(operation, null, null, priority, $"will be refused: {e.Message}");
        }
    }

    /// <summary>What others wrote stays, if nobody set it back since.</summary>
    private static string? RemarkOf(RenderedTicket rendered, TicketRow? ticket)
    {
        var kept = ticket?.ToTicket().Kept.Select(k => $"{k.Field} stays as {k.By} wrote it (fairlead ticket rewrite {ticket.IssueKey} gives it back)") ?? [];
        return string.Join("; ", kept.Prepend(rendered.Remark).OfType<string>()) is { Length: > 0 } remark ? remark : null;
    }
}
