using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Gives the comments of closes what became of the findings, which a plan does not read. Sends and stores nothing.</summary>
internal sealed class CloseReasons(IssueBuilder builder)
{
    /// <returns>In the same order. Of a very large group only a part would be read, so that nothing is said of it.</returns>
    public async Task<IReadOnlyList<SyncOperation>> TellAsync(IReadOnlyList<SyncOperation> operations, CancellationToken ct)
    {
        var closes = operations.Where(IsClose).ToList();
        if (closes.Count == 0)
            return operations;
        var content = await builder.ContentAsync(closes.Select(c => c.Group.Findings), ct);
        return [.. operations.Select(Told)];

        SyncOperation Told(SyncOperation operation) =>
            IsClose(operation) && IssueBuilder.Of(operation.Group.Findings, content) is { Count: > 0 } members && members.Count == operation.Group.Total
                && members.All(m => !m.IsOpen) && CloseWords.DetailOf(members) is { } detail
                ? (SyncOperation.Transition)operation with { Text = CloseWords.TextOf(members.Count, detail) }
                : operation;
    }

    private static bool IsClose(SyncOperation operation) =>
        operation is SyncOperation.Transition { HasLeft: false, Text.Length: > 0, Group: { Open: 0, Total: > 0, IsCut: false } };
}
