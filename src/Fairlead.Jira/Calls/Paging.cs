using System.Runtime.CompilerServices;
using System.Text.Json;
using Fairlead.Jira.Json;
using Fairlead.Jira.Resources;

namespace Fairlead.Jira.Calls;

/// <summary>
/// Walks a list to its end. A page that fails fails the whole walk by its exception: a shorter list is never taken for the list
/// (reliability rule R6). Bounded, so that a server that always has one more page cannot hold us.
/// </summary>
internal static class Paging
{
    internal const int MaxPages = 20_000;

    /// <summary>Pages with startAt, maxResults and total or isLast; the server may give smaller pages than asked for.</summary>
    public static async IAsyncEnumerable<JsonElement> ByStartAsync(
        JiraCaller caller,
        Func<long, JiraRequest> pageAt,
        Func<JsonElement, IEnumerable<JsonElement>> itemsOf,
        [EnumeratorCancellation] CancellationToken ct)
    {
        long start = 0;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await caller.ReadAsync(pageAt(start), ct);
            var count = 0;
            foreach (var item in itemsOf(page))
            {
                count++;
                yield return item;
            }

            start += count;
            if (page.Flag("isLast") == true || count == 0 || start >= page.Number("total"))
                yield break;
            if (page.Number("total") is null && page.Flag("isLast") is null)
                yield break;
        }

        throw new JiraUnavailableException(JiraFailureCause.Unreadable, $"The list has no end after {MaxPages} pages.");
    }

    /// <summary>The last of a list that has startAt, maxResults and total, in two calls where the server gives as many as it is asked for.</summary>
    /// <param name="pageAt">Asks for <paramref name="most"/>.</param>
    public static async Task<JiraLatest<T>> LatestAsync<T>(
        JiraCaller caller, Func<long, JiraRequest> pageAt, Func<JsonElement, IEnumerable<T>> itemsOf, int most, CancellationToken ct)
    {
        var latest = await PageAsync(0);
        if (latest.Items.Count < latest.Total)
        {
            var (from, items) = (Math.Max(0, latest.Total - most), new List<T>());
            // A server may give fewer than it was asked for.
            do
            {
                latest = await PageAsync(from + items.Count);
                items.AddRange(latest.Items);
            }
            while (latest.Items.Count > 0 && items.Count < most && from + items.Count < latest.Total);
            latest = latest with { Items = items };
        }

        return latest with { Items = [.. latest.Items.TakeLast(most)] };

        async Task<JiraLatest<T>> PageAsync(long start)
        {
            var page = await caller.ReadAsync(pageAt(start), ct);
            List<T> items = [.. itemsOf(page)];
            return new(items, page.Number("total") ?? items.Count);
        }
    }
}
