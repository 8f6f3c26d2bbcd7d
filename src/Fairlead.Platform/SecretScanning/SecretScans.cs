using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Reporting;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecretScanning;

/// <summary>Asks for scans and carries them out.</summary>
internal sealed class SecretScans(
    Database database, SecretScanStore scans, SecretAttachmentStore attachments, JiraSites sites, ProjectCrawler crawler, CrawlRefusals refusals, ProjectReporter reporter,
    ActivityLog activity, TimeProvider clock, ILogger<SecretScans> log)
{
    /// <summary>Until a scan that Jira stopped is tried again.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(1);

    /// <summary>A scan of every project that the connection's account may browse.</summary>
    /// <param name="only">Of these projects, by id; <see langword="null"/>: of all.</param>
    /// <exception cref="JiraUnavailableException"/>
    /// <exception cref="ConnectionUnusableException"/>
    public async Task<IReadOnlyList<SecretScan>> AskForAllAsync(
        Connection connection, IReadOnlySet<string>? only, bool forced, Actor actor, CancellationToken ct)
    {
        var jira = await sites.ClientForAsync(connection.Id, ct);
        var projects = await jira.Projects.ListAsync(null, ct).Where(project => only?.Contains(project.Id) != false).ToListAsync(ct);
        var ids = new List<SecretScanId>();
        await using (var work = await database.BeginAsync(ct))
        {
            foreach (var project in projects)
                ids.Add(await SecretScanStore.AskAsync(work, SecretScanId.New(clock), connection.Id, project.Id, project.Key, null, forced, actor.Name, clock.GetUtcNow(), ct));
            await activity.AppendAsync(work, actor, "secrets.scan-asked", connection.Id.ToString(), $"{connection.Name}: {projects.Count} projects{(forced ? ", whole" : "")}", ct);
            await work.CommitAsync(ct);
        }

        return await AllAsync(ids, ct);
    }

    /// <param name="projectKeyOrId">As Jira knows it.</param>
    /// <exception cref="ProblemException">There is no such project, or the account may not see it.</exception>
    /// <exception cref="JiraUnavailableException"/>
    /// <exception cref="ConnectionUnusableException"/>
    public async Task<SecretScan> AskForProjectAsync(Connection connection, string projectKeyOrId, bool forced, Actor actor, CancellationToken ct)
    {
        var jira = await sites.ClientForAsync(connection.Id, ct);
        var project = await jira.Projects.GetAsync(projectKeyOrId, ct)
            ?? throw new ProblemException(Problem.AtParameter(ProblemKind.NotFound, "project", $"Jira has no project {Problem.Quote(projectKeyOrId)} that the connection's account may see. What it may see: fairlead jira projects --connection {connection.Name}"));
        return await AskAsync(connection, project.Id, project.Key, null, forced, actor, ct);
    }

    /// <exception cref="ProblemException">There is no such issue, or the account may not see it.</exception>
    /// <exception cref="JiraUnavailableException"/>
    /// <exception cref="ConnectionUnusableException"/>
    public async Task<SecretScan> AskForIssueAsync(Connection connection, string issueKey, bool forced, Actor actor, CancellationToken ct)
    {
        var jira = await sites.ClientForAsync(connection.Id, ct);
        var issue = await jira.Issues.GetAsync(issueKey, Jira.Issues.IssueSelection.Of("project"), ct);
        if (issue?.Project is not { } project)
            throw new ProblemException(Problem.AtParameter(ProblemKind.NotFound, "issue", $"Jira has no issue {Problem.Quote(issueKey)} that the connection's account may see."));

        return await AskAsync(connection, project.Id, project.Key, issue.Key, forced, actor, ct);
    }

    public Task<SecretScan?> FindAsync(SecretScanId id, CancellationToken ct) => scans.FindAsync(id, ct);

    /// <summary>The one that was asked for last first.</summary>
    public Task<IReadOnlyList<SecretScan>> ListAsync(ConnectionId connection, int limit, CancellationToken ct) => scans.ListAsync(connection, limit, ct);

    /// <summary>What was not looked through, or not whole, but for what holds no text; by issue.</summary>
    /// <param name="projectId"><see langword="null"/>: in all projects.</param>
    public Task<(IReadOnlyList<SkippedText> Skipped, long Total)> SkippedAsync(ConnectionId connection, string? projectId, long start, int size, CancellationToken ct) =>
        attachments.ListSkippedAsync(connection, projectId, start, size, ct);

    /// <summary>Carries out what waits, one after another, until nothing does.</summary>
    /// <returns>How many parts of scans were begun.</returns>
    /// <param name="onlyIssues">Of single issues alone, which must not wait for a project.</param>
    public async Task<int> RunDueAsync(CancellationToken ct, bool onlyIssues = false)
    {
        var begun = 0;
        while (true)
        {
            var due = await scans.DueAsync(clock.GetUtcNow(), onlyIssues, ct);
            var before = begun;
            foreach (var shard in due)
            {
                ct.ThrowIfCancellationRequested();
                if (await RunAsync(shard, ct))
                    begun++;
            }

            await reporter.ReportDueAsync(ct);
            if (begun == before)
                return begun;
        }
    }

    /// <summary>Whether signing in may work again is looked at without asking Jira, and so sooner; what is refused for long is tried ever more rarely.</summary>
    private TimeSpan PauseAfter(Exception e, SecretScan scan)
    {
        if (e is not JiraRefusedException refused || refused.Cause.IsAboutSignIn())
            return RetryPause;
        var lasts = (clock.GetUtcNow() - (scan.StartedAt ?? clock.GetUtcNow())) / 4;
        return lasts < CrawlRefusals.Pause ? CrawlRefusals.Pause : lasts < CrawlRefusals.LongestPause ? lasts : CrawlRefusals.LongestPause;
    }

    private async Task<bool> RunAsync(DueShard due, CancellationToken ct)
    {
        var owner = Guid.CreateVersion7(clock.GetUtcNow());
        var now = clock.GetUtcNow();
        if (await scans.ClaimAsync(due, owner, now, now + ShardHold.Lifetime, ct) is not { } shard || await scans.FindAsync(due.ScanId, ct) is not { } scan)
            return false;

        var held = shard;
        await using var hold = new ShardHold(scans, scan, owner, clock, log, ct);
        try
        {
            if (await refusals.StandingAsync(scan.Connection, ct) is { } refusal)
            {
                await LeaveAsync(work => SecretScanStore.RestAsync(work, held, owner, refusal, clock.GetUtcNow() + RetryPause, ct), ct);
                return true;
            }

            await crawler.CrawlAsync(scan, shard, owner, next => held = next, hold.Held);
            if (await scans.FindAsync(scan.Id, ct) is { State: SecretScanState.Done } done)
                log.Scanned(scan.Id.ToString(), scan.ProjectKey, done.Issues, done.Matches);
        }
        catch (ScanLostException)
        {
            return false;
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // Whoever looks next goes on at once instead of waiting until the claim has run out.
            await LeaveAsync(work => SecretScanStore.WaitAsync(work, held, owner, null, null, CancellationToken.None), CancellationToken.None);
            throw;
        }
        catch (Exception) when (hold.IsLost)
        {
            return false;
        }
        catch (JiraUnavailableException e)
        {
            log.ScanWaits(scan.Id.ToString(), scan.ProjectKey, e.Message);
            await LeaveAsync(work => SecretScanStore.WaitAsync(work, held, owner, e.Message, clock.GetUtcNow() + (e.RetryAfter ?? RetryPause), ct), ct);
        }
        catch (DatabaseUnavailableException e)
        {
            // It lost against another writer, or the database was away for a moment: what was stored is stored.
            log.ScanWaits(scan.Id.ToString(), scan.ProjectKey, e.Message);
            await LeaveAsync(work => SecretScanStore.WaitAsync(work, held, owner, "The database did not take it; it goes on where it was.", clock.GetUtcNow() + RetryPause, ct), ct);
        }
        catch (Exception e) when (e is JiraRefusedException or ConnectionUnusableException or ProjectLostException)
        {
            if (await refusals.WhyOverAsync(scan, e, ct) is { } reason)
            {
                log.ScanGivenUp(scan.Id.ToString(), scan.ProjectKey, reason);
                await LeaveAsync(work => SecretScanStore.FailAsync(work, held, owner, reason, clock.GetUtcNow(), ct), ct);
            }
            else
            {
                // What is refused may be allowed again: what was done until then is not thrown away for it.
                log.ScanWaits(scan.Id.ToString(), scan.ProjectKey, e.Message);
                await LeaveAsync(work => SecretScanStore.RestAsync(work, held, owner, e.Message, clock.GetUtcNow() + PauseAfter(e, scan), ct), ct);
            }
        }
        catch (Exception e)
        {
            log.ScanFailed(e, scan.Id.ToString(), scan.ProjectKey);
            await LeaveAsync(work => SecretScanStore.FailAsync(work, held, owner, "An error of Fairlead itself; the server's log tells it.", clock.GetUtcNow(), ct), ct);
        }

        return true;
    }

    /// <summary>Unless another run has it by now, or the scan is over.</summary>
    private async Task LeaveAsync(Func<UnitOfWork, Task> leave, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        try
        {
            await leave(work);
            await work.CommitAsync(ct);
        }
        catch (ScanLostException)
        {
            // Nothing of it is kept.
        }
    }

    private async Task<SecretScan> AskAsync(Connection connection, string projectId, string projectKey, string? issueKey, bool forced, Actor actor, CancellationToken ct)
    {
        SecretScanId id;
        await using (var work = await database.BeginAsync(ct))
        {
            id = await SecretScanStore.AskAsync(work, SecretScanId.New(clock), connection.Id, projectId, projectKey, issueKey, forced, actor.Name, clock.GetUtcNow(), ct);
            await activity.AppendAsync(work, actor, "secrets.scan-asked", connection.Id.ToString(), $"{connection.Name}: {issueKey ?? projectKey}{(forced ? ", whole" : "")}", ct);
            await work.CommitAsync(ct);
        }

        return await scans.FindAsync(id, ct) ?? throw new InvalidOperationException("The scan that was asked for is missing.");
    }

    private async Task<IReadOnlyList<SecretScan>> AllAsync(List<SecretScanId> ids, CancellationToken ct)
    {
        var all = new List<SecretScan>();
        foreach (var id in ids)
        {
            if (await scans.FindAsync(id, ct) is { } scan)
                all.Add(scan);
        }

        return all;
    }
}
