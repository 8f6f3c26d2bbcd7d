using Fairlead.Platform.Notifications.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Notifications.Troubles;

/// <summary>Tells those receivers that want to know when something is the matter with Fairlead itself, once, and once when it is over.</summary>
internal sealed class TroubleTeller(TroubleStore store, Notifier notifier, IEnumerable<IHealthReason> reasons, TimeProvider clock)
{
    /// <returns>How many troubles were told of, begun and ended.</returns>
    public async Task<int> TellAsync(CancellationToken ct)
    {
        var receivers = (await notifier.ReceiversAsync(ct)).Values.Where(r => r.Troubles).ToList();
        var known = await store.AllAsync(ct);
        if (receivers.Count == 0 && known.Count == 0)
            return 0;
        var news = receivers.Count == 0
            ? new TroubleNews([], [], [], known)
            : TroubleNews.Of(known, await CheckAsync(ct), clock.GetUtcNow());
        if (news is { Noted: [], Begun: [], Ended: [], Forgotten: [] })
            return 0;
        await using var work = await store.BeginAsync(ct);
        foreach (var trouble in news.Noted)
            await TroubleStore.PutAsync(work, trouble, ct);
        foreach (var trouble in news.Forgotten)
            await TroubleStore.DeleteAsync(work, trouble, ct);
        var begun = await ThoseAsync(news.Begun, t => TroubleStore.TellAsync(work, t, ct));
        var ended = await ThoseAsync(news.Ended, t => TroubleStore.DeleteAsync(work, t, ct));
        foreach (var receiver in receivers)
        {
            await AddAsync(work, receiver, "trouble.told", "Fairlead needs somebody", begun, ct);
            await AddAsync(work, receiver, "trouble.ended", "Fairlead: it is over", ended, ct);
        }

        await work.CommitAsync(ct);
        return begun.Count + ended.Count;
    }

    /// <summary>Nobody hears that they were not told: whom it is about would get it once it is mended.</summary>
    private Task AddAsync(UnitOfWork work, Receiver receiver, string kind, string subject, List<Trouble> troubles, CancellationToken ct)
    {
        var told = troubles.Where(t => !(t.Code == Jobs.ReceiverHealth.Code && t.About == receiver.Name)).ToList();
        return told.Count == 0
            ? Task.CompletedTask
            : notifier.AddAsync(work, receiver, new Message(kind, $"{subject}{(told.Count == 1 ? "" : $" ({told.Count})")}", string.Join("\n\n", told.Select(t => t.Message))), ct);
    }

    /// <returns>Those of which no other node told.</returns>
    private static async Task<List<Trouble>> ThoseAsync(IReadOnlyList<Trouble> troubles, Func<Trouble, Task<bool>> tryAsync)
    {
        var mine = new List<Trouble>();
        foreach (var trouble in troubles)
        {
            if (await tryAsync(trouble))
                mine.Add(trouble);
        }

        return mine;
    }

    private async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct)
    {
        var found = new List<HealthReason>();
        foreach (var reason in reasons)
            found.AddRange(await reason.CheckAsync(ct));
        return found;
    }
}
