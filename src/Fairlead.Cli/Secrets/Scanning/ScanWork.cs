using System.Threading.Channels;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>One thing that a worker scans.</summary>
internal abstract record ScanItem
{
    private ScanItem() { }

    public sealed record Whole(string Path, string Shown) : ScanItem;

    public sealed record Piped(Stream Stream, string Shown) : ScanItem;

    public sealed record Lines(LineBatch Batch) : ScanItem;
}

/// <summary>Scans with several workers at once and hands over what came of it in the order of what was given.</summary>
/// <param name="makeScan">What each worker scans with.</param>
/// <param name="waiting">How many may be done or begun and not yet handed over.</param>
internal sealed class ScanWork(Func<TextScan> makeScan, ScanSizes sizes, int threads, int waiting)
{
    private sealed record Pending(ScanItem Item, TaskCompletionSource<ScanOutcome> Done);

    public async Task RunAsync(IAsyncEnumerable<ScanItem> items, Action<ScanOutcome> take, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var toDo = Channel.CreateUnbounded<Pending>();
        var inOrder = Channel.CreateBounded<Task<ScanOutcome>>(waiting);
        var tasks = Enumerable.Range(0, threads).Select(_ => Task.Run(() => WorkAsync(toDo.Reader, stop.Token), CancellationToken.None))
            .Append(Task.Run(() => GiveOutAsync(items, toDo.Writer, inOrder.Writer, stop.Token), CancellationToken.None))
            .ToList();
        try
        {
            await foreach (var outcome in inOrder.Reader.ReadAllAsync(ct))
                take(await outcome.WaitAsync(ct));
        }
        finally
        {
            await stop.CancelAsync();
            // What they end with was met where the outcomes are taken, or is that they were told to stop.
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task GiveOutAsync(
        IAsyncEnumerable<ScanItem> items, ChannelWriter<Pending> toDo, ChannelWriter<Task<ScanOutcome>> inOrder, CancellationToken ct)
    {
        Exception? failure = null;
        try
        {
            await foreach (var item in items.WithCancellation(ct))
            {
                var pending = new Pending(item, new TaskCompletionSource<ScanOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
                await inOrder.WriteAsync(pending.Done.Task, ct);
                await toDo.WriteAsync(pending, ct);
            }
        }
        catch (Exception e)
        {
            // Whoever takes the outcomes meets it there.
            failure = e;
        }

        toDo.Complete();
        inOrder.Complete(failure);
    }

    private async Task WorkAsync(ChannelReader<Pending> toDo, CancellationToken ct)
    {
        using var scan = makeScan();
        var files = new FileScan(scan, sizes);
        var lines = new LineScan(scan);
        await foreach (var (item, done) in toDo.ReadAllAsync(ct))
        {
            try
            {
                done.SetResult(await OutcomeAsync(item, files, lines, ct));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }

    private static async Task<ScanOutcome> OutcomeAsync(ScanItem item, FileScan files, LineScan lines, CancellationToken ct)
    {
        switch (item)
        {
            case ScanItem.Whole file:
                return await files.OfFileAsync(file.Path, file.Shown, ct);
            case ScanItem.Piped piped:
                await using (piped.Stream)
                    return await files.OfStreamAsync(piped.Stream, piped.Shown, ct);
            case ScanItem.Lines batch:
                try
                {
                    return lines.Of(batch.Batch);
                }
                finally
                {
                    batch.Batch.Return();
                }

            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
