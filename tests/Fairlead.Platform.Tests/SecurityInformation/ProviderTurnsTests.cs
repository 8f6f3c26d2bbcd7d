using Fairlead.Platform.SecurityInformation;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Who waits to write what a provider told.</summary>
public sealed class ProviderTurnsTests : IDisposable
{
    private static readonly SecurityProvider App = new("app", "App");

    private readonly ProviderTurns _turns = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _turns.Dispose();

    [Fact]
    public async Task Writes_go_one_after_the_other_in_the_order_in_which_they_came_and_whoever_gives_up_keeps_nobody_waiting()
    {
        var first = await _turns.TakeAsync(App, Ct);
        using var tired = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var given = _turns.TakeAsync(App, tired.Token);
        Task<IDisposable>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => _turns.TakeAsync(App, Ct))];
        await tired.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.All(waiting, w => Assert.False(w.IsCompleted));

        var held = first;
        foreach (var (next, place) in waiting.Select((w, i) => (w, i)))
        {
            held.Dispose();
            held = await next;
            Assert.All(waiting.Skip(place + 1), w => Assert.False(w.IsCompleted));
        }

        held.Dispose();
        (await _turns.TakeAsync(App, Ct)).Dispose();
    }
}
