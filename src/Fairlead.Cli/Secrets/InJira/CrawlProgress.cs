using Fairlead.Cli.Terminal;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>Shows how far scans are until they are over or Jira stopped them: live on a terminal, now and then a line elsewhere.</summary>
internal static class CrawlProgress
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two lines where there is no terminal.</summary>
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <param name="isOwn">The server ends with this command and does nothing by itself: it is told to.</param>
    public static async Task ShowAsync(Screen screen, Crawl crawl, bool isOwn, CancellationToken ct)
    {
        await Progress.ShowLinesAsync(screen, lines => WatchAsync(screen, crawl, isOwn, lines, ct));
        await crawl.LookAtAllAsync(ct);
    }

    private static async Task<bool> WatchAsync(Screen screen, Crawl crawl, bool isOwn, IProgress<IReadOnlyList<string>> lines, CancellationToken ct)
    {
        var run = isOwn ? crawl.RunAsync(ct) : null;
        var (told, toldAt) = ("", TimeProvider.System.GetTimestamp());
        while (run is null ? !crawl.IsOverOrStopped : !run.IsCompleted)
        {
            var pause = Task.Delay(LookInterval, TimeProvider.System, ct);
            await (run is null ? pause : Task.WhenAny(run, pause));
            ct.ThrowIfCancellationRequested();
            await crawl.LookAsync(ct);
            lines.Report(CrawlText.Now(crawl));
            var project = crawl.Current?.Project ?? told;
            if (screen.ErrorIsTerminal || (project == told && TimeProvider.System.GetElapsedTime(toldAt) < LineInterval))
                continue;

            screen.Note(string.Join(", ", CrawlText.Now(crawl)));
            (told, toldAt) = (project, TimeProvider.System.GetTimestamp());
        }

        if (run is not null)
            await run;
        return true;
    }
}
