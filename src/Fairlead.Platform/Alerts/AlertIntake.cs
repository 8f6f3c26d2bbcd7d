using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Platform.Alerts.Folding;
using Fairlead.Platform.Alerts.Reading;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Alerts;

/// <summary>
/// Takes documents in: waits for the whole request, then folds repeats and stores all of it in one transaction, or nothing. <see cref="AlertStreams"/> takes what has
/// no end in sight.
/// </summary>
internal sealed class AlertIntake(
    Database database, AlertRecorder recorder, IOptions<AlertsOptions> options, IOptions<FindingsOptions> files, TimeProvider clock) : IDisposable
{
    /// <summary>Requests that are folded and stored at the same time: each may hold <see cref="AlertFold.MaxAlerts"/> in memory.</summary>
    public const int MaxAtOnce = 4;

    /// <summary>A larger one waits on the disk until it is there as a whole.</summary>
    private const int MaxBytesInMemory = 128 * 1024;

    private readonly AlertTurns _turns = new(MaxAtOnce, $"{MaxAtOnce} requests with alerts are being stored.", clock);

    /// <summary>Requests more that would be folded at once.</summary>
    public int FreeTurns => _turns.Free;

    /// <summary>Repeating counts again, unless the request has a key.</summary>
    /// <param name="body">However slowly it comes, it keeps no other request from its turn.</param>
    /// <param name="key">The same key and bytes give the first answer again.</param>
    /// <returns>What came of it, and whether that is the answer to an earlier request.</returns>
    /// <exception cref="ProblemException">Nothing was taken in.</exception>
    public async Task<(AlertIntakeResult Result, bool IsReplayed)> TakeAsync(Stream body, string? key, CancellationToken ct)
    {
        await using var whole = await WholeAsync(body, ct);
        await _turns.EnterAsync(ct);
        try
        {
            var (fold, tally) = (new AlertFold(), new AlertTally());
            using var digest = SHA256.Create();
            await using var hashed = new CryptoStream(whole, digest, CryptoStreamMode.Read, leaveOpen: true);
            await foreach (var item in new AlertItems(hashed).ReadAsync(ct))
            {
                if (!tally.TryAdd(item, fold, clock.GetUtcNow()))
                    throw new ProblemException(new Problem(ProblemKind.ContentTooLarge, $"The request holds more than {AlertFold.MaxAlerts:N0} different alerts. Nothing of it was taken in; send smaller ones."));
            }

            return await StoreAsync(fold, tally, key is null ? null : (key, digest.Hash!), ct);
        }
        finally
        {
            _turns.Leave();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<Stream> WholeAsync(Stream body, CancellationToken ct)
    {
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            var begun = await reader.ReadAtLeastAsync(MaxBytesInMemory + 1, ct);
            if (begun.Buffer.Length <= MaxBytesInMemory)
            {
                var small = new MemoryStream(begun.Buffer.ToArray(), writable: false);
                reader.AdvanceTo(begun.Buffer.End);
                return small;
            }

            // Nothing of it is taken yet: the spool reads it from the beginning.
            reader.AdvanceTo(begun.Buffer.Start);
            await using var rest = reader.AsStream(leaveOpen: true);
            return (await BodySpool.TakeAsync(rest, files.Value.TemporaryFolder, options.Value.MaxBodyBytes, 0, ct)).File;
        }
        catch (SpoolLimitException e)
        {
            throw new ProblemException(new Problem(ProblemKind.ContentTooLarge, $"{e.Message} Nothing of it was taken in; send smaller ones."));
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private async Task<(AlertIntakeResult Result, bool IsReplayed)> StoreAsync(
        AlertFold fold, AlertTally tally, (string Key, byte[] Digest)? request, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        if (request is var (key, digest) && await AlertStore.RequestAsync(work, key, ct) is { } before)
        {
            return before.Digest.AsSpan().SequenceEqual(digest)
                ? (JsonSerializer.Deserialize<AlertIntakeResult>(before.Answer.Value)!, true)
                : throw new ProblemException(new Problem(ProblemKind.IdempotencyKeyReused, "The idempotency key was used for other alerts. Use a new key for each request."));
        }

        await recorder.WriteAsync(work, fold, tally, ct);
        var result = tally.Result;
        if (request is var (newKey, newDigest)
            && !await AlertStore.PutRequestAsync(work, newKey, newDigest, JsonSerializer.Serialize(result), clock.GetUtcNow(), ct))
        {
            throw new ProblemException(new Problem(ProblemKind.Conflict, "Another request with this idempotency key is being answered. Send it again."));
        }

        await work.CommitAsync(ct);
        return (result, false);
    }
}
