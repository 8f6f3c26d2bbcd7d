namespace Fairlead.Cli.Commands;

/// <summary>Staying up until somebody wants the process to end.</summary>
internal static class Waiting
{
    /// <summary>Returns when the command is interrupted; that is how such a command ends, not a failure.</summary>
    public static async Task UntilInterruptedAsync(CancellationToken ct)
    {
        var interrupted = new TaskCompletionSource();
        await using var registration = ct.Register(interrupted.SetResult);
        await interrupted.Task;
    }
}
