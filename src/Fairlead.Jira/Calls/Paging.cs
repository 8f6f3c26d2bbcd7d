using System.Runtime.CompilerServices;
using System.Text.Json;
using Fairlead.Jira.Json;

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
}
