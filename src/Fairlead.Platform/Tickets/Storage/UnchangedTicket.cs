namespace Fairlead.Platform.Tickets.Storage;

/// <summary>An update of a ticket whose issue shows it already.</summary>
/// <param name="Before">The ticket as it was compared.</param>
internal sealed record UnchangedTicket(SyncOperation.Update Update, TicketRow Before);
