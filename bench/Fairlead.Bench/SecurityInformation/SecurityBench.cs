using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fairlead.Bench.Imports;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Client.Findings;
using Fairlead.Kernel;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Fairlead.Web;
using YamlDotNet.Serialization;

namespace Fairlead.Bench.SecurityInformation;

/// <summary>
/// A server, a sandbox and the load on them in one process: how many vulnerabilities are durably taken in each second, how long reading one takes among many,
/// and in how many calls findings go to a site's Security pages.
/// </summary>
internal static class SecurityBench
{
    private const int Reads = 20_000;
    private const string App = "fairlead";
    private const string ForgeApp = "ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000";

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => CancellationToken.None;

    /// <param name="location"><see langword="null"/>: SQLite.</param>
    /// <param name="stored">At least how many vulnerabilities there are when they are read.</param>
    /// <param name="findings">How many are submitted to a site.</param>
    public static Task<int> RunAsync(DatabaseOptions? location, string stored, string findings) => InAsync(async (folder, sandbox, token) =>
    {
        var (least, submitted) = (int.Parse(stored, CultureInfo.InvariantCulture), int.Parse(findings, CultureInfo.InvariantCulture));
        await using (var taking = await StartAsync(folder, location, sandbox, token, makesFindings: false))
        {
            using var load = new SecurityLoad(taking.BaseAddress, token);
            await load.SendAsync(Warming);
            await TellTakenAsync("vulnerabilities taken in", load, Measured);
            await load.SendAsync(least);
            Console.WriteLine($"one read by its id          {Quantiles(await load.ReadAsync(Reads))}   {load.Sent:N0} stored, {SecurityLoad.Senders} readers");
            load.Again();
            await TellTakenAsync("replaced", load, Measured);
        }

        await using var host = await StartAsync(folder, location, sandbox, token, makesFindings: false);
        using var client = new FairleadClient(host.BaseAddress, token);
        await TellSubmittedAsync(client, host.BaseAddress, sandbox, submitted);
    });

    /// <param name="location"><see langword="null"/>: SQLite.</param>
    /// <param name="seconds">How long vulnerabilities are sent.</param>
    public static Task<int> RunWithFindingsAsync(DatabaseOptions? location, string seconds) => InAsync(async (folder, sandbox, token) =>
    {
        await using var host = await StartAsync(folder, location, sandbox, token, makesFindings: true);
        using var client = new FairleadClient(host.BaseAddress, token);
        await TellWithFindingsAsync(client, host.BaseAddress, token, TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
    });

    private static async Task<int> InAsync(Func<DirectoryInfo, SandboxServer, SecretText, Task> measure)
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-bench-");
        try
        {
            await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
            await measure(folder, sandbox, new SecretText(Convert.ToHexString(RandomNumberGenerator.GetBytes(24))));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<FairleadHost> StartAsync(DirectoryInfo folder, DatabaseOptions? location, SandboxServer sandbox, SecretText token, bool makesFindings) => FairleadHost.StartAsync(
        new FairleadHostOptions
        {
            DataDirectory = folder.FullName,
            Database = location,
            Listen = "http://127.0.0.1:0",
            LocalToken = token,
            LogTarget = LogTarget.None,
            AllowLoopbackJira = true,
            Settings = new Dictionary<string, string?>
            {
                ["Tickets:Sync:PublicUrl"] = "https://fairlead.example.com",
                ["SecurityInformation:MakesFindings"] = makesFindings ? "true" : "false",
                ["SecurityInformation:ForgeApp"] = ForgeApp,
                ["SecurityInformation:ForgeKeys"] = sandbox.Security.ForgeKeysUrl.AbsoluteUri,
                ["SecurityInformation:SubmitInterval"] = "00:00:01",
            },
        },
        Ct);

    private static async Task TellTakenAsync(string what, SecurityLoad load, TimeSpan time)
    {
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var times = await load.SendAsync(time);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-25} {times.Count * SecurityLoad.Each / watch.Elapsed.TotalSeconds,8:0}/s   {Quantiles(times)}   {SecurityLoad.Senders} senders, {SecurityLoad.Each:N0} to a call, {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / times.Count:0} ms of this process's CPU time each"));
    }

    /// <summary>What is taken in while findings are made of it, and when each is one.</summary>
    private static async Task TellWithFindingsAsync(FairleadClient client, Uri address, SecretText token, TimeSpan time)
    {
        using var load = new SecurityLoad(address, token);
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        for (var part = Measured; part <= time; part += Measured)
            await TellTakenAsync($"taken in until {part.TotalSeconds:0} s", load, Measured);
        var (sent, before) = (watch.Elapsed, await FindingsAsync(client));
        while (await FindingsAsync(client) < load.Sent)
            await Task.Delay(TimeSpan.FromSeconds(1));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"all of them are findings  {(watch.Elapsed - sent).TotalSeconds,8:0.0} s later   {before:N0} of {load.Sent:N0} were when the last was taken in; {load.Sent / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds:0} for each second of this process's CPU time"));
    }

    private static async Task<long> FindingsAsync(FairleadClient client) => (await client.Findings.CountAsync(new FindingQuery(), Ct)).Total;

    private static async Task TellSubmittedAsync(FairleadClient client, Uri address, SandboxServer sandbox, int findings)
    {
        await client.Connections.CreateAsync(new("team", sandbox.BaseUrl.AbsoluteUri, new CredentialRequest(CredentialKind.CloudApiToken, sandbox.Accounts.ApiToken, sandbox.Accounts.Email)), Ct);
        using (var report = new MemoryStream())
        {
            TrivyLikeReport.Write(report, findings, 1, changedPercent: 0);
            report.Position = 0;
            await client.Findings.UploadAsync(report, new UploadOptions { Asset = "app" }, Ct);
        }

        var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(await File.ReadAllTextAsync("forge/manifest.yml", Ct));
        var watch = Stopwatch.StartNew();
        await sandbox.Security.InstallForgeAsync(JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml)), address, Ct);
        while (sandbox.Security.VulnerabilitiesOf(App).Count < findings)
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"submitted to a site         {findings:N0} findings in {sandbox.Requests.CountOf("POST", "/rest/security/1.0/bulk")} calls   {watch.Elapsed.TotalSeconds:0.0} s, the sandbox's work included"));
    }

    private static string Quantiles(List<TimeSpan> times)
    {
        times.Sort();
        return string.Create(
            CultureInfo.InvariantCulture, $"median {times[times.Count / 2].TotalMilliseconds,6:0.0} ms, 99 % below {times[times.Count * 99 / 100].TotalMilliseconds,6:0.0} ms");
    }
}
