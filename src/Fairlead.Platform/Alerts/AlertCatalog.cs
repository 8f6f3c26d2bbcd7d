using Fairlead.Kernel.Identity;
using Fairlead.Platform.Alerts.Storage;

namespace Fairlead.Platform.Alerts;

/// <summary>Looks alerts up.</summary>
internal sealed class AlertCatalog(AlertStore store)
{
    public async Task<Alert?> GetAsync(AlertId id, CancellationToken ct) => (await store.GetAsync(id, ct))?.ToAlert();

    /// <summary>The one that came last first.</summary>
    /// <param name="after">Null for the first page.</param>
    /// <param name="size">1 to 1,001.</param>
    public async Task<IReadOnlyList<Alert>> ListAsync(AlertQuery query, AlertPosition? after, int size, CancellationToken ct) =>
        [.. (await store.PageAsync(query, after ?? AlertPosition.Start, size, ct)).Select(r => r.ToAlert())];
}
