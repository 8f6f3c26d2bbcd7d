using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>BADINPUT HTTP-10: the log of the real program while it is flooded with what it must refuse.</summary>
public sealed class FloodTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_does_not_grow_with_the_number_of_bad_requests()
    {
        using var server = await ServedFairlead.StartAsync(_fairlead);
        var made = JsonDocument.Parse((await _fairlead.RunAsync("token", "create", "flood", "--role", "editor", "--json")).Succeeded());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };
        var before = Lines(server);
        for (var i = 0; i < 200; i++)
        {
            await SendRawAsync(server.Address, [0x16, 0x03, 0x01, 0x02, 0, 1, 0, 1, 0xfc, 3, 3]); // TLS
            await SendRawAsync(server.Address, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
            await AskAsync(http, "api/v1/me", "fl_nonsense", []);
            using var request = new HttpRequestMessage(HttpMethod.Get, "sign-in");
            request.Headers.Add("Cookie", $".AspNetCore.Antiforgery.x=garbage{i}; fairlead=garbage");
            using var page = await http.SendAsync(request, Ct);
        }

        Assert.Equal(before, Lines(server));
        for (var i = 0; i < 200; i++)
            await AskAsync(http, "api/v1/imports", made.RootElement.GetProperty("value").GetString()!, [(byte)'x', (byte)i]);
        Assert.InRange(server.Log.Count(l => l.Contains("Refused a report", StringComparison.Ordinal)), 1, 120); // a minute may end meanwhile
    }

    /// <summary>Lines of the log begin with the year; what else is said does not.</summary>
    private static int Lines(ServedFairlead server) => server.Log.Count(l => l.StartsWith("20", StringComparison.Ordinal));

    private static async Task AskAsync(HttpClient http, string path, string token, byte[] body)
    {
        using var request = new HttpRequestMessage(body.Length == 0 ? HttpMethod.Get : HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, Ct);
        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    private static async Task SendRawAsync(Uri address, byte[] bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Ct);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(bytes, Ct);
            await stream.CopyToAsync(Stream.Null, Ct);
        }
        catch (IOException)
        {
            // Reset: refused without a word.
        }
    }
}
