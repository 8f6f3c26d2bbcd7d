using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Gives the comments of closes what became of the findings, which a plan does not read. Sends and stores nothing.</summary>
internal sealed class CloseReasons(IssueBuilder builder)
{
    /// <summary>Closes whose findings are read together: at most 200 findings are behind each, as larger groups are cut.</summary>
    private const int ReadTogether = 250;

    /// <returns>In the same order. Of a very large group only a part would be read, so that nothing is said of it.</returns>
    public async Task<IReadOnlyList<SyncOperation>> TellAsync(IReadOnlyList<SyncOperation> operations, CancellationToken ct)
    {
        var texts = new Dictionary<SyncOperation, string>(ReferenceEqualityComparer.Instance);
        foreach (var closes in operations.Where(IsClose).Chunk(ReadTogether))
        {
            var content = await builder.ContentAsync(closes.Select(c => c.Group.Findings), ct);
            foreach (var close in closes)
            {
                if (IssueBuilder.Of(close.Group.Findings, content) is { Count: > 0 } members && members.Count == close.Group.Total
                    && members.All(m => !m.IsOpen) && CloseWords.DetailOf(members) is { } detail)
                    texts[close] = CloseWords.TextOf(members.Count, detail);
            }
        }

        return texts.Count == 0
            ? operations
            : [.. operations.Select(o => texts.TryGetValue(o, out var text) ? (SyncOperation.Transition)o with { Text = text } : o)];
    }

    private static bool IsClose(SyncOperation operation) =>
        operation is SyncOperation.Transition { HasLeft: false, Text.Length: > 0, Group: { Open: 0, Total: > 0, IsCut: false } };
}
