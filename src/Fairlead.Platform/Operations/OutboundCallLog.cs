using System.Threading.Channels;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Operations;

/// <summary>
/// Keeps a row for every call to another system. Recording is instant; rows are written in batches, at the latest
/// <see cref="FlushInterval"/> after the call, and all of them before the host has stopped.
/// </summary>
/// <remarks>
/// The queue is bounded: when the database stands still, the oldest waiting records are dropped and counted rather than the
/// calls themselves held up. Exactness of tickets never depends on these rows.
/// </remarks>
internal sealed class OutboundCallLog(Database database, TimeProvider clock, OperationsMetrics metrics, ILogger<OutboundCallLog> log)
    : BackgroundService
{
    public static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(500);

    private const int MaxWaiting = 20_000;
    private const int MaxBatch = 500;

    private static readonly SqlText AppendSql = new(typeof(Storage.OperationsSql), "OutboundCall.Append");
    private static readonly SqlText BeforeSql = new(typeof(Storage.OperationsSql), "OutboundCall.Before");

    private readonly Channel<OutboundCall> _waiting = Channel.CreateBounded<OutboundCall>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = false });

    private readonly SemaphoreSlim _writing = new(1, 1);

    public void Record(OutboundCall call)
    {
        metrics.JiraCall(call);
        _waiting.Writer.TryWrite(call);
    }

    /// <summary>Writes everything recorded so far.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            var batch = new List<Row>(MaxBatch);
            while (_waiting.Reader.TryRead(out var call))
            {
                batch.Add(Row.Of(call));
                if (batch.Count == MaxBatch)
                    await WriteAsync(batch, ct);
            }

            await WriteAsync(batch, ct);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<OutboundCall>> ListAsync(long? before, int limit, CancellationToken ct) =>
        [.. (await database.QueryAsync<Row>(BeforeSql, new { before = before ?? long.MaxValue, limit }, ct)).Select(r => r.ToCall())];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            // Calls come in bursts; a short pause makes one transaction of many.
            await Task.Delay(FlushInterval, clock, stoppingToken);
            try
            {
                await FlushAsync(stoppingToken);
            }
            catch (DatabaseUnavailableException e)
            {
                log.CallsNotStored(e);
            }
        }
    }

    private async Task WriteAsync(List<Row> batch, CancellationToken ct)
    {
        if (batch.Count == 0)
            return;
        await using var work = await database.BeginAsync(ct);
        foreach (var row in batch)
            await work.ExecuteAsync(AppendSql, row, ct);
        await work.CommitAsync(ct);
        batch.Clear();
    }

    private sealed class Row
    {
        public long Number { get; init; }

        public DateTimeOffset At { get; init; }

        public ConnectionId? ConnectionId { get; init; }

        public string Method { get; init; } = "";

        public string PathTemplate { get; init; } = "";

        public int? Status { get; init; }

        public long DurationMicroseconds { get; init; }

        public int Attempt { get; init; }

        public string Outcome { get; init; } = "";

        public string? Cause { get; init; }

        public long? RetryAfterMilliseconds { get; init; }

        public long? LimitTotal { get; init; }

        public long? LimitRemaining { get; init; }

        public string? LimitReason { get; init; }

        public static Row Of(OutboundCall call) => new()
        {
            At = call.At,
            ConnectionId = call.Connection,
            Method = call.Method,
            PathTemplate = call.PathTemplate,
            Status = call.Status,
            DurationMicroseconds = (long)call.Duration.TotalMicroseconds,
            Attempt = call.Attempt,
            Outcome = call.Outcome,
            Cause = call.Cause,
            RetryAfterMilliseconds = (long?)call.RetryAfter?.TotalMilliseconds,
            LimitTotal = call.LimitTotal,
            LimitRemaining = call.LimitRemaining,
            LimitReason = call.LimitReason,
        };

        public OutboundCall ToCall() => new(
            Number,
            At,
            ConnectionId,
            Method,
            PathTemplate,
            Status,
            TimeSpan.FromMicroseconds(DurationMicroseconds),
            Attempt,
            Outcome,
            Cause,
            RetryAfterMilliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            LimitTotal,
            LimitRemaining,
            LimitReason);
    }
}
