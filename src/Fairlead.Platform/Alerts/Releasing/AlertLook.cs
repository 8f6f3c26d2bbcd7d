using Fairlead.Kernel.Identity;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Alerts.Releasing;

/// <summary>
/// Notes behind each trigger that is enabled which of the alerts that came since the last look pass its filter. Before a trigger is made or changed, too: what came until
/// then is for the triggers as they were.
/// </summary>
internal sealed class AlertLook(Database database, AlertStore alerts, TriggerStore triggers)
{
    private const int Batch = 1_000;

    public async Task LookAsync(CancellationToken ct)
    {
        for (AlertId after = default; await alerts.NewsAsync(after, Batch, ct) is { Count: > 0 } news; after = news[^1].Id)
        {
            List<(AlertTriggerId Id, AlertMatch Match)> minding = [.. (await triggers.AllAsync(ct)).Where(t => t.Enabled).Select(t => (t.Id, new AlertMatch(t.Filter)))];
            var known = await triggers.KnownAsync([.. news.Select(a => a.Id)], ct);
            await using var work = await database.BeginAsync(ct);
            // As they are stored, so that this and that never wait for each other's rows.
            foreach (var alert in news.OrderBy(a => Convert.ToHexString(a.Fingerprint), StringComparer.Ordinal))
            {
                // What another look has noted is not for triggers that were enabled since.
                if (!await AlertStore.NotedAsync(work, alert, ct))
                    continue;
                foreach (var (trigger, _) in minding.Where(m => m.Match.Accepts(alert) && !known.Contains((alert.Id, m.Id))))
                    await TriggerStore.AddAsync(work, trigger, alert.Id, ct);
            }

            await work.CommitAsync(ct);
        }
    }
}
