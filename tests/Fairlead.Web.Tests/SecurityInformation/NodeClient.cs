using System.Diagnostics;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>Runs what others wrote for Jira's own API against Fairlead.</summary>
internal static class NodeClient
{
    private static readonly string Clients = Path.Combine(SharedData.RepositoryRoot, "tests", "Fairlead.Web.Tests", "clients");

    /// <summary>Fails with what the script said unless it ends well.</summary>
    /// <param name="package">The npm package that the script uses.</param>
    public static async Task RunAsync(string package, string script, SecurityWorld world, string secret, CancellationToken ct)
    {
        Assert.True(Directory.Exists(Path.Combine(Clients, "node_modules", package)), $"{package} is not installed: run ./test, which does it.");
        var start = new ProcessStartInfo("node", script)
        {
            WorkingDirectory = Clients,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["FAIRLEAD_HOST"] = world.Host.BaseAddress.GetLeftPart(UriPartial.Authority),
                ["FAIRLEAD_SECRET"] = secret,
                ["NO_PROXY"] = "127.0.0.1",
            },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }
}
