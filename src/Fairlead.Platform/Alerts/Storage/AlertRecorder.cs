using Fairlead.Kernel.Identity;
using Fairlead.Platform.Alerts.Folding;
using Fairlead.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Alerts.Storage;

/// <summary>Stores what was folded, as far as there is room for new alerts.</summary>
internal sealed class AlertRecorder(IOptions<AlertsOptions> options, TimeProvider clock)
{
    /// <param name="tally">Is told what came of it.</param>
    public async Task WriteAsync(UnitOfWork work, AlertFold fold, AlertTally tally, CancellationToken ct)
    {
        // Now, not when the request began: whoever looks for what is new since then has to find it.
        var now = clock.GetUtcNow();
        var known = await AlertStore.KnownAsync(work, [.. fold.Alerts.Select(a => a.Fingerprint)], ct);
        var room = fold.Alerts.Count == known.Count ? 0 : options.Value.MaxAlerts - await AlertStore.CountAsync(work, ct);

        // In one order, so that two requests never wait for each other's rows.
        foreach (var alert in fold.Alerts.OrderBy(a => Convert.ToHexString(a.Fingerprint), StringComparer.Ordinal))
        {
            var isNew = !known.Contains(Convert.ToHexString(alert.Fingerprint));
            if (isNew && room-- <= 0)
            {
                tally.Refuse(alert.Index, alert.Line, Full(alert.Count), alert.Count);
                continue;
            }

            await AlertStore.UpsertAsync(work, AlertRow.Of(alert, AlertId.New(clock), now), ct);
            tally.CountStored(alert, isNew);
        }
    }

    private string Full(long count) =>
        $"{options.Value.MaxAlerts:N0} different alerts are kept already, so {(count == 1 ? "this one" : $"this one and its {count - 1:N0} repeats")} found no room. Raise Alerts:MaxAlerts, or lower Alerts:KeepFor.";
}
