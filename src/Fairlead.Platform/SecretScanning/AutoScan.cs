using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Compatible;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecretScanning;

/// <summary>
/// Keeps projects up to date by itself, where that is wanted: those that were scanned once, and those that came since it was turned on. One that
/// nobody has ever scanned waits for its first scan.
/// </summary>
internal sealed class AutoScan(
    Database database, SecretSettingsStore settings, SecretScanStore scans, UnsettledStore unsettled, ScanStanding standing, ConnectionDirectory connections, JiraSites sites,
    ScannerLogLevel logLevel, TimeProvider clock, ILogger<AutoScan> log)
{
    /// <summary>Until one that failed is tried again.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromHours(1);

    /// <returns>How many scans were asked for.</returns>
    public async Task<int> LookAsync(CancellationToken ct)
    {
        var current = await settings.GetAsync(ct);
        logLevel.Set(current.LogLevel);
        if (!current.AutoScan)
            return 0;

        var asked = 0;
        foreach (var connection in await connections.ListAsync(ct))
        {
            if (!connection.IsEnabled)
                continue;
            try
            {
                asked += await LookAsync(connection, ct);
            }
            catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or ConnectionUnusableException)
            {
                log.AutoScanPutOff(connection.Name, e.Message);
            }
        }

        return asked;
    }

    private async Task<int> LookAsync(Connection connection, CancellationToken ct)
    {
        var jira = await sites.ClientForAsync(connection.Id, ct);
        var projects = await jira.Projects.ListAsync(null, ct).ToListAsync(ct);
        var known = (await scans.ProjectsAsync(connection.Id, ct)).ToDictionary(p => p.ProjectId, StringComparer.Ordinal);
        var isFirst = !await settings.HasBaselineAsync(connection.Id, ct);
        if (isFirst)
        {
            await using var work = await database.BeginAsync(ct);
            foreach (var project in projects.Where(p => !known.ContainsKey(p.Id)))
                await SecretScanStore.NoteProjectAsync(work, connection.Id, project.Id, project.Key, project.Name, ct);
            await SecretSettingsStore.PutBaselineAsync(work, connection.Id, clock.GetUtcNow(), ct);
            await work.CommitAsync(ct);
        }

        var unread = await unsettled.ProjectsAsync(connection.Id, AttachmentScanner.ReadsPdf, clock.GetUtcNow(), ct);
        var asked = 0;
        foreach (var project in projects)
        {
            var isNew = !isFirst && !known.ContainsKey(project.Id);
            var wasScanned = known.TryGetValue(project.Id, out var row) && row.ScannedAt is not null;
            if (!isNew && !wasScanned)
                continue;
            if (wasScanned && !await IsDueAsync(connection, project, row!, unread, ct))
                continue;
            if (await scans.LastAsync(connection.Id, project.Id, null, ct) is { HasFailed: true } failed && failed.FinishedAt > clock.GetUtcNow() - RetryPause)
                continue;

            await using var work = await database.BeginAsync(ct);
            await SecretScanStore.AskAsync(work, SecretScanId.New(clock), connection.Id, project.Id, project.Key, null, false, Actor.System.Name, clock.GetUtcNow(), ct);
            await work.CommitAsync(ct);
            asked++;
        }

        return asked;
    }

    /// <summary>Whether something of it changed or is to be read again, or it is time to list which issues there are: what an account may newly see changes nothing.</summary>
    private async Task<bool> IsDueAsync(Connection connection, JiraProject project, ProjectRow row, IReadOnlySet<string> unread, CancellationToken ct)
    {
        var state = (await standing.OfProjectAsync(connection, project, ct)).ScanState;
        var isListed = row.ListedAt is { } listedAt && listedAt > clock.GetUtcNow() - ReadingPlanner.ListAge;
        return state is "OUTDATED" or "ERROR" || (state == "UP_TO_DATE" && (!isListed || unread.Contains(project.Id)));
    }
}
