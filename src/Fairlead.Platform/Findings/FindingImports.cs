using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings.Importing;
using Fairlead.Platform.Findings.Storage;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Reports;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Findings;

/// <summary>Takes reports in. Everything a report says is visible at once or not at all.</summary>
internal sealed class FindingImports(
    Database database, EventLog events, ActivityLog activity, ReserveFile reserve, IOptions<FindingsOptions> options, TimeProvider clock,
    ILogger<FindingImports> log)
    : IDisposable
{
    private const int MaxFileName = 255;

    private static readonly SqlText CloseHeldSql = new(typeof(ImportStore), "Held.ToClose");
    private static readonly SqlText RecountSql = new(typeof(ImportStore), "Scope.Recount");
    private static readonly SqlText SetCountsSql = new(typeof(ImportStore), "Import.SetCounts");

    private readonly ImportStore _store = new(database, clock);
    private readonly ImportTurn _turn = new(database);
    private ImportRecovery? _recovery;

    private ImportPublisher Publisher => new(database, _store, events, activity, clock);

    private ImportRecovery Recovery => LazyInitializer.EnsureInitialized(ref _recovery, () => new(database, _store, Publisher, reserve, clock));

    /// <summary>Takes in one report. Repeating at once is safe: the same bytes are a retry, and change nothing.</summary>
    /// <param name="report">Read to its end, not disposed of; need not be seekable.</param>
    /// <exception cref="DatabaseUnavailableException">Nothing was taken in.</exception>
    public Task<ImportOutcome> ImportAsync(
        Stream report, ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken ct) =>
        ImportAsync(new[] { new ReportPart(report, null) }.ToAsyncEnumerable(), request, progress, ct);

    /// <summary>
    /// Takes in several reports as one: what any of them holds is present, in whatever order they come. All are taken in, or
    /// none. Repeating at once is safe: the same bytes are a retry, and change nothing.
    /// </summary>
    /// <param name="reports">At least one; each is read before the next one is asked for.</param>
    /// <exception cref="DatabaseUnavailableException">Nothing was taken in.</exception>
    public async Task<ImportOutcome> ImportAsync(
        IAsyncEnumerable<ReportPart> reports, ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        if (request.IdempotencyKey is { } key && !IdempotencyKey.IsSound(key))
        {
            return new ImportOutcome.Refused(
                "invalid-idempotency-key", "Invalid Idempotency-Key", "An idempotency key is 1 to 255 visible ASCII characters.", null, "Send another key, or none.");
        }

        var startedAt = clock.GetUtcNow();
        await using var spools = new ReportSpools();
        IAsyncDisposable turn;
        try
        {
            await spools.TakeAsync(reports, options.Value, ct);
            turn = await _turn.TakeAsync(ct);
        }
        catch (Exception e) when (FailureTexts.IsBrokenOff(e) && spools.HasBegun)
        {
            await Recovery.ListDiscardedAsync(RowOf(spools, request, startedAt), FailureTexts.Of(e, null), CancellationToken.None);
            if (e is not SpoolLimitException)
                throw;
            return new ImportOutcome.Refused(
                "content-too-large", "Content too large", e.Message, null, "Import less at once, or raise Findings:MaxUploadBytes.");
        }

        await using (turn)
        {
            if (await Recovery.RunAsync(ct) is var left and > 0)
                log.Recovered(left);
            return await ImportAsync(spools, request, progress, ct);
        }
    }

    /// <summary>Carries out the closes that the guard held. Repeating is safe.</summary>
    public async Task<ConfirmOutcome> ConfirmClosesAsync(ImportId import, Actor by, CancellationToken ct)
    {
        await using var turn = await _turn.TakeAsync(ct);
        await Recovery.RunAsync(ct);
        if (await _store.GetAsync(import, ct) is not { State: (int)ImportState.Finished } row)
            return new ConfirmOutcome.Unknown();
        var scopes = await _store.ScopesOfAsync(row.No, ct);
        var told = row.ToImport();
        if (told.Counts.Held > 0 && scopes.Count > 0 && scopes.All(s => s.LatestImportNo != row.No))
            return new ConfirmOutcome.Superseded(scopes[0].LatestImport ?? import);
        if (told.Counts.Held == 0)
            return new ConfirmOutcome.Confirmed(import, 0);

        await using var work = await database.BeginAsync(ct);
        var closed = await work.QueryAsync<long>(
            CloseHeldSql, new { importNo = row.No, closeAfter = options.Value.CloseAfterAbsences }, ct);
        foreach (var nos in closed.Chunk(1000))
            await FindingStates.DeriveAsync(work, nos, clock.GetUtcNow(), ct);
        await work.ExecuteAsync(RecountSql, new { scopes = scopes.Select(s => s.No).ToArray() }, ct);
        var counts = told.Counts with { Fixed = told.Counts.Fixed + closed.Count, Held = 0 };
        await work.ExecuteAsync(SetCountsSql, new { no = row.No, counts = ImportRow.Write(counts) }, ct);
        if (closed.Count > 0)
            await events.AppendAsync(work, ImportPublisher.EventKind, import.ToString(), ct);
        await activity.AppendAsync(work, by, "import.closes-confirmed", import.ToString(), $"Closed {closed.Count} findings that were held", ct);
        await work.CommitAsync(ct);
        return new ConfirmOutcome.Confirmed(import, closed.Count);
    }

    public async Task<Import?> GetAsync(ImportId import, CancellationToken ct) => (await _store.GetAsync(import, ct))?.ToImport();

    /// <summary>Newest first, with the latest discarded ones.</summary>
    /// <param name="after">The cursor of the page before; null for the first.</param>
    /// <param name="size">1 to 1,000.</param>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    public async Task<Page<Import>> ListAsync(string? after, int size, CancellationToken ct)
    {
        var before = after is null ? long.MaxValue : long.Parse(after, NumberStyles.None, CultureInfo.InvariantCulture);
        var rows = await _store.PageAsync(before, size + 1, ct);
        var next = rows.Count > size ? rows[size - 1].No.ToString(CultureInfo.InvariantCulture) : null;
        return new Page<Import>([.. rows.Take(size).Select(r => r.ToImport())], next);
    }

    /// <summary>Carries on or undoes what a killed process left. Also done before every import; nothing half done is ever visible.</summary>
    public async Task RecoverAsync(CancellationToken ct)
    {
        await using var turn = await _turn.TakeAsync(ct);
        if (await Recovery.RunAsync(ct) is var left and > 0)
            log.Recovered(left);
    }

    public void Dispose() => _turn.Dispose();

    private async Task<ImportOutcome> ImportAsync(
        ReportSpools reports, ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        var digest = DigestOf(reports, request);
        if (request.IdempotencyKey is { } key && await _store.FindByKeyAsync(key, ct) is { } before)
        {
            return before.Digest.AsSpan().SequenceEqual(digest)
                ? new ImportOutcome.Accepted(before.ToImport(), Replayed: true)
                : new ImportOutcome.Refused(
                    "idempotency-key-reused", "Idempotency key reused", "The idempotency key was used for another report.", null, "Use a new key for each report.");
        }

        if (await _store.FindLatestByDigestAsync(digest, ct) is { } same && IsRetry(same))
            return new ImportOutcome.AlreadyImported(same.ToImport());

        try
        {
            await using var first = await OpenFirstAsync(reports, request, ct);
            return await ImportAsync(reports, digest, first, request, progress, ct);
        }
        catch (ReportException e)
        {
            log.Refused(e.Slug);
            return new ImportOutcome.Refused(
                e.Slug, e.Title, reports.Current is { } name ? $"{name}: {e.Message} Nothing of any report was imported." : e.Message, e.Place, e.NextStep);
        }
        catch (StaleScopeException e)
        {
            return new ImportOutcome.Stale(e.Scope, e.ReportedAt, e.LatestAt);
        }
    }

    /// <summary>
    /// Whether the bytes of an import are of the same scan when they come again. A scanner that writes no time gives the same
    /// bytes for the same code every night, and each night says anew what is there and what is not.
    /// </summary>
    private bool IsRetry(ImportRow same) =>
        same.ReportedAt is not null || clock.GetUtcNow() - (same.FinishedAt ?? same.StartedAt) <= options.Value.RetryWindow;

    private async Task<ReportReading> OpenFirstAsync(ReportSpools reports, ImportRequest request, CancellationToken ct)
    {
        try
        {
            return await reports.OpenAsync(0, request.Format, ct);
        }
        catch (ReportException e)
        {
            await Recovery.ListDiscardedAsync(RowOf(reports, request, clock.GetUtcNow()), FailureTexts.Of(e, reports.Current), ct);
            throw;
        }
    }

    private async Task<ImportOutcome> ImportAsync(
        ReportSpools reports, byte[] digest, ReportReading first, ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        var import = await _store.BeginAsync(RowOf(reports, digest, first.Header, request, await _store.NextFindingNoAsync(ct)), ct);
        KillPoint.Hit("import.after-begin");
        try
        {
            await using var rows = await BulkPath.OpenAsync(database, ct);
            var aliases = new AliasResolver(_store, rows);
            await using var writer = new ImportWriter(database, rows, aliases, import);
            var run = new ImportRun(_store, rows, aliases, writer, import, request);
            var told = await ReadAsync(reports, first, run, request.Format, progress, ct);
            var incomplete = request.Incomplete ?? told.Incomplete ?? (run.Scopes.Any(s => s.IsOlder) ? "The report is older than the latest one." : null);
            var absence = new AbsenceStep(rows, run, options.Value.CloseAfterAbsences, request.IsExhaustive, request.ConfirmCloses);
            if (incomplete is null)
            {
                foreach (var scope in run.Scopes)
                    await absence.RunAsync(scope, ct);
            }

            var decided = import with
            {
                Format = told.Format,
                ReportedAt = told.ReportedAt,
                Incomplete = incomplete,
                Counts = ImportRow.Write(new ImportCounts(
                    run.Read, run.Repeated, run.Created, run.Seen, run.Changed, run.Reopened,
                    absence.AwaitingVerification, absence.Fixed + run.Closed, absence.Held, run.Unreadable)),
                RowErrors = ImportRow.Write(run.RowErrors),
                Warnings = ImportRow.Write(WarningsOf(told, run)),
            };
            var finished = (await Publisher.PublishAsync(decided, run.Scopes, incomplete is null, run.StagedChanges, request.By, ct)).ToImport();
            log.Imported(finished.Id, finished.Counts.Read, finished.Counts.Created, finished.Counts.Changed, finished.Counts.Fixed, finished.Counts.Held);
            return new ImportOutcome.Accepted(finished);
        }
        catch (Exception e)
        {
            // Where the database is away, the next import or start does it.
            Recovery.Remember(import, FailureTexts.Of(e, reports.Current));
            if (e is not DatabaseUnavailableException { Failure: not DatabaseFailure.StorageFull })
                await Recovery.DiscardUndecidedAsync(import, CancellationToken.None);
            throw;
        }
    }

    private static async Task<ReportsTold> ReadAsync(
        ReportSpools reports, ReportReading first, ImportRun run, ReportFormat? format, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        var told = new ReportsTold();
        await ReadAsync(first);
        for (var next = 1; next < reports.Count; next++)
        {
            KillPoint.Hit("import.between-reports");
            await using var reading = await reports.OpenAsync(next, format, ct);
            await ReadAsync(reading);
        }

        await run.EndAsync(ct);
        return told;

        async Task ReadAsync(ReportReading reading)
        {
            await run.ReadAsync(
                reading,
                reading.Header,
                reports.Current,
                () => progress?.Report(new ImportProgress(run.Read, reports.BytesRead, reports.Bytes)),
                ct);
            told.Add(reading.Header, reading.Trailer, reports.Current);
        }
    }

    private static List<string> WarningsOf(ReportsTold told, ImportRun run)
    {
        List<string> warnings = [.. told.Warnings];
        if (run.OwnAssets.Told(run.Read) is { } own)
            warnings.Add(own);
        if (run.Scopes.Any(s => s.Key.Asset.Length == 0))
        {
            warnings.Add(
                "The report does not name what was scanned. Name it with asset=NAME (on the command line: --asset NAME): reports without one share a scope, and each closes what the others found.");
        }

        return warnings;
    }

    private ImportRow RowOf(ReportSpools reports, byte[] digest, ReportHeader header, ImportRequest request, long firstFindingNo) =>
        RowOf(reports, request, clock.GetUtcNow()) with
        {
            Digest = digest,
            ContentSha256 = Convert.ToHexStringLower(reports.Sha256),
            Format = header.Format.Name,
            IdempotencyKey = request.IdempotencyKey,
            ReportedAt = header.ReportedAt,
            FirstFindingNo = firstFindingNo,
        };

    private ImportRow RowOf(ReportSpools reports, ImportRequest request, DateTimeOffset startedAt) => new()
    {
        Id = ImportId.New(clock),
        State = (int)ImportState.Running,
        Owner = Guid.CreateVersion7(clock.GetUtcNow()),
        Bytes = reports.Bytes,
        FileName = request.FileName is { } name ? PlainText.Cut(PlainText.OneLine(name), MaxFileName) : reports.Names,
        ByName = PlainText.OneLine(request.By.Name),
        StartedAt = startedAt,
    };

    /// <summary>Over the bytes and all that the request says of their meaning.</summary>
    private static byte[] DigestOf(ReportSpools reports, ImportRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(reports.Sha256);
        foreach (var part in (ReadOnlySpan<string?>)[request.Format?.Name, request.Asset, request.Scanner, request.Branch, request.ReportKind])
            HashedFields.Write(buffer, part);
        if (request.Incomplete is { } incomplete)
            HashedFields.Write(buffer, incomplete);
        return SHA256.HashData(buffer.WrittenSpan);
    }
}
