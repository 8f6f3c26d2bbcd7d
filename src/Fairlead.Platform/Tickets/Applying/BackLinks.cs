using Fairlead.Kernel.Identity;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Where in Fairlead a ticket's findings are.</summary>
internal sealed class BackLinks(IOptions<SyncOptions> options)
{
    /// <returns>The group with its address; as it is where nobody said where Fairlead is.</returns>
    public TicketGroup On(TicketGroup group, TicketId ticket) => options.Value.PublicUrl is { } root
        ? group with { Url = $"{root.TrimEnd('/')}/findings?ticket={ticket}&show=all" }
        : group;
}
