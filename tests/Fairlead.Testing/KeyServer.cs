using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Fairlead.Testing;

/// <summary>Plays Atlassian's key server with a key of its own, so that a test can sign what Jira would not.</summary>
public sealed class KeyServer : IDisposable
{
    private readonly HttpListener _http = new();
    private readonly ConcurrentQueue<(string Method, string Target, string? Authorization)> _heard = new();

    public KeyServer()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/keys");
        }

        _http.Prefixes.Add(Address.AbsoluteUri + "/");
        _http.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public RSA Key { get; } = RSA.Create(2048);

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    /// <summary>How it was asked: method, address below its own, and Authorization.</summary>
    public IReadOnlyList<(string Method, string Target, string? Authorization)> Heard => [.. _heard];

    /// <summary>Answered instead of the key.</summary>
    public (int Status, string Text)? Instead { get; set; }

    public static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public string Sign(JsonObject claims, string header = """{"typ":"JWT","alg":"RS256","kid":"known"}""", RSA? key = null)
    {
        var signed = $"{Part(header)}.{Part(claims.ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString((key ?? Key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose()
    {
        _http.Close();
        Key.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_http.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _http.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Asked++;
            _heard.Enqueue((context.Request.HttpMethod, context.Request.RawUrl![Address.AbsolutePath.Length..], context.Request.Headers["Authorization"]));
            var (status, text) = Instead ?? (context.Request.Url!.AbsolutePath == "/keys/known" ? (200, Key.ExportSubjectPublicKeyInfoPem()) : (404, ""));
            context.Response.StatusCode = status;
            context.Response.OutputStream.Write(Encoding.ASCII.GetBytes(text));
            context.Response.Close();
        }
    }
}
