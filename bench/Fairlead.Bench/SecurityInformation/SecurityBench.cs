using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
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
    private const int Senders = 4;
    private const int Each = 1_000;
    private const int Reads = 20_000;
    private const int IdLength = 10;
    private const string App = "fairlead";
    private const string ForgeApp = "ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000";

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => CancellationToken.None;

    /// <param name="location"><see langword="null"/>: SQLite.</param>
    /// <param name="stored">At least how many vulnerabilities there are when they are read.</param>
    /// <param name="findings">How many are submitted to a site.</param>
    public static async Task<int> RunAsync(DatabaseOptions? location, string stored, string findings)
    {
        var (least, submitted) = (int.Parse(stored, CultureInfo.InvariantCulture), int.Parse(findings, CultureInfo.InvariantCulture));
        var folder = Directory.CreateTempSubdirectory("fairlead-bench-");
        try
        {
            await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
            var token = new SecretText(Convert.ToHexString(RandomNumberGenerator.GetBytes(24)));
            await using (var taking = await StartAsync(folder, location, sandbox, token))
                await TellTakenAsync(taking.BaseAddress, token, least);
            await using var host = await StartAsync(folder, location, sandbox, token);
            using var client = new FairleadClient(host.BaseAddress, token);
            await TellSubmittedAsync(client, host.BaseAddress, sandbox, submitted);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What is taken in becomes no findings here: that is measured as an import is.</summary>
    private static Task<FairleadHost> StartAsync(DirectoryInfo folder, DatabaseOptions? location, SandboxServer sandbox, SecretText token) => FairleadHost.StartAsync(
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
                ["SecurityInformation:MakesFindings"] = "false",
                ["SecurityInformation:ForgeApp"] = ForgeApp,
                ["SecurityInformation:ForgeKeys"] = sandbox.Security.ForgeKeysUrl.AbsoluteUri,
                ["SecurityInformation:SubmitInterval"] = "00:00:01",
            },
        },
        Ct);

    private static async Task TellTakenAsync(Uri address, SecretText token, int least)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Senders }) { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        long next = 0;
        var end = Stopwatch.GetTimestamp() + (long)(Warming.TotalSeconds * Stopwatch.Frequency);
        await SendUntilAsync(() => Stopwatch.GetTimestamp() < end);
        end = Stopwatch.GetTimestamp() + (long)(Measured.TotalSeconds * Stopwatch.Frequency);
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var times = await SendUntilAsync(() => Stopwatch.GetTimestamp() < end);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"vulnerabilities taken in    {times.Count * Each / watch.Elapsed.TotalSeconds,8:0}/s   {Quantiles(times)}   {Senders} senders, {Each:N0} to a call, {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / times.Count:0} ms of this process's CPU time each"));

        await SendUntilAsync(() => Interlocked.Read(ref next) < least / Each);
        var stored = (int)Interlocked.Read(ref next) * Each;
        var reads = await Task.WhenAll(Enumerable.Range(0, Senders).Select(n => Task.Run(async () =>
        {
            var (random, took) = (new Random(n), new List<TimeSpan>());
            for (var i = 0; i < Reads / Senders; i++)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await http.GetAsync($"rest/security/1.0/vulnerability/{Id(random.Next(stored))}");
                if (answer.StatusCode != HttpStatusCode.OK)
                    throw new InvalidOperationException($"A vulnerability was answered with {answer.StatusCode}.");
                took.Add(Stopwatch.GetElapsedTime(began));
            }

            return took;
        })));
        Console.WriteLine($"one read by its id          {Quantiles([.. reads.SelectMany(r => r)])}   {stored:N0} stored, {Senders} readers");

        async Task<List<TimeSpan>> SendUntilAsync(Func<bool> goesOn)
        {
            var all = await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
            {
                var (body, places) = Body();
                var took = new List<TimeSpan>();
                while (goesOn())
                {
                    var first = (int)(Interlocked.Increment(ref next) - 1) * Each;
                    for (var i = 0; i < Each; i++)
                        Encoding.ASCII.GetBytes(Id(first + i), body.AsSpan(places[i], IdLength));
                    var began = Stopwatch.GetTimestamp();
                    using var content = new ByteArrayContent(body);
                    content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                    using var answer = await http.PostAsync("rest/security/1.0/bulk", content);
                    if (answer.StatusCode != HttpStatusCode.Accepted)
                        throw new InvalidOperationException($"A call was answered with {answer.StatusCode}.");
                    took.Add(Stopwatch.GetElapsedTime(began));
                }

                return took;
            })));
            return [.. all.SelectMany(t => t)];
        }
    }

    private static string Id(long number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(IdLength, '0');

    /// <summary>A call, and where in it the ids stand.</summary>
    private static (byte[] Body, int[] Places) Body()
    {
        var (text, places) = (new StringBuilder("{\"operationType\":\"SCAN\",\"properties\":{\"workspaceId\":\"acme\"},\"vulnerabilities\":["), new int[Each]);
        for (var i = 0; i < Each; i++)
        {
            text.Append(i == 0 ? "" : ",").Append("{\"schemaVersion\":\"1.0\",\"id\":\"");
            places[i] = text.Length;
            text.Append('0', IdLength).Append(CultureInfo.InvariantCulture, $"\",\"updateSequenceNumber\":1,\"containerId\":\"acme/shop-{i % 50}\",\"displayName\":\"CVE-2026-{i:0000} in left-pad\",\"description\":\"")
                .Append("Input of others is read beyond its end, so that a request can stop the server. ".AsSpan()).Append('x', 300)
                .Append("\",\"url\":\"https://scanner.example/v/1\",\"type\":\"sca\",\"introducedDate\":\"2026-01-31T09:30:00Z\",\"lastUpdated\":\"2026-02-01T09:30:00Z\",\"severity\":{\"level\":\"high\"},")
                .Append("\"identifiers\":[{\"displayName\":\"CWE-125\",\"url\":\"https://cwe.example/125\"}],\"status\":\"open\"}");
        }

        return (Encoding.ASCII.GetBytes(text.Append("]}").ToString()), places);
    }

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
