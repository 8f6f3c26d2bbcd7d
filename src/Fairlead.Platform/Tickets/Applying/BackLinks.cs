using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Rendering;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Where in Fairlead a ticket's findings are.</summary>
internal sealed class BackLinks(IOptions<SyncOptions> options)
{
    /// <param name="ticket"><see cref="OwnWords.ToCome"/> of one that is not made yet.</param>
    /// <returns>The group with its address; as it is where nobody said where Fairlead is.</returns>
    public TicketGroup On(TicketGroup group, TicketId ticket) => options.Value.PublicUrl is { } root
        ? group with { Url = $"{root.TrimEnd('/')}/findings?{OwnWords.AddressOf(ticket)}&show=all" }
        : group;
}
