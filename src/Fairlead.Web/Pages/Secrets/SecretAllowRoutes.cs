using System.Globalization;
using Fairlead.Client;
using Fairlead.Client.Secrets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Secrets;

/// <summary>The page of what may stand in Jira.</summary>
internal static class SecretAllowRoutes
{
    private const string Root = "/secrets/allowed";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", (HttpContext context, SecretAllowList allow, ConnectionDirectory connections, CancellationToken ct) =>
            PageAsync(context, SecretAllowDraft.Empty, null, allow, connections, ct));
        pages.MapPost("", Add).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/{id}/remove", Remove).RequireAuthorization(Roles.Administrator);
    }

    private static async Task<IResult> Add(HttpContext context, SecretAllowList allow, ConnectionDirectory connections, FormWork work, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        var draft = new SecretAllowDraft(
            Forms.Text(form, "list"), form["rule"].ToString().Trim(), form["connection"].ToString(), form["project"].ToString().Trim(), form["reason"].ToString(), form["until"].ToString());
        var problem = await work.TryAsync(async () =>
        {
            DateTimeOffset? end = null;
            if (draft.Until.Length > 0)
            {
                if (!DateOnly.TryParseExact(draft.Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    return new Problem(ProblemKind.ValidationFailed, "Until: give a day such as 2027-01-31.");
                end = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            }

            var request = new SecretAllowRequest(
                draft.Reason, Given(form["value"].ToString()), Given(draft.Rule), string.IsNullOrWhiteSpace(draft.List) ? null : draft.List, Given(draft.Connection), Given(draft.Project), end);
            await allow.AddAsync(request, Caller.Of(context.User).Actor, ct);
            return null;
        });
        return problem is null
            ? Forms.SeeOther(context, $"{Root}{Query.Of(("done", FindingsView.WordOf(SecretDone.Allowed)))}")
            : await PageAsync(context, draft, problem, allow, connections, ct);
    }

    private static async Task<IResult> Remove(SecretAllowId id, HttpContext context, SecretAllowList allow, ConnectionDirectory connections, FormWork work, CancellationToken ct)
    {
        await Forms.ReadAsync(context, ct);
        var problem = await work.TryAsync(async () => await allow.RemoveAsync(id, Caller.Of(context.User).Actor, ct)
            ? null
            : new Problem(ProblemKind.NotFound, "There is no such entry any more."));
        return problem is null
            ? Forms.SeeOther(context, $"{Root}{Query.Of(("done", FindingsView.WordOf(SecretDone.Disallowed)))}")
            : await PageAsync(context, SecretAllowDraft.Empty, problem, allow, connections, ct);
    }

    private static async Task<IResult> PageAsync(
        HttpContext context, SecretAllowDraft draft, Problem? problem, SecretAllowList allow, ConnectionDirectory connections, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done")];
        return Forms.Page<SecretAllowPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<SecretDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Entries = (IReadOnlyList<SecretAllowRow>)[.. (await allow.ListAsync(ct)).Select(Row)],
            Connections = (IReadOnlyList<string>)[.. (await connections.ListAsync(ct)).Select(c => c.Name)],
            Draft = draft,
            Problem = problem,
        });
    }

    private static SecretAllowRow Row(StandingAllow one) => new(
        one.Entry.Id, SecretAllowList.WordsOf(one.Entry), one.Entry.List, one.Where, one.Entry.Reason, one.Entry.AddedBy, one.Entry.AddedAt, one.Entry.ExpiresAt, one.IsExpired);

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
