using System.Text;
using Fairlead.Client;
using Fairlead.Client.Rules;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Fairlead.Web.Shell;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairlead.Web.Pages.Secrets;

/// <summary>Secrets in Jira: what was found and what people say of it, scans, rules. No value is ever shown.</summary>
internal static class SecretPageRoutes
{
    private const string Root = "/secrets";
    private const int MaxText = 100_000;
    private const int MostScans = 200;

    /// <summary>As many are looked through for the one that was just said to be fine.</summary>
    private const int MostReviewed = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", (HttpContext context, SecretsDesk desk, CancellationToken ct) => desk.PageAsync(context, SecretsView.Read(context.Request.Query), null, ct));
        pages.MapPost("/{id}/revoke", Revoke).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/unrevoke", Unrevoke).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/review", Review).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/unreview", Unreview).RequireAuthorization(Roles.Editor);
        pages.MapGet("/scans", (HttpContext context, SecretScans scans, ConnectionDirectory connections, CancellationToken ct) => ScansAsync(context, null, null, scans, connections, ct));
        pages.MapPost("/scans", Scan).RequireAuthorization(Roles.Editor);
        pages.MapGet("/rules", (HttpContext context, SecretRules rules, CancellationToken ct) => RulesAsync(context, null, null, rules, ct));
        pages.MapPost("/rules/actions", Act).RequireAuthorization(Roles.Administrator);
    }

    private static Task<IResult> Revoke(SecretFindingId id, HttpContext context, SecretFindings findings, SecretsDesk desk, CancellationToken ct) =>
        DoAsync(context, desk, SecretDone.Revoked, async _ => await findings.RevokeAsync(id, Caller.Of(context.User).Actor, ct) is null ? Missing : null, ct);

    private static Task<IResult> Unrevoke(SecretFindingId id, HttpContext context, SecretFindings findings, SecretsDesk desk, CancellationToken ct) =>
        DoAsync(context, desk, SecretDone.Unrevoked, async _ => await findings.UnrevokeAsync(id, Caller.Of(context.User).Actor, ct) is null ? Missing : null, ct);

    /// <summary>By the exact text, of which only a hash is kept: that of another value with the same mask is not taken for it.</summary>
    private static Task<IResult> Review(SecretFindingId id, HttpContext context, SecretFindings findings, SecretsDesk desk, CancellationToken ct) =>
        DoAsync(context, desk, SecretDone.Reviewed, async form =>
        {
            if (ReadText(form, out var connection, out var text) is { } refused)
                return refused;
            var (actor, project) = (Caller.Of(context.User).Actor, form["project"].ToString());
            await findings.ReviewAsync(connection, project, text, form["rule"].ToString(), actor, ct);
            var (reviewed, total) = await findings.ListAsync(new SecretFindingQuery(connection, project, null, true), 0, MostReviewed, ct);
            if (total > MostReviewed || reviewed.Any(f => f.Id == id))
                return null;
            await findings.UnreviewAsync(connection, project, text, actor, ct);
            return OtherText;
        }, ct);

    private static Task<IResult> Unreview(SecretFindingId id, HttpContext context, SecretFindings findings, SecretsDesk desk, CancellationToken ct) =>
        DoAsync(context, desk, SecretDone.Unreviewed, async form => ReadText(form, out var connection, out var text) is { } refused ? refused
            : await findings.UnreviewAsync(connection, form["project"].ToString(), text, Caller.Of(context.User).Actor, ct) ? null : OtherText, ct);

    private static Problem Missing { get; } = new(ProblemKind.NotFound, "There is no such secret any more.");

    private static Problem OtherText { get; } = new(ProblemKind.ValidationFailed, "This is another text than the one that was found. Copy it from the issue, without spaces around it.");

    /// <returns>Why it cannot be the text.</returns>
    private static Problem? ReadText(IFormCollection form, out ConnectionId connection, out string text)
    {
        text = form["text"].ToString();
        if (!ConnectionId.TryParse(form["connection"], null, out connection))
            return new Problem(ProblemKind.MalformedRequest, "The form is not complete. Open the page again.");
        if (text.Length is 0 or > MaxText)
            return new Problem(ProblemKind.ValidationFailed, "Enter the exact text; its value is not kept, so that Fairlead cannot know it.");
        return SecretMask.Of(Encoding.UTF8.GetBytes(text)) == form["masked"] ? null : OtherText;
    }

    /// <param name="work">Gives back why it is not done.</param>
    private static async Task<IResult> DoAsync(
        HttpContext context, SecretsDesk desk, SecretDone done, Func<IFormCollection, Task<Problem?>> work, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        var back = ReturnAddress.Safe(form["back"]) is var given && given.StartsWith(Root, StringComparison.Ordinal) ? given : Root;
        var problem = await desk.TryAsync(() => work(form));
        if (problem is null)
            return Forms.SeeOther(context, QueryHelpers.AddQueryString(back, "done", FindingsView.WordOf(done)));
        var view = SecretsView.Read(new QueryCollection(QueryHelpers.ParseQuery(new Uri(new Uri("http://localhost"), back).Query)));
        return await desk.PageAsync(context, view, problem, ct);
    }

    private static async Task<IResult> Scan(HttpContext context, SecretScans scans, ConnectionDirectory connections, FormWork work, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        var (what, isForced, actor) = (form["what"].ToString().Trim(), form.ContainsKey("force"), Caller.Of(context.User).Actor);
        var problem = await work.TryAsync(async () =>
        {
            if (await connections.FindByNameOrIdAsync(form["connection"].ToString(), ct) is not { } connection)
                return new Problem(ProblemKind.NotFound, "There is no such connection.");
            if (what.Length == 0)
                await scans.AskForAllAsync(connection, only: null, isForced, actor, ct);
            else if (what.Contains('-', StringComparison.Ordinal))
                await scans.AskForIssueAsync(connection, what, isForced, actor, ct);
            else
                await scans.AskForProjectAsync(connection, what, isForced, actor, ct);
            return null;
        });
        return problem is null
            ? Forms.SeeOther(context, $"{Root}/scans{Query.Of(("connection", form["connection"].ToString()), ("done", FindingsView.WordOf(SecretDone.Asked)))}")
            : await ScansAsync(context, form, problem, scans, connections, ct);
    }

    /// <param name="form">What was asked for and not done.</param>
    private static async Task<IResult> ScansAsync(
        HttpContext context, IFormCollection? form, Problem? problem, SecretScans scans, ConnectionDirectory connections, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "connection", "done")];
        var all = await connections.ListAsync(ct);
        var name = form?["connection"].ToString() ?? context.Request.Query["connection"].ToString();
        var connection = all.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? (all.Count > 0 ? all[0] : null);
        return Forms.Page<ScansPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<SecretDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Connection = connection,
            Connections = (IReadOnlyList<string>)[.. all.Select(c => c.Name)],
            Scans = connection is null ? [] : await scans.ListAsync(connection.Id, MostScans, ct),
            Problem = problem,
            What = form?["what"].ToString(),
            IsForced = form?.ContainsKey("force") == true,
        });
    }

    private static async Task<IResult> Act(HttpContext context, SecretRules rules, FormWork work, CancellationToken ct)
    {
        var choice = BulkChoice.Read(await Forms.ReadAsync(context, ct));
        var problem = choice.Refusal("rule") ?? await work.TryAsync(async () => _ = await rules.ActAsync(
            Enum.Parse<RuleAction>(choice.Action.ToString()!), choice.Names, Caller.Of(context.User).Actor, ct));
        return problem is null
            ? Forms.SeeOther(context, $"{Root}/rules{Query.Of(("done", FindingsView.WordOf(choice.Action!.Value)))}")
            : await RulesAsync(context, choice, problem, rules, ct);
    }

    private static async Task<IResult> RulesAsync(HttpContext context, BulkChoice? choice, Problem? problem, SecretRules rules, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "q", "done")];
        var text = context.Request.Query["q"].ToString().Trim();
        return Forms.Page<SecretRulesPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<SecretDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Rules = (IReadOnlyList<SecretRuleRow>)
            [
                .. (await rules.ListAsync(ct))
                    .Where(s => text.Length == 0 || new[] { s.Rule.Id, s.Rule.Title, s.Rule.Vendor }.Any(t => t.Contains(text, StringComparison.OrdinalIgnoreCase)))
                    .Select(s => new SecretRuleRow(s.Rule.Id, s.Rule.Title, s.Rule.Vendor, s.Rule.Severity, s.IsEnabled, s.Problem, s.Own?.ChangedBy)),
            ],
            Text = text,
            Choice = choice,
            Problem = problem,
        });
    }
}
