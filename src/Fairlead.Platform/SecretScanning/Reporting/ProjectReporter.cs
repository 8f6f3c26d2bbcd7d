using System.Globalization;
using System.IO.Pipelines;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Reports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecretScanning.Reporting;

/// <summary>
/// Tells Findings what secrets stand in a project. Each report holds all that are known, so that none closes another; what is not in it stands
/// nowhere any more, unless the project is being looked through. Repeating tells the same, and the same changes nothing.
/// </summary>
internal sealed class ProjectReporter(
    ProjectReportStore reports, SecretFindingStore secrets, FindingImports imports, ConnectionDirectory connections, ScannerInUse inUse,
    IOptions<SecretScanningOptions> options, TimeProvider clock, ILogger<ProjectReporter> log)
{
    /// <summary>How long a claim holds, and until one that failed is tried again.</summary>
    private static readonly TimeSpan ClaimLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// After a change that was committed with its wish to be told, which no kill loses: the jobs look for such every few seconds, so that nobody waits for a report of all of a project. Where there are none it is told now.
    /// </summary>
    public Task ReportSoonAsync(CancellationToken ct) => options.Value.JobsEnabled ? Task.CompletedTask : ReportDueAsync(ct);

    /// <summary>Tells what is not told yet. What cannot be told now is tried again later, and is no failure of the caller.</summary>
    public async Task ReportDueAsync(CancellationToken ct)
    {
        if (!options.Value.MakesFindings)
            return;
        foreach (var due in await reports.DueAsync(clock.GetUtcNow(), ct))
        {
            var (owner, now) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
            if (await reports.ClaimAsync(due, owner, now, now + ClaimLifetime, ct) is not { } claimed)
                continue;
            try
            {
                await ReportAsync(claimed, ct);
                KillPoint.Hit("secrets.after-report");
                await reports.EndAsync(claimed, owner, told: true, null, null, ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                await reports.EndAsync(claimed, owner, told: false, null, null, CancellationToken.None);
                throw;
            }
            catch (Exception e)
            {
                log.ReportPutOff(e, claimed.ProjectId);
                await reports.EndAsync(claimed, owner, told: false, e is ReportRefusedException ? e.Message : "an error of Fairlead itself; the server's log tells it", clock.GetUtcNow() + RetryPause, ct);
            }
        }
    }

    private async Task ReportAsync(DueReport due, CancellationToken ct)
    {
        if (await connections.FindAsync(due.ConnectionId, ct) is not { } connection || await AssetOfAsync(due, connection, ct) is not { } asset)
            return;

        var request = new ImportRequest
        {
            Format = ReportFormat.GenericJson,
            Asset = asset,
            Scanner = ProjectReport.Scanner,
            ReportKind = "secrets",
            FileName = $"secrets in {asset}",
            IsExhaustive = !due.IsPartial,
            Incomplete = due.IsPartial ? "It tells what people said while the project is looked through." : null,
        };
        await MadeReport.ImportAsync(imports, request, (output, stop) => WriteAsync(output, due, connection, stop), ct);
    }

    private async Task WriteAsync(PipeWriter output, DueReport due, Connection connection, CancellationToken ct)
    {
        var rules = (await inUse.CurrentAsync(ct)).All;
        using var report = new ProjectReport(output, connection.BaseUrl, rules.Find);
        report.Begin();
        await foreach (var secret in secrets.StreamAsync(due.ConnectionId, due.ProjectId, ct))
        {
            // A scan that stores meanwhile wants another report.
            if (secret.Places.Count == 0)
                continue;
            report.Add(secret);
            report.Flush();
            if ((await output.FlushAsync(ct)).IsCompleted)
                return;
        }

        report.End();
    }

    /// <returns><see langword="null"/>: nothing was ever found in the project.</returns>
    private async Task<string?> AssetOfAsync(DueReport due, Connection connection, CancellationToken ct)
    {
        if (due.Asset is { } known)
            return known;
        if (await secrets.StreamAsync(due.ConnectionId, due.ProjectId, ct).FirstOrDefaultAsync(ct) is not { Places: [var place, ..] })
            return null;

        var key = place.IssueKey[..Math.Max(0, place.IssueKey.LastIndexOf('-'))];
        var asset = string.Create(CultureInfo.InvariantCulture, $"jira:{connection.Name}/{key}");
        if (await reports.NameAsync(due, asset, ct))
            return asset;

        // A connection or a project was called so before, and its findings keep the name.
        asset = string.Create(CultureInfo.InvariantCulture, $"{asset} ({connection.Id}/{due.ProjectId})");
        await reports.NameAsync(due, asset, ct);
        return asset;
    }
}
