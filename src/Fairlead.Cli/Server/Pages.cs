using Fairlead.Kernel.Paging;

namespace Fairlead.Cli.Server;

/// <summary>Reads a list that comes in pages.</summary>
internal static class Pages
{
    /// <summary>Until there are enough, or no more.</summary>
    /// <param name="limit">0 for all.</param>
    /// <param name="largest">As many as the server gives at once.</param>
    /// <param name="readAsync">From a cursor, <see langword="null"/> for the beginning, and a size to a page.</param>
    /// <returns>Whether these are all that there are.</returns>
    public static async Task<(IReadOnlyList<T> Items, bool IsAll)> ReadAsync<T>(
        int limit, int largest, Func<string?, int, Task<Page<T>>> readAsync)
    {
        var enough = limit > 0 ? limit : int.MaxValue;
        var read = new List<T>();
        string? cursor = null;
        do
        {
            var page = await readAsync(cursor, Math.Min(largest, enough - read.Count));
            read.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null && read.Count < enough);
        return (read, cursor is null);
    }
}
