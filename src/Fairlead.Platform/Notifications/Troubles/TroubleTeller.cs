using Fairlead.Platform.Notifications.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Notifications.Troubles;

/// <summary>Tells those receivers that want to know when something is the matter with Fairlead itself, once, and once when it is over.</summary>
internal sealed class TroubleTeller(TroubleStore store, Notifier notifier, HealthCheck health, TimeProvider clock)
{
    /// <summary>Whose disk and memory this is.</summary>
    public string Node { get; init; } = Environment.MachineName;

    /// <returns>How many troubles were told of, begun and ended.</returns>
    public async Task<int> TellAsync(CancellationToken ct)
    {
        var receivers = (await notifier.ReceiversAsync(ct)).Values.Where(r => r is { Troubles: true, Enabled: true }).ToList();
        var known = await store.AllAsync(ct);
        if (receivers.Count == 0 && known.Count == 0)
            return 0;
        var news = receivers.Count == 0
            ? new TroubleNews([], [], [], [], known)
            : TroubleNews.Of(known, await health.ReasonsAsync(ct), Node, clock.GetUtcNow());
        return news.IsNone ? 0 : await TellAsync(receivers, news, ct);
    }

    /// <summary>Another node may do the same: whoever changes the row that both read tells.</summary>
    private async Task<int> TellAsync(IReadOnlyList<Receiver> receivers, TroubleNews news, CancellationToken ct)
    {
        await using var work = await store.BeginAsync(ct);
        await ThoseAsync(news.Found, t => TroubleStore.InsertAsync(work, t, ct));
        await ThoseAsync(news.Changed, t => TroubleStore.ChangeAsync(work, t, ct));
        await ThoseAsync(news.Forgotten, t => TroubleStore.DeleteAsync(work, t, ct));
        var begun = await ThoseAsync(news.Begun, t => TroubleStore.TellAsync(work, t, ct));
        var ended = await ThoseAsync(news.Ended, t => TroubleStore.DeleteAsync(work, t, ct));
        foreach (var receiver in receivers)
        {
            await AddAsync(work, receiver, TroubleMessage.OfBegun(receiver, begun), ct);
            await AddAsync(work, receiver, TroubleMessage.OfEnded(receiver, ended), ct);
        }

        await work.CommitAsync(ct);
        return begun.Count + ended.Count;
    }

    private Task AddAsync(UnitOfWork work, Receiver receiver, Message? message, CancellationToken ct) =>
        message is null ? Task.CompletedTask : notifier.AddAsync(work, receiver, message, ct);

    /// <returns>Those that no other node was quicker with.</returns>
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
}
