using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fairlead.Kernel;

namespace Fairlead.Bench.SecurityInformation;

/// <summary>Senders and readers of a provider whose vulnerabilities are numbered; each call carries 1,000 of 0.9 KB.</summary>
internal sealed class SecurityLoad : IDisposable
{
    public const int Senders = 4;
    public const int Each = 1_000;
    private const int IdLength = 10;

    private readonly HttpClient _http;
    private long _next;
    private int _pass = 1;

    public SecurityLoad(Uri address, SecretText token)
    {
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Senders }) { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
    }

    /// <summary>Vulnerabilities of this pass that were sent.</summary>
    public int Sent => (int)Interlocked.Read(ref _next) * Each;

    /// <summary>From now on the same are sent once more, each with another title.</summary>
    public void Again()
    {
        _pass++;
        _next = 0;
    }

    /// <returns>How long each call took.</returns>
    public Task<List<TimeSpan>> SendAsync(TimeSpan time)
    {
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        return SendUntilAsync(() => Stopwatch.GetTimestamp() < end);
    }

    /// <summary>Sends on until at least so many are sent.</summary>
    public Task SendAsync(int atLeast) => SendUntilAsync(() => Sent < atLeast);

    /// <returns>How long each read took.</returns>
    public async Task<List<TimeSpan>> ReadAsync(int reads)
    {
        var all = new ConcurrentBag<TimeSpan>();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(n => Task.Run(async () =>
        {
            var random = new Random(n);
            for (var i = 0; i < reads / Senders; i++)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await _http.GetAsync($"rest/security/1.0/vulnerability/{Id(random.Next(Sent))}");
                if (answer.StatusCode != HttpStatusCode.OK)
                    throw new InvalidOperationException($"A vulnerability was answered with {answer.StatusCode}.");
                all.Add(Stopwatch.GetElapsedTime(began));
            }
        })));
        return [.. all];
    }

    public void Dispose() => _http.Dispose();

    private async Task<List<TimeSpan>> SendUntilAsync(Func<bool> goesOn)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            var (body, places) = Body(_pass);
            var took = new List<TimeSpan>();
            while (goesOn())
            {
                var first = (Interlocked.Increment(ref _next) - 1) * Each;
                for (var i = 0; i < Each; i++)
                    Encoding.ASCII.GetBytes(Id(first + i), body.AsSpan(places[i], IdLength));
                var began = Stopwatch.GetTimestamp();
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var answer = await _http.PostAsync("rest/security/1.0/bulk", content);
                if (answer.StatusCode != HttpStatusCode.Accepted)
                    throw new InvalidOperationException($"A call was answered with {answer.StatusCode}.");
                took.Add(Stopwatch.GetElapsedTime(began));
            }

            return took;
        })));
        return [.. all.SelectMany(t => t)];
    }

    private static string Id(long number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(IdLength, '0');

    /// <summary>A call, and where in it the ids stand.</summary>
    private static (byte[] Body, int[] Places) Body(int pass)
    {
        var (text, places) = (new StringBuilder("{\"operationType\":\"SCAN\",\"properties\":{\"workspaceId\":\"acme\"},\"vulnerabilities\":["), new int[Each]);
        for (var i = 0; i < Each; i++)
        {
            text.Append(i == 0 ? "" : ",").Append("{\"schemaVersion\":\"1.0\",\"id\":\"");
            places[i] = text.Length;
            text.Append('0', IdLength).Append(CultureInfo.InvariantCulture, $"\",\"updateSequenceNumber\":{pass},\"containerId\":\"acme/shop-{i % 50}\",\"displayName\":\"CVE-2026-{i:0000} in left-pad {pass}\",\"description\":\"")
                .Append("Input of others is read beyond its end, so that a request can stop the server. ".AsSpan()).Append('x', 300)
                .Append("\",\"url\":\"https://scanner.example/v/1\",\"type\":\"sca\",\"introducedDate\":\"2026-01-31T09:30:00Z\",\"lastUpdated\":\"2026-02-01T09:30:00Z\",\"severity\":{\"level\":\"high\"},")
                .Append("\"identifiers\":[{\"displayName\":\"CWE-125\",\"url\":\"https://cwe.example/125\"}],\"status\":\"open\"}");
        }

        return (Encoding.ASCII.GetBytes(text.Append("]}").ToString()), places);
    }
}
