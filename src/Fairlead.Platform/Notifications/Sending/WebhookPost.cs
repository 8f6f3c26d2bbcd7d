using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Jira.Transport;
using Fairlead.Kernel;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Notifications.Sending;

/// <summary>
/// Tells webhooks. The body is JSON; header <c>Fairlead-Signature</c> is <c>t=SECONDS,v1=HEX</c>, where HEX is HMAC-SHA-256 under the
/// receiver's secret of the seconds, a dot and the body, so that a message that was caught cannot be sent again much later.
/// </summary>
internal sealed class WebhookPost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Signs are written as they are, so that people can read the body.</summary>
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly OutboundAddressPolicy _addresses;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;

    public WebhookPost(IOptions<NotificationOptions> options, TimeProvider clock)
    {
        _addresses = new OutboundAddressPolicy { AllowLoopback = options.Value.AllowLoopback };
        _clock = clock;
        _http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ConnectCallback = ConnectAsync,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxResponseHeadersLength = 64,
                MaxResponseDrainSize = 0,
                ActivityHeadersPropagator = null,
            },
            disposeHandler: true);
    }

    public void Dispose() => _http.Dispose();

    public async Task<Delivery> SendAsync(Uri target, SecretText secret, Notification notification, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, string>
            {
                ["id"] = notification.Id.ToString(),
                ["kind"] = notification.Message.Kind,
                ["subject"] = notification.Message.Subject,
                ["text"] = notification.Message.Text,
                ["createdAt"] = notification.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            },
            Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation("User-Agent", "Fairlead");
        request.Headers.TryAddWithoutValidation("Fairlead-Signature", Sign(secret, _clock.GetUtcNow().ToUnixTimeSeconds(), body));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var answer = await _http.SendAsync(request, patience.Token);
            return Judge(answer.StatusCode);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Delivery.Failed($"{target.Host} did not answer within {Patience.TotalSeconds:0} seconds. See whether it runs, and can be reached from this server.");
        }
        catch (HttpRequestException e) when (e.InnerException is AddressRefusedException refused)
        {
            return new Delivery.Refused($"{refused.Message} Give an address that can be reached from outside this machine.");
        }
        catch (HttpRequestException e)
        {
            return new Delivery.Failed(e.InnerException is AuthenticationException
                ? $"{target.Host} has no certificate that this machine trusts."
                : $"{target.Host} could not be reached ({WordsOf(e.HttpRequestError)}).");
        }
    }

    /// <param name="seconds">Since 1970.</param>
    public static string Sign(SecretText secret, long seconds, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret.Reveal()));
        hmac.AppendData(Encoding.ASCII.GetBytes($"{seconds}."));
        hmac.AppendData(body);
        return $"t={seconds},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }

    private static Delivery Judge(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => new Delivery.Taken(),
        >= 300 and < 400 => new Delivery.Refused($"It was answered {(int)status}, a redirect, which is not followed. Give the address where it leads."),
        408 or 425 or 429 or >= 500 => new Delivery.Failed($"It was answered {(int)status}: whoever takes messages there cannot at present. Look there, then send a test."),
        404 => new Delivery.Failed("It was answered 404: nobody takes messages at this address at present. Where that stays so, make the receiver anew.", IsAbsence: true),
        410 => new Delivery.Refused($"It was answered {(int)status}: nobody takes messages at this address any more. Make the receiver anew."),
        _ => new Delivery.Refused($"It was answered {(int)status}. See what the receiver says of it."),
    };

    private static string WordsOf(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "its name is not known",
        HttpRequestError.ConnectionError => "it takes no connection",
        HttpRequestError.SecureConnectionError => "no TLS connection could be made",
        _ => "the connection broke",
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var target = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(target.Host, ct);
        if (addresses.FirstOrDefault(a => !_addresses.Allows(a)) is { } refused)
            throw new AddressRefusedException($"{target.Host} is at {refused}, which may not be dialled.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
