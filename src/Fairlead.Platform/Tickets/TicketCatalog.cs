using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>The place of a ticket in the list, newest first.</summary>
internal sealed record TicketPosition(DateTimeOffset CreatedAt, Guid Id)
{
    public static TicketPosition Start { get; } = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"));

    public static TicketPosition Of(Ticket ticket) => new(ticket.CreatedAt, ticket.Id.Value);
}

/// <summary>Looks tickets up.</summary>
internal sealed class TicketCatalog(TicketStore store)
{
    public async Task<Ticket?> GetAsync(TicketId id, CancellationToken ct) => (await store.GetAsync(id, ct))?.ToTicket();

    /// <param name="after">The last ticket of the page before; <see langword="null"/> for the first page.</param>
    /// <param name="size">1 to 1,000.</param>
    public async Task<IReadOnlyList<Ticket>> ListAsync(
        TicketConfigurationId? configuration, TicketState? state, TicketPosition? after, int size, CancellationToken ct)
    {
        after ??= TicketPosition.Start;
        return [.. (await store.PageAsync(configuration, state, after.CreatedAt, after.Id, size, ct)).Select(t => t.ToTicket())];
    }
}
