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
        var (ended, said) = await RunAsync(
            package, [script], new() { ["FAIRLEAD_HOST"] = world.Host.BaseAddress.GetLeftPart(UriPartial.Authority), ["FAIRLEAD_SECRET"] = secret, ["NO_PROXY"] = "127.0.0.1" }, ct);
        Assert.True(ended == 0, $"{script} ended with {ended}:\n{said}");
    }

    /// <returns>How the script ended, and what it said.</returns>
    public static async Task<(int Ended, string Said)> RunAsync(string package, IEnumerable<string> arguments, Dictionary<string, string> environment, CancellationToken ct)
    {
        Assert.True(Directory.Exists(Path.Combine(Clients, "node_modules", package)), $"{package} is not installed: run ./test, which does it.");
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Clients,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, $"{await output}\n{await errors}".Trim());
    }
}
