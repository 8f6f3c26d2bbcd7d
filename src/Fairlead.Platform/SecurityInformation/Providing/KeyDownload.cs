using System.Security.Cryptography;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>Gets keys with which Atlassian signs: directly, in bounded size and time, following no redirects. Without an answer nothing is believed.</summary>
internal sealed class KeyDownload : IDisposable
{
    /// <summary>Of an RSA key that counts.</summary>
    public const int MinBits = 2_048;

    /// <summary>What is trusted for its address comes by TLS, or from this machine, such as from a sandbox.</summary>
    public const string Addresses = @"(https://|http://(127\.0\.0\.1|localhost|\[::1\])[:/])[^\s?#]*[^\s?#/]";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(30);

    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxResponseHeadersLength = 64, ActivityHeadersPropagator = null }, disposeHandler: true);

    /// <returns><see langword="null"/>: the server says that there is nothing.</returns>
    /// <exception cref="ProblemException">503: the server does not answer, or with more than <paramref name="maxBytes"/>.</exception>
    public async Task<byte[]?> GetAsync(Uri address, int maxBytes, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await _http.SendAsync(request, patience.Token);
            if ((int)answer.StatusCode is 400 or 403 or 404 or 410)
                return null;
            if ((int)answer.StatusCode != 200)
                throw Silent(address, $"answered {(int)answer.StatusCode}");
            await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
            var bytes = new byte[maxBytes + 1];
            var count = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, patience.Token);
            return count <= maxBytes ? bytes[..count] : throw Silent(address, "answered with more than keys");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw Silent(address, "could not be reached");
        }
    }

    /// <param name="read">Puts the key in; what it throws of keys that are none means that it is none.</param>
    /// <returns>To be disposed; <see langword="null"/>: it is no key that counts.</returns>
    public static RSA? Read(Action<RSA> read)
    {
        var key = RSA.Create();
        try
        {
            read(key);
            if (key.KeySize >= MinBits)
                return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
        }

        key.Dispose();
        return null;
    }

    public static ProblemException Silent(Uri address, string what) => new(
        new Problem(ProblemKind.TemporarilyUnavailable, $"The key server {address} {what}, so that the token cannot be checked. Send it again later.") { RetryAfter = AgainAfter });

    /// <summary>Whoever asks is to come again: the server was asked enough for now.</summary>
    public static ProblemException Busy(Uri address, TimeSpan pause) => new(
        new Problem(ProblemKind.TemporarilyUnavailable, $"The key server {address} was asked a moment ago and is not asked again yet, so that the token cannot be checked. Send it again later.")
        {
            RetryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(pause.TotalSeconds))),
        });

    public void Dispose() => _http.Dispose();
}
