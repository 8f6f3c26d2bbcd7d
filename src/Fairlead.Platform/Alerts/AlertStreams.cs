using System.Buffers;
using System.IO.Pipelines;
using Fairlead.Platform.Alerts.Folding;
using Fairlead.Platform.Alerts.Reading;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Platform.Http;
using Fairlead.Storage;
using Microsoft.AspNetCore.Connections;

namespace Fairlead.Platform.Alerts;

/// <summary>How a stream ended.</summary>
/// <param name="Stored">What was taken in by then.</param>
/// <param name="Problem">Why it ended before its sender ended it; <see langword="null"/> when it did not.</param>
internal sealed record AlertStreamEnd(AlertIntakeResult Stored, Problem? Problem);

/// <summary>
/// Takes in alerts one after the other for as long as somebody sends them. What came is folded and stored every few seconds, and sooner where there is
/// much of it, so that a stream needs no end to be of use, and one that breaks loses nothing that was read.
/// </summary>
internal sealed class AlertStreams(Database database, AlertIntake intake, AlertRecorder recorder, TimeProvider clock) : IDisposable
{
    /// <summary>Streams that are open at the same time.</summary>
    public const int MaxOpen = 64;

    /// <summary>Different alerts that wait to be stored.</summary>
    public const int MaxWaiting = 250;

    /// <summary>Longest that an alert waits to be stored.</summary>
    public static readonly TimeSpan StoreWithin = TimeSpan.FromSeconds(5);

    /// <summary>A stream in which nothing comes for so long is answered; its sender may be gone without a word.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(15);

    /// <summary>Of white space, after which a list is none any more.</summary>
    private const int MaxBytesBeforeList = 64 * 1024;

    private readonly AlertTurns _open = new(MaxOpen, $"{MaxOpen} streams of alerts are open.", clock);

    /// <summary>Repeating counts again. A body that is a list is taken as a document: all of it, or nothing.</summary>
    /// <param name="stopping">The server is about to end.</param>
    /// <exception cref="ProblemException">Nothing was taken in.</exception>
    public async Task<AlertStreamEnd> TakeAsync(Stream body, CancellationToken stopping, CancellationToken ct)
    {
        await _open.EnterAsync(ct);
        try
        {
            using var idle = new CancellationTokenSource(IdleLimit, clock);
            using var reading = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping, idle.Token);
            var reader = PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true));
            await using var content = reader.AsStream();
            var course = new Course(database, recorder, clock);
            try
            {
                if (await BeginsListAsync(reader, reading.Token))
                    return await TakeListAsync(content, reading.Token, stopping, ct);
                await course.RunAsync(content, idle, reading);
                return new(course.Stored, null);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                return await EndAsync(course, ProblemKind.TemporarilyUnavailable, "The server stops.");
            }
            catch (OperationCanceledException) when (idle.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                // Not as what was taken in to its end: the sender may be in the middle of something.
                return await EndAsync(course, ProblemKind.RequestTimeout, $"No alert came for {IdleLimit.TotalMinutes:N0} minutes.");
            }
            catch (DatabaseUnavailableException e)
            {
                return EndOf(course, e);
            }
            catch (IOException e) when (e is not ConnectionResetException)
            {
                return await EndAsync(course, ProblemKind.MalformedRequest, "From here on, the body is not well-formed HTTP.");
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The sender went away; nobody is answered.
                await course.StoreAsync();
                throw;
            }
        }
        finally
        {
            _open.Leave();
        }
    }

    public void Dispose() => _open.Dispose();

    /// <summary>Stores what was read. Where that fails, too, its sender is told that instead, and how far it came before.</summary>
    private static async Task<AlertStreamEnd> EndAsync(Course course, ProblemKind kind, string why)
    {
        try
        {
            await course.StoreAsync();
            return EndOf(course, kind, why);
        }
        catch (DatabaseUnavailableException e)
        {
            return EndOf(course, e);
        }
    }

    private static AlertStreamEnd EndOf(Course course, DatabaseUnavailableException e) =>
        EndOf(course, e.Failure == DatabaseFailure.StorageFull ? ProblemKind.StorageFull : ProblemKind.TemporarilyUnavailable, e.Message);

    private static AlertStreamEnd EndOf(Course course, ProblemKind kind, string why) => new(
        course.Stored,
        new Problem(kind, $"{why} Items of the request that are done with: {course.Stored.Received:N0}. Send those after them again.") { RetryAfter = AlertTurns.Patience });

    /// <summary>A list is not read for longer than a stream is without an alert: it would keep one from its place.</summary>
    private async Task<AlertStreamEnd> TakeListAsync(Stream list, CancellationToken reading, CancellationToken stopping, CancellationToken ct)
    {
        try
        {
            return new((await intake.TakeAsync(list, null, reading)).Result, null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ProblemException(stopping.IsCancellationRequested
                ? new Problem(ProblemKind.TemporarilyUnavailable, "The server stops. Nothing of the list was taken in; send it again.") { RetryAfter = AlertTurns.Patience }
                : new Problem(ProblemKind.RequestTimeout, "The list came too slowly. Nothing of it was taken in; send one alert on each line."));
        }
    }

    /// <summary>Looks at the first byte that is no white space, and takes nothing.</summary>
    private static async Task<bool> BeginsListAsync(PipeReader reader, CancellationToken ct)
    {
        while (true)
        {
            var begun = await reader.ReadAsync(ct);
            if (FirstOf(begun.Buffer) is { } first)
            {
                reader.AdvanceTo(begun.Buffer.Start);
                return first == '[';
            }

            if (begun.IsCompleted || begun.Buffer.Length > MaxBytesBeforeList)
            {
                reader.AdvanceTo(begun.Buffer.Start);
                return false;
            }

            reader.AdvanceTo(begun.Buffer.Start, begun.Buffer.End);
        }
    }

    private static byte? FirstOf(ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var at)
                return part.Span[at];
        }

        return null;
    }

    /// <summary>One stream as far as it was read.</summary>
    private sealed class Course(Database database, AlertRecorder recorder, TimeProvider clock)
    {
        private readonly AlertTally _tally = new();
        private AlertFold _fold = new();
        private DateTimeOffset? _waitingSince;

        public AlertIntakeResult Stored { get; private set; } = new AlertTally().Result;

        /// <param name="idle">Cancelled when nothing comes for long while somebody waits for it.</param>
        /// <param name="reading">Ends the reading, whatever the reason.</param>
        public async Task RunAsync(Stream body, CancellationTokenSource idle, CancellationTokenSource reading)
        {
            await using var items = new AlertItems(body).ReadAsync(reading.Token).GetAsyncEnumerator(CancellationToken.None);
            while (await NextAsync(items, idle, reading))
            {
                var now = clock.GetUtcNow();
                if (!_tally.TryAdd(items.Current, _fold, now))
                    throw new InvalidOperationException("More alerts wait to be stored than may.");
                _waitingSince ??= now;
                if (_fold.Alerts.Count >= MaxWaiting || now - _waitingSince >= StoreWithin)
                    await StoreAsync();
            }

            await StoreAsync();
        }

        /// <summary>Stores what was read, whoever went away meanwhile.</summary>
        public async Task StoreAsync()
        {
            if (_tally.Received == Stored.Received)
                return;
            await using var work = await database.BeginAsync(CancellationToken.None);
            await recorder.WriteAsync(work, _fold, _tally, CancellationToken.None);
            await work.CommitAsync(CancellationToken.None);
            (Stored, _fold, _waitingSince) = (_tally.Result, new AlertFold(), null);
        }

        /// <returns>Whether there is one more item.</returns>
        private async Task<bool> NextAsync(IAsyncEnumerator<AlertItem> items, CancellationTokenSource idle, CancellationTokenSource reading)
        {
            idle.CancelAfter(IdleLimit);
            var isThere = await ArrivalAsync(items.MoveNextAsync(), reading);
            // What takes long with it, as its storing, is not its sender's silence.
            idle.CancelAfter(Timeout.InfiniteTimeSpan);
            return isThere;
        }

        private async Task<bool> ArrivalAsync(ValueTask<bool> next, CancellationTokenSource reading)
        {
            if (next.IsCompleted)
                return await next;
            var arriving = next.AsTask();
            try
            {
                if (_waitingSince is { } since && !await ArrivesAsync(arriving, since + StoreWithin - clock.GetUtcNow(), reading.Token))
                    await StoreAsync();
            }
            catch
            {
                // What reads must have ended before it is disposed.
                await reading.CancelAsync();
                await ((Task)arriving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            return await arriving;
        }

        private async Task<bool> ArrivesAsync(Task arriving, TimeSpan within, CancellationToken ct)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(arriving, Task.Delay(within < TimeSpan.Zero ? TimeSpan.Zero : within, clock, over.Token));
            await over.CancelAsync();
            return arriving.IsCompleted;
        }
    }
}
