using System.Diagnostics;

namespace Fairlead.Testing;

public static class StuckProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Until a child ended for which memory may run out: a runtime without memory does not always die, some stand still for ever.
    /// One that does is killed, which is what its operator would do.
    /// </summary>
    public static async Task EndOrKillAsync(this Process child, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            await child.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync(ct);
        }
    }
}
