using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Web.Tests.Http;

/// <summary>A bare socket to a server, for bytes that no client library would send.</summary>
internal sealed partial class RawConnection : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawConnection(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    public static async Task<RawConnection> OpenAsync(RunningHost server, CancellationToken ct)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.BaseAddress.Host, server.BaseAddress.Port, ct);
        return new RawConnection(client);
    }

    /// <summary>Sends and reads one answer; <c>""</c> when the connection was closed instead.</summary>
    public static async Task<string> AskAsync(RunningHost server, string text, CancellationToken ct)
    {
        using var connection = await OpenAsync(server, ct);
        await connection.SendAsync(text, ct);
        return await connection.ReadAsync(ct);
    }

    /// <summary>Each character is one byte. What the server no longer reads is passed over.</summary>
    public async Task SendAsync(string text, CancellationToken ct)
    {
        try
        {
            await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), ct);
        }
        catch (IOException)
        {
            // The server has answered and closed before it read everything.
        }
    }

    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The head of one answer and its body as far as it came with it.</summary>
    public async Task<string> ReadAsync(CancellationToken ct)
    {
        var read = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while (!IsWhole(read.ToString()) && (count = await _stream.ReadAsync(buffer, ct)) > 0)
                read.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // Reset: refused without a word.
        }

        var answer = read.ToString();
        if (StatusLine().Match(answer) is { Success: true } status)
            Assert.True(int.Parse(status.Groups["status"].ValueSpan, provider: null) is < 500 or 503 or 505 or 507, answer);
        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
        return answer;
    }

    public void Dispose() => _client.Dispose();

    private static bool IsWhole(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        var length = Length().Match(answer[..end]);
        if (length.Success)
            return answer.Length >= end + 4 + int.Parse(length.Groups["length"].ValueSpan, provider: null);
        return !answer[..end].Contains("chunked", StringComparison.OrdinalIgnoreCase) || answer.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\AHTTP/1\.1 (?<status>\d{3})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"Content-Length: (?<length>\d+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Length();
}
