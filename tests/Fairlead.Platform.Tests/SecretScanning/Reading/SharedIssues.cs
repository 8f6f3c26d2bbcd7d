using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Fairlead.Platform.Tests.SecretScanning.Reading;

/// <summary>Real issues of a public Jira, one a line.</summary>
internal static class SharedIssues
{
    public static async IAsyncEnumerable<string> LinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var file = SharedData.PathOf("data", "jira-issues.jsonl.xz");
        using var xz = Process.Start(new ProcessStartInfo("xz", ["-dc", file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        while (await xz.StandardOutput.ReadLineAsync(ct) is { } line)
            yield return line;
        await xz.WaitForExitAsync(ct);
        Assert.Equal(0, xz.ExitCode);
    }
}
