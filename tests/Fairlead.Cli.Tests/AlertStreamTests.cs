using System.Diagnostics;

namespace Fairlead.Cli.Tests;

/// <summary>A pipe that brings alerts outlasts the server on its machine, which is upgraded or killed.</summary>
public sealed class AlertStreamTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _fairlead.Dispose();

    [Theory]
    [InlineData("-TERM")]
    [InlineData("-KILL")]
    public async Task A_stream_goes_on_with_the_server_that_was_started_since(string signal)
    {
        using var first = await ServedFairlead.StartAsync(_fairlead);
        using var send = _fairlead.StartProgram("alert", "send", "-");
        var (output, error) = (send.StandardOutput.ReadToEndAsync(Ct), send.StandardError.ReadToEndAsync(Ct));
        await SayAsync(send, "one");
        while (!(await _fairlead.RunAsync("alert", "list", "--json")).Succeeded().Contains("\"one\"", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Ct);

        first.Signal(signal);
        await first.ExitCodeAsync();
        using var second = await ServedFairlead.StartAsync(_fairlead);
        await SayAsync(send, "two");
        send.StandardInput.Close();

        Assert.StartsWith("2 received: 2 new", await output, StringComparison.Ordinal);
        await send.WaitForExitAsync(Ct);
        Assert.Equal((0, ""), (send.ExitCode, await error));
    }

    private static async Task SayAsync(Process send, string rule)
    {
        await send.StandardInput.WriteAsync($"{{\"rule\":\"{rule}\"}}\n".AsMemory(), Ct);
        await send.StandardInput.FlushAsync(Ct);
    }
}
