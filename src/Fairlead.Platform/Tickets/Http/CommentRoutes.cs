using System.Security.Claims;
using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Configuring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary><c>/api/v1/comment-effects</c>, and trying rules out.</summary>
internal static class CommentRoutes
{
    private static readonly QueryParameter<TicketId?> Ticket = QueryParameter.Id<TicketId>("ticket", "Only comments on this ticket's issue.");

    private static readonly QueryParameter<TicketConfigurationId?> Configuration =
        QueryParameter.Id<TicketConfigurationId>("configuration", "Only comments on issues of this configuration.");

    public static void MapComments(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/comment-effects", "Comments");
        group.MapGet("", List).WithQuery(Ticket, Configuration, QueryParameter.Cursor, QueryParameter.Size).RequireAuthorization(Roles.Viewer)
            .WithName("listCommentEffects").WithSummary("What comments in Jira did to findings, newest first.");
        group.MapPost("/{id}/undo", Undo).RequireAuthorization(Roles.Editor)
            .WithName("undoCommentEffect").WithSummary("Gives the findings back what was decided before, where nobody decided otherwise since.");
        routes.MapApi("/configurations", "Comments").MapPost("/{configuration}/try-comments", Try).RequireAuthorization(Roles.Editor)
            .WithName("tryCommentRules").WithSummary("How comment rules judge a text, or the comments of a ticket's issue. Changes nothing.");
    }

    private static async Task<Ok<Page<CommentEffectResponse>>> List(
        QueryValues query, HttpContext context, Cursors cursors, CommentEffects effects, CancellationToken ct)
    {
        var size = query.Get(QueryParameter.Size);
        var found = await effects.ListAsync(query.Get(Ticket), query.Get(Configuration), cursors.Read<EffectPosition>(context), size + 1, ct);
        var page = found.Take(size).ToList();
        return TypedResults.Ok(new Page<CommentEffectResponse>(
            [.. page.Select(Response)], found.Count > size ? cursors.Write(context, EffectPosition.Of(page[^1])) : null));
    }

    private static async Task<Results<Ok<CommentEffectResponse>, ProblemHttpResult>> Undo(
        CommentEffectId id, ClaimsPrincipal user, CommentEffects effects, CancellationToken ct) =>
        await effects.UndoAsync(Caller.Of(user).Actor, id, ct) switch
        {
            UndoOutcome.Undone => TypedResults.Ok(Response((await effects.GetAsync(id, ct))!)),
            UndoOutcome.NotApplicable => new Problem(ProblemKind.Conflict, "It was undone before, or the comment had changed nothing.").ToResult(),
            _ => new Problem(ProblemKind.NotFound, "No comment did that.").ToResult(),
        };

    private static async Task<Results<Ok<List<TriedCommentResponse>>, ProblemHttpResult>> Try(
        string configuration,
        JsonBody<TryCommentRulesRequest> body,
        TicketConfigurations configurations,
        CommentEffects effects,
        CancellationToken ct)
    {
        if (await configurations.FindAsync(configuration, ct) is not { } found)
            return new Problem(ProblemKind.NotFound, $"There is no configuration {Problem.Quote(configuration)}.").ToResult();
        if (body.Value.Text is null == body.Value.Ticket is null)
            return Problem.Invalid(new ProblemError("Give a text or a ticket, one of the two.", Pointer: "/text")).ToResult();
        if (body.Value.Text?.Length > CommentEffects.MaxText)
            return Problem.Invalid(new ProblemError($"A comment has at most {CommentEffects.MaxText:N0} characters.", Pointer: "/text")).ToResult();
        if (body.Value is { As: not null, Text: null })
            return Problem.Invalid(new ProblemError("Comments of a ticket have authors of their own.", Pointer: "/as")).ToResult();
        if (body.Value.As is { } named && named.Trim().Length is 0 or > CommentEffects.MaxWho)
            return Problem.Invalid(new ProblemError($"Write who, in 1 to {CommentEffects.MaxWho} characters.", Pointer: "/as")).ToResult();
        var ticket = default(TicketId);
        if (body.Value.Ticket is not null && !TicketId.TryParse(body.Value.Ticket, null, out ticket))
            return Problem.Invalid(new ProblemError($"{Problem.Quote(body.Value.Ticket)} is no id.", Pointer: "/ticket")).ToResult();
        var faults = new FaultList();
        var rules = body.Value.Rules is { } wanted ? new DraftCheck(faults).CommentRules(wanted) : found.CommentRules;
        if (faults.HasProblems)
            return Problem.Invalid([.. faults.Problems.Select(f => new ProblemError($"{f.Path}: {f.Message}", Pointer: "/rules"))]).ToResult();
        if (body.Value.Text is not { } text)
            return await TryTicketAsync(found with { CommentRules = rules }, ticket, effects, ct);
        return body.Value.As is { } who
            ? await TryAsAsync(found with { CommentRules = rules }, text, who, effects, ct)
            : TypedResults.Ok<List<TriedCommentResponse>>([Response(effects.Try(rules, text))]);
    }

    private static async Task<Results<Ok<List<TriedCommentResponse>>, ProblemHttpResult>> TryAsAsync(
        TicketConfiguration configuration, string text, string who, CommentEffects effects, CancellationToken ct)
    {
        try
        {
            var (tried, problems) = await effects.TryAsync(configuration, text, who, ct);
            return tried is null ? TicketRefusals.Invalid(problems).ToResult() : TypedResults.Ok<List<TriedCommentResponse>>([Response(tried)]);
        }
        catch (JiraRefusedException e)
        {
            return TicketRefusals.PeopleHidden(e).ToResult();
        }
    }

    private static async Task<Results<Ok<List<TriedCommentResponse>>, ProblemHttpResult>> TryTicketAsync(
        TicketConfiguration configuration, TicketId ticket, CommentEffects effects, CancellationToken ct)
    {
        try
        {
            return await effects.TryAsync(configuration, ticket, ct) is { } tried
                ? TypedResults.Ok(tried.Select(Response).ToList())
                : new Problem(ProblemKind.NotFound, "There is no such ticket with an issue that can be seen in Jira.").ToResult();
        }
        catch (JiraRefusedException e)
        {
            return new Problem(ProblemKind.Conflict, $"Jira does not show the comments: {e.Message}").ToResult();
        }
    }

    private static CommentEffectResponse Response(CommentEffect effect) => new(
        effect.Id, effect.Ticket, effect.Configuration, effect.IssueKey, effect.CommentId, effect.Author, effect.Text, effect.Rule, effect.Pattern,
        effect.Status is { } status ? TicketMapping.Word(status) : null, effect.Until, effect.Problem, effect.Findings, effect.MadeAt,
        effect.Undone is { } undone ? new(undone.At, undone.By, undone.Because) : null,
        effect.Severity);

    private static TriedCommentResponse Response(TriedComment tried)
    {
        var bare = new TriedCommentResponse(tried.CommentId, tried.Author, tried.Text, tried.IsOurs, tried.IsOld, null, null, null, null, null, null, null);
        return tried.Verdict switch
        {
            CommentVerdict.Change change => bare with
            {
                Rule = change.Rule + 1,
                Status = TicketMapping.Word(change.Status),
                Reason = change.Reason,
                Until = change.Until,
                Issue = change.Issue,
            },
            CommentVerdict.Unusable unusable => bare with
            {
                Rule = unusable.Rule + 1,
                Status = TicketMapping.Word(unusable.Status),
                Problem = unusable.Problem,
            },
            _ => bare with { PassedOver = tried.Found + 1 },
        };
    }
}
