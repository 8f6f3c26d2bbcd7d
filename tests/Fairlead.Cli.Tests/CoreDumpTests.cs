using System.Globalization;

namespace Fairlead.Cli.Tests;

/// <summary>T-80: what the process holds in memory gets into no file when it ends badly.</summary>
public sealed class CoreDumpTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task A_server_may_not_be_dumped()
    {
        using var server = await ServedFairlead.StartAsync(_fairlead);

        var limits = await File.ReadAllLinesAsync($"/proc/{server.Id.ToString(CultureInfo.InvariantCulture)}/limits", Ct);
        var core = Assert.Single(limits, l => l.StartsWith("Max core file size", StringComparison.Ordinal));
        Assert.Equal(["0", "0", "bytes"], core["Max core file size".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
