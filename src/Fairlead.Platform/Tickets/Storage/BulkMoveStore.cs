using System.Text.Json;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>A row of <c>ticket_bulk_moves</c>; Schema/0005_tickets.sql says what the columns mean.</summary>
internal sealed record BulkMoveRow
{
    public Guid Id { get; init; }

    public ConnectionId ConnectionId { get; init; }

    public TicketConfigurationId ConfigurationId { get; init; }

    public string? TaskId { get; init; }

    public JsonText Tickets { get; init; }

    public DateTimeOffset BegunAt { get; init; }

    /// <summary>Where the issue of each ticket was; of the status only id and category are kept.</summary>
    public IEnumerable<KeyValuePair<TicketId, JiraStatus>> From =>
        JsonSerializer.Deserialize<Dictionary<Guid, Place>>(Tickets.Value)!
            .Select(t => KeyValuePair.Create(TicketId.From(t.Key), new JiraStatus(t.Value.Status, "", t.Value.Category)));

    public static JsonText JsonOf(IEnumerable<KeyValuePair<TicketId, JiraStatus>> from) =>
        TicketRow.JsonOf(from.ToDictionary(f => f.Key.Value, f => new Place(f.Value.Id, f.Value.Category)));

    private sealed record Place(string Status, JiraStatusCategory Category);
}

/// <summary>Issues that Jira was given to move together.</summary>
internal sealed class BulkMoveStore(Database database)
{
    private static readonly SqlText OfSql = new(typeof(BulkMoveStore), "BulkMove.Of");
    private static readonly SqlText InsertSql = new(typeof(BulkMoveStore), "BulkMove.Insert");
    private static readonly SqlText SetTaskSql = new(typeof(BulkMoveStore), "BulkMove.SetTask");
    private static readonly SqlText DeleteSql = new(typeof(BulkMoveStore), "BulkMove.Delete");

    public Task<IReadOnlyList<BulkMoveRow>> OfAsync(ConnectionId connection, CancellationToken ct) =>
        database.QueryAsync<BulkMoveRow>(OfSql, new { connection }, ct);

    /// <exception cref="FencedException">Another worker has entered; nothing may be sent.</exception>
    public static async Task InsertAsync(UnitOfWork work, BulkMoveRow row, long epoch, CancellationToken ct)
    {
        if (await work.ExecuteAsync(InsertSql, new { row.Id, row.ConnectionId, row.ConfigurationId, row.Tickets, row.BegunAt, epoch }, ct) != 1)
            throw new FencedException(row.ConnectionId);
    }

    public Task SetTaskAsync(Guid id, string task, CancellationToken ct) => database.ExecuteAsync(SetTaskSql, new { id, task }, ct);

    public Task DeleteAsync(Guid id, CancellationToken ct) => database.ExecuteAsync(DeleteSql, new { id }, ct);
}
