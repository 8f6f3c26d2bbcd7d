using Fairlead.Client;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Comments;

/// <summary>What comments in Jira did to findings: the list, taking one back, and trying rules out.</summary>
internal static class CommentPageRoutes
{
    private const string Root = "/comments";
    private const string Undone = "undone";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", (HttpContext context, CommentEffects effects, TicketConfigurations configurations, CancellationToken ct) => ListAsync(context, null, effects, configurations, ct));
        pages.MapPost("/{id}/undo", Undo).RequireAuthorization(Roles.Editor);
        pages.MapGet("/try", ShowTry).RequireAuthorization(Roles.Editor);
        pages.MapPost("/try", Try).RequireAuthorization(Roles.Editor);
    }

    /// <param name="problem">Why something is not undone.</param>
    private static async Task<IResult> ListAsync(
        HttpContext context, Problem? problem, CommentEffects effects, TicketConfigurations configurations, CancellationToken ct)
    {
        var view = CommentsView.Read(context.Request.Query, Undone);
        var found = await effects.ListAsync(view.Ticket, view.Configuration, view.Position(), CommentsView.PageSize + 1, ct);
        var shown = found.Take(CommentsView.PageSize).ToList();
        return Forms.Page<CommentsPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            View = view,
            Effects = (IReadOnlyList<CommentEffect>)shown,
            Configurations = await configurations.ListAsync(ct),
            Next = found.Count > shown.Count ? CommentsView.PlaceOf(shown[^1]) : null,
            IsUndone = problem is null && context.Request.Query.ContainsKey(Undone),
            Problem = problem,
        });
    }

    private static async Task<IResult> Undo(
        CommentEffectId id, HttpContext context, CommentEffects effects, TicketConfigurations configurations, FormWork work, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        var problem = await work.TryAsync(async () => await effects.UndoAsync(Caller.Of(context.User).Actor, id, ct) switch
        {
            UndoOutcome.Undone => null,
            UndoOutcome.NotApplicable => new Problem(ProblemKind.Conflict, "It was undone before, or had changed nothing."),
            _ => throw new ProblemException(new Problem(ProblemKind.NotFound, "No comment did that.")),
        });
        return problem is null
            ? Forms.SeeOther(context, form["to"] == "activity" ? "/activity" : Root + Query.Of((Undone, "true")))
            : await ListAsync(context, problem, effects, configurations, ct);
    }

    private static async Task<IResult> ShowTry(HttpContext context, TicketConfigurations configurations, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "configuration")];
        var id = WrongFilter.ReadId<TicketConfigurationId>(context.Request.Query, "configuration", wrong);
        return await TryPageAsync(context, new TryDraft(id?.ToString() ?? ""), null, wrong, configurations, ct);
    }

    private static async Task<IResult> Try(
        HttpContext context, TicketConfigurations configurations, TicketCatalog tickets, CommentEffects effects, FormWork work, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        var draft = new TryDraft(form["configuration"].ToString(), Forms.Text(form, "text"), form["as"].ToString().Trim(), form["issue"].ToString().Trim());
        IReadOnlyList<TriedComment> tried = [];
        var problem = await work.TryAsync(async () =>
        {
            if (!TicketConfigurationId.TryParse(draft.Configuration, null, out var id) || await configurations.GetAsync(id, ct) is not { } configuration)
                return new Problem(ProblemKind.ValidationFailed, "Choose a configuration.");
            if (draft.Text.Length == 0 == (draft.Issue.Length == 0))
                return new Problem(ProblemKind.ValidationFailed, "Give a text or an issue, one of the two.");
            if (draft.Text.Length > CommentEffects.MaxText)
                return new Problem(ProblemKind.ValidationFailed, $"A comment has at most {CommentEffects.MaxText:N0} characters.");
            if (draft.As.Length > CommentEffects.MaxWho)
                return new Problem(ProblemKind.ValidationFailed, $"Who wrote it has at most {CommentEffects.MaxWho} characters.");
            if (draft is { As.Length: > 0, Text.Length: 0 })
                return new Problem(ProblemKind.ValidationFailed, "Comments of an issue have authors of their own: leave empty who wrote the text.");
            if (draft.As.Length > 0)
                return await TryAsAsync(configuration, draft, effects, one => tried = [one], ct);
            if (draft.Text.Length > 0)
            {
                tried = [effects.Try(configuration.CommentRules, draft.Text)];
                return null;
            }

            try
            {
                var ticket = await tickets.OfIssueAsync(configuration.Id, draft.Issue, ct);
                if (ticket is not { } found || await effects.TryAsync(configuration, found, ct) is not { } read)
                    return new Problem(ProblemKind.NotFound, $"{configuration.Name} has no ticket with the issue {Problem.Quote(draft.Issue)}, or Jira does not show it.");
                tried = read;
                return null;
            }
            catch (JiraRefusedException e)
            {
                return new Problem(ProblemKind.Conflict, $"Jira does not show the comments: {e.Message}");
            }
        });
        return await TryPageAsync(context, draft with { Problem = problem }, problem is null ? [.. tried.Select(Row)] : null, [], configurations, ct);
    }

    private static async Task<Problem?> TryAsAsync(
        TicketConfiguration configuration, TryDraft draft, CommentEffects effects, Action<TriedComment> take, CancellationToken ct)
    {
        try
        {
            var (tried, problems) = await effects.TryAsync(configuration, draft.Text, draft.As, ct);
            if (tried is not null)
                take(tried);
            return tried is null ? TicketRefusals.Invalid(problems) : null;
        }
        catch (JiraRefusedException e)
        {
            return TicketRefusals.PeopleHidden(e);
        }
    }

    private static async Task<IResult> TryPageAsync(
        HttpContext context, TryDraft draft, IReadOnlyList<TriedRow>? results, IReadOnlyList<WrongFilter> wrong, TicketConfigurations configurations, CancellationToken ct) =>
        Forms.Page<TryCommentsPage>(context, Forms.StatusOf(draft.Problem), new
        {
            Caller = Caller.Of(context.User),
            Wrong = wrong,
            Draft = draft,
            Configurations = await configurations.ListAsync(ct),
            Results = results,
        });

    private static TriedRow Row(TriedComment tried) => new(
        tried.Author,
        PlainText.Cut(tried.Text, 1_000),
        CommentWords.Of(tried),
        tried.IsOurs ? "By Fairlead's own account, which is never listened to."
        : tried.IsOld ? "Older than these rules, which do not judge it."
        : null);
}
