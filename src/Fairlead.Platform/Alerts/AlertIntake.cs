using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Alerts.Folding;
using Fairlead.Platform.Alerts.Reading;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Platform.Http;
using Fairlead.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Alerts;

/// <summary>An item of a request that was not taken in.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Line">From 1.</param>
public sealed record AlertRefusal(long Index, long Line, string Reason);

/// <summary>What came of one request. What it counts as taken in is stored.</summary>
/// <param name="Received">All items.</param>
/// <param name="Created">Different alerts that were not known.</param>
/// <param name="Repeated">Items that repeat one that is known, or another of the request.</param>
/// <param name="Ignored">Items that are no alerts, such as telemetry.</param>
/// <param name="Refused">Items that were not taken in.</param>
/// <param name="Refusals">The first hundred of those.</param>
/// <param name="Remarks">What was not understood of items that were taken in; the first hundred.</param>
public sealed record AlertIntakeResult(
    long Received, long Created, long Repeated, long Ignored, long Refused, IReadOnlyList<AlertRefusal> Refusals, IReadOnlyList<AlertRefusal> Remarks)
{
    public long Taken => Created + Repeated;
}

/// <summary>Takes alerts in: reads a request to its end, folds repeats, and stores all of it in one transaction.</summary>
internal sealed class AlertIntake(Database database, IOptions<AlertsOptions> options, TimeProvider clock) : IDisposable
{
    private const int MaxTold = 100;

    /// <summary>Requests that are read at the same time: each may hold <see cref="AlertFold.MaxAlerts"/> in memory.</summary>
    private const int MaxAtOnce = 4;

    private readonly SemaphoreSlim _turns = new(MaxAtOnce);

    /// <summary>Repeating counts again, unless the request has a key.</summary>
    /// <param name="key">The same key and bytes give the first answer again.</param>
    /// <returns>What came of it, and whether that is the answer to an earlier request.</returns>
    /// <exception cref="ProblemException">Nothing was taken in.</exception>
    public async Task<(AlertIntakeResult Result, bool IsReplayed)> TakeAsync(Stream body, string? key, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            using var digest = SHA256.Create();
            await using var hashed = new CryptoStream(body, digest, CryptoStreamMode.Read, leaveOpen: true);
            var reading = new Reading(clock.GetUtcNow());
            await foreach (var item in new AlertItems(hashed).ReadAsync(ct))
                reading.Add(item);
            return await StoreAsync(reading, key is null ? null : (key, digest.Hash!), ct);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<(AlertIntakeResult Result, bool IsReplayed)> StoreAsync(
        Reading reading, (string Key, byte[] Digest)? request, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);

        // Now, not when the request began: whoever looks for what is new since then has to find it.
        var now = clock.GetUtcNow();
        if (request is var (key, digest) && await AlertStore.RequestAsync(work, key, ct) is { } before)
        {
            return before.Digest.AsSpan().SequenceEqual(digest)
                ? (JsonSerializer.Deserialize<AlertIntakeResult>(before.Answer.Value)!, true)
                : throw new ProblemException(new Problem(ProblemKind.IdempotencyKeyReused, "The idempotency key was used for other alerts. Use a new key for each request."));
        }

        var result = await WriteAsync(work, reading, now, ct);
        if (request is var (newKey, newDigest)
            && !await AlertStore.PutRequestAsync(work, newKey, newDigest, JsonSerializer.Serialize(result), now, ct))
        {
            throw new ProblemException(new Problem(ProblemKind.Conflict, "Another request with this idempotency key is being answered. Send it again."));
        }

        await work.CommitAsync(ct);
        return (result, false);
    }

    private async Task<AlertIntakeResult> WriteAsync(UnitOfWork work, Reading reading, DateTimeOffset now, CancellationToken ct)
    {
        var known = await AlertStore.KnownAsync(work, [.. reading.Fold.Alerts.Select(a => a.Fingerprint)], ct);
        var room = reading.Fold.Alerts.Count == known.Count ? 0 : options.Value.MaxAlerts - await AlertStore.CountAsync(work, ct);
        long created = 0, repeated = 0;

        // In one order, so that two requests never wait for each other's rows.
        foreach (var alert in reading.Fold.Alerts.OrderBy(a => Convert.ToHexString(a.Fingerprint), StringComparer.Ordinal))
        {
            if (!known.Contains(Convert.ToHexString(alert.Fingerprint)))
            {
                if (room-- <= 0)
                {
                    reading.Refuse(alert.Index, alert.Line, Full(alert.Count), alert.Count);
                    continue;
                }

                created++;
                repeated--;
            }

            repeated += alert.Count;
            await AlertStore.UpsertAsync(work, AlertRow.Of(alert, AlertId.New(clock), now), ct);
        }

        return new AlertIntakeResult(reading.Received, created, repeated, reading.Ignored, reading.Refused, reading.Refusals, reading.Remarks);
    }

    private string Full(long count) =>
        $"{options.Value.MaxAlerts:N0} different alerts are kept already, so {(count == 1 ? "this one" : $"this one and its {count - 1:N0} repeats")} found no room. Raise Alerts:MaxAlerts, or lower Alerts:KeepFor.";

    /// <summary>A request as far as it was read.</summary>
    private sealed class Reading(DateTimeOffset now)
    {
        private readonly List<AlertRefusal> _refusals = [];
        private readonly List<AlertRefusal> _remarks = [];

        public AlertFold Fold { get; } = new(now);

        public long Received { get; private set; }

        public long Ignored { get; private set; }

        public long Refused { get; private set; }

        public IReadOnlyList<AlertRefusal> Refusals => _refusals;

        public IReadOnlyList<AlertRefusal> Remarks => _remarks;

        public void Add(in AlertItem item)
        {
            Received++;
            switch (AlertReader.Read(item))
            {
                case AlertReading.Taken { Report: var report }:
                    if (!Fold.TryAdd(report, item))
                        throw new ProblemException(new Problem(ProblemKind.ContentTooLarge, $"The request holds more than {AlertFold.MaxAlerts:N0} different alerts. Nothing of it was taken in; send smaller ones."));
                    if (report.Remark is { } remark && _remarks.Count < MaxTold)
                        _remarks.Add(new(item.Index, item.Line, remark));
                    break;
                case AlertReading.NoAlert:
                    Ignored++;
                    break;
                case AlertReading.Refused { Reason: var reason }:
                    Refuse(item.Index, item.Line, reason, 1);
                    break;
            }
        }

        public void Refuse(long index, long line, string reason, long count)
        {
            Refused += count;
            if (_refusals.Count < MaxTold)
                _refusals.Add(new(index, line, reason));
        }
    }
}
