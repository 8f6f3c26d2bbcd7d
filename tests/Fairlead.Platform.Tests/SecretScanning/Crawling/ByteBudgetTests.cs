using Fairlead.Platform.SecretScanning.Crawling;

namespace Fairlead.Platform.Tests.SecretScanning.Crawling;

public sealed class ByteBudgetTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_for_more_than_is_free_waits_and_nobody_passes_him()
    {
        var budget = new ByteBudget(100);
        var first = await budget.TakeAsync(60, Ct);
        var large = budget.TakeAsync(1_000, Ct);
        var small = budget.TakeAsync(10, Ct);
        Assert.False(large.IsCompleted || small.IsCompleted);

        first.Dispose();
        first.Dispose();
        var whole = await large;
        Assert.False(small.IsCompleted);

        whole.Dispose();
        (await small).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_holds_up_nobody()
    {
        var budget = new ByteBudget(100);
        var first = await budget.TakeAsync(60, Ct);
        using var patience = new CancellationTokenSource();
        var impatient = budget.TakeAsync(100, patience.Token);
        var small = budget.TakeAsync(40, Ct);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        (await small).Dispose();
        first.Dispose();
        (await budget.TakeAsync(100, Ct)).Dispose();
    }
}
