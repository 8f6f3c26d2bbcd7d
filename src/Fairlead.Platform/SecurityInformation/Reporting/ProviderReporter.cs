using System.Collections.ObjectModel;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Reports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Reporting;

/// <summary>
/// Tells Findings what providers told since it was told last, in the order in which it was stored. Telling the same once more changes nothing, so
/// that what a killed process left is done again.
/// </summary>
internal sealed class ProviderReporter(
    ReportStore reports, PushBurst burst, AssociationStore associations, FindingImports imports, FindingCatalog findings, IOptions<SecurityInformationOptions> options, TimeProvider clock, ILogger<ProviderReporter> log)
{
    public const string ReportKind = "security-information";

    /// <summary>Vulnerabilities of one report, so that other imports come in between.</summary>
    private const int MaxAtOnce = 20_000;

    /// <summary>Of one transaction that notes associations: vulnerabilities, and the issues that they are associated with.</summary>
    private const int MaxNoted = 1_000;
    private const int MaxIssuesNoted = 5_000;

    private const int MaxScanner = 150;

    /// <summary>Of one report: of how many that cannot be findings the log tells why.</summary>
    private const int MaxLogged = 10;

    private static readonly ReadOnlyDictionary<string, string> None = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>How long a claim holds that is not renewed, because whoever had it was killed.</summary>
    private static readonly TimeSpan ClaimLifetime = TimeSpan.FromSeconds(30);

    /// <summary>How long all that is due waits for those who send, together: not all of them come to an end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Until one that failed is tried again.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(1);

    /// <summary>Tells all that is not told yet. What cannot be told now is tried again later, and is no failure of the caller.</summary>
    public async Task ReportDueAsync(CancellationToken ct)
    {
        if (!options.Value.MakesFindings)
            return;
        var patience = Patience;
        while ((await reports.DueAsync(clock.GetUtcNow(), ct)) is { Count: > 0 } all)
        {
            foreach (var due in all)
            {
                patience = await burst.SubsideAsync(patience, ct);
                await ReportAsync(due, ct);
            }
        }
    }

    private async Task ReportAsync(DueReport due, CancellationToken ct)
    {
        var (owner, now) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        if (await reports.ClaimAsync(due, owner, now, now + ClaimLifetime, ct) is not { } claimed)
            return;
        await using var renewal = new Renewal(ClaimLifetime / 3, clock, ct => reports.KeepAsync(claimed, owner, clock.GetUtcNow() + ClaimLifetime, ct), e => log.ReportNotHeld(e, claimed.Name));
        try
        {
            await TellAsync(claimed, owner, ct);
            await reports.EndAsync(claimed, owner, null, null, ct);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            await reports.EndAsync(claimed, owner, null, null, CancellationToken.None);
            throw;
        }
        catch (Exception e)
        {
            log.ReportPutOff(e, claimed.Name);
            await reports.EndAsync(claimed, owner, e is ReportRefusedException ? e.Message : "an error of Fairlead itself; the server's log tells it", clock.GetUtcNow() + RetryPause, ct);
        }
    }

    private async Task TellAsync(DueReport due, Guid owner, CancellationToken ct)
    {
        var scanner = due.Scanner ?? await NameAsync(due, ct);
        var upto = await reports.UptoAsync(due, MaxAtOnce, ct);
        var removed = await reports.RemovedAsync(due, MaxAtOnce, ct);
        var unfit = new List<UnfitVulnerability>();
        await ImportAsync(due, scanner, upto, removed, unfit, ct);
        KillPoint.Hit("security.after-report");
        if (!await NoteAsync(due, owner, upto, ct))
            return;
        await using var work = await reports.BeginAsync(ct);
        if (!await ReportStore.KeepAsync(work, due, owner, clock.GetUtcNow() + ClaimLifetime, ct))
            return;
        await ReportStore.NoteUnfitAsync(work, due, upto, unfit, ct);
        await ReportStore.AdvanceAsync(work, due, owner, upto, removed, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>
    /// Notes what is associated from now on, some at a time, since a vulnerability can have hundreds of issues. What a killed process noted before all was, is noted again.
    /// </summary>
    /// <returns><see langword="false"/>: it took so long that another run has the report now.</returns>
    private async Task<bool> NoteAsync(DueReport due, Guid owner, long upto, CancellationToken ct)
    {
        var (some, issues) = (new List<ToldAssociations>(), 0);
        await foreach (var told in associations.ToldAsync(due, upto, ct))
        {
            some.Add(told);
            issues += told.Issues.Count + told.OtherNames.Count;
            if (some.Count < MaxNoted && issues < MaxIssuesNoted)
                continue;
            if (!await FlushAsync())
                return false;
            some.Clear();
            issues = 0;
        }

        return some.Count == 0 || await FlushAsync();

        async Task<bool> FlushAsync()
        {
            var now = clock.GetUtcNow();
            await using var work = await reports.BeginAsync(ct);
            if (!await ReportStore.KeepAsync(work, due, owner, now + ClaimLifetime, ct))
                return false;
            await AssociationStore.NoteAsync(work, due, some, now, ct);
            await work.CommitAsync(ct);
            return true;
        }
    }

    private async Task ImportAsync(DueReport due, string scanner, long upto, IReadOnlyList<ToldVulnerability> removed, List<UnfitVulnerability> unfit, CancellationToken ct)
    {
        await using var entries = EntriesAsync(due, scanner, upto, removed, unfit, ct).GetAsyncEnumerator(ct);
        // Many writes change nothing that Findings knows of.
        if (!await entries.MoveNextAsync())
            return;

        var request = new ImportRequest
        {
            Format = ReportFormat.GenericJson,
            ReportKind = ReportKind,
            FileName = $"pushed by {scanner}",
        };
        await MadeReport.ImportAsync(imports, request, (output, stop) => WriteAsync(output, entries, scanner, due.Revision, stop), ct);
    }

    private static async Task WriteAsync(PipeWriter output, IAsyncEnumerator<MappedVulnerability> entries, string scanner, long revision, CancellationToken ct)
    {
        using var report = new ProviderReport(output);
        report.Begin(scanner, revision);
        do
        {
            ct.ThrowIfCancellationRequested();
            report.Add(entries.Current);
            report.Flush();
            if ((await output.FlushAsync(ct)).IsCompleted)
                return;
        }
        while (await entries.MoveNextAsync());

        report.End();
    }

    /// <param name="unfit">Gets those that cannot be findings, which keep no others away.</param>
    private async IAsyncEnumerable<MappedVulnerability> EntriesAsync(
        DueReport due, string scanner, long upto, IReadOnlyList<ToldVulnerability> removed, List<UnfitVulnerability> unfit, [EnumeratorCancellation] CancellationToken ct)
    {
        var (properties, logged) = (new Dictionary<long, IReadOnlyDictionary<string, string>>(), 0);
        foreach (var gone in removed.Where(r => !r.IsBack))
        {
            if (await MapAsync(gone, isDeleted: true) is { } mapped)
                yield return mapped;
        }

        await foreach (var changed in reports.ChangedAsync(due, upto, ct))
        {
            if (await MapAsync(changed, isDeleted: false) is { } mapped)
                yield return mapped;
        }

        async Task<MappedVulnerability?> MapAsync(ToldVulnerability told, bool isDeleted)
        {
            if (told.PropertySetNo is { } set && !properties.ContainsKey(set))
                properties[set] = await reports.PropertiesAsync(set, ct);
            // Nothing is read from the database here, so that what fails is this one's own.
            try
            {
                using var body = JsonDocument.Parse(told.Body);
                return VulnerabilityMapper.Map(scanner, body.RootElement, told.PropertySetNo is { } no ? properties[no] : None, isDeleted);
            }
            catch (Exception e)
            {
                if (logged++ < MaxLogged)
                    log.VulnerabilityLeftOut(e, told.VulnerabilityId, due.Name);
                if (!isDeleted)
                    unfit.Add(new(told.VulnerabilityId, "an error of Fairlead itself; the server's log tells it"));
            }

            // What is deleted and was no finding has nothing to close; which finding it was is known by its ids, whatever else of it cannot be read any more.
            return isDeleted && await findings.OfReportedIdAsync(VulnerabilityMapper.ReportedIdOf(scanner, told.ContainerId, told.VulnerabilityId), ct) is { } id
                && await findings.GetAsync(id, ct) is { } finding
                    ? VulnerabilityMapper.Withdraw(finding, scanner, told.ContainerId, told.VulnerabilityId)
                    : null;
        }
    }

    private async Task<string> NameAsync(DueReport due, CancellationToken ct)
    {
        var scanner = PlainText.Cut(PlainText.OneLine(due.Name).Trim(), MaxScanner);
        if (scanner.Length > 0 && await reports.NameAsync(due, scanner, ct))
            return scanner;

        // Another provider was called so before, and its findings keep the name.
        scanner = $"{scanner} ({due.Key})";
        await reports.NameAsync(due, scanner, ct);
        return scanner;
    }
}
