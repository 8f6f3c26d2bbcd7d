using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Secrets;

/// <summary>Draws the list of secrets.</summary>
internal sealed class SecretsDesk(SecretFindings findings, SecretRules rules, ConnectionDirectory connections, JiraSites sites, FormWork work)
{
    /// <inheritdoc cref="FormWork.TryAsync(Func{Task{Problem}})"/>
    public Task<Problem?> TryAsync(Func<Task<Problem?>> what) => work.TryAsync(what);

    /// <param name="problem">Why something is not done.</param>
    public async Task<IResult> PageAsync(HttpContext context, SecretsView view, Problem? problem, CancellationToken ct)
    {
        var all = await connections.ListAsync(ct);
        var connection = all.FirstOrDefault(c => c.Name.Equals(view.Connection, StringComparison.OrdinalIgnoreCase)) ?? (all.Count > 0 ? all[0] : null);
        IReadOnlyList<SecretFinding> found = [];
        long total = 0;
        if (connection is not null)
        {
            problem = await work.TryAsync(async () =>
            {
                if (await ProjectAsync(connection.Id, view.Project, ct) is var (project, refused) && refused is not null)
                    return refused;
                (found, total) = await findings.ListAsync(new SecretFindingQuery(connection.Id, project, null, view.Reviewed, view.Revoked, view.Rule, view.Severity ?? Kernel.Severity.Unknown), view.Issue, view.Start, SecretsView.PageSize, ct);
                return null;
            }) ?? problem;
        }

        var known = (await rules.ListAsync(ct)).Select(s => s.Rule).ToLookup(r => r.Id);
        var wrong = view.Wrong.ToList();
        var done = WrongFilter.ReadDone<SecretDone>(context.Request, wrong);
        return Forms.Page<SecretsPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            View = view with { Wrong = wrong },
            Connection = connection,
            Connections = (IReadOnlyList<string>)[.. all.Select(c => c.Name)],
            Rows = (IReadOnlyList<SecretRow>)[.. found.Select(f => new SecretRow(f, known[f.Rule].FirstOrDefault()?.Title ?? f.Rule, known[f.Rule].FirstOrDefault()?.Revoke))],
            Total = total,
            Done = done,
            Problem = problem,
        });
    }

    private async Task<(string? Id, Problem? Refused)> ProjectAsync(ConnectionId connection, string? keyOrId, CancellationToken ct)
    {
        if (keyOrId is null)
            return (null, null);
        var project = await (await sites.ClientForAsync(connection, ct)).Projects.GetAsync(keyOrId, ct);
        return project is null
            ? (null, new Problem(ProblemKind.NotFound, $"Jira has no project {Problem.Quote(keyOrId)} that the connection's account may see."))
            : (project.Id, null);
    }
}
