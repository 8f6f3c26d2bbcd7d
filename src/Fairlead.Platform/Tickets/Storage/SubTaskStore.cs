using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>The sub-tasks of a ticket's issue, for people.</summary>
internal sealed class SubTaskStore(Database database)
{
    /// <summary>More than people read.</summary>
    private const int Most = 100;

    private static readonly SqlText OfSql = new(typeof(SubTaskStore), "SubTask.Of");

    /// <summary>The oldest first; without those that another one has replaced.</summary>
    public Task<IReadOnlyList<SubTask>> OfAsync(TicketId parent, CancellationToken ct) =>
        database.QueryAsync<SubTask>(OfSql, new { parent, released = IssuePresence.Released, most = Most }, ct);
}
