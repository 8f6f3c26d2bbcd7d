using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>
/// Lets findings into a configuration that its filter keeps out; they are grouped like others. It holds for good: a ticket that was made
/// lives on as any other, whatever becomes of who asked for it.
/// </summary>
internal sealed class TicketAdmissions(ManualStore pins)
{
    /// <summary>Those that are let in already stay as they are.</summary>
    public static async Task AdmitAsync(UnitOfWork work, TicketConfigurationId configuration, IEnumerable<FindingId> findings, CancellationToken ct)
    {
        foreach (var finding in findings)
            await ManualStore.AdmitAsync(work, configuration, finding, ct);
    }

    /// <summary>Which findings are in, though the filter may keep them out.</summary>
    public async Task<IReadOnlySet<FindingId>> OfAsync(TicketConfigurationId configuration, CancellationToken ct) =>
        (await pins.PinsAsync(configuration, ct)).Keys.ToHashSet();
}
