using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Platform.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Keys with which Atlassian signs that an app is installed, from the key server: <c>GET {server}/{kid}</c> answers with PEM. A key is kept for
/// <see cref="Lifetime"/>; without one nothing is believed.
/// </summary>
internal sealed class InstallKeys : IDisposable
{
    private const int MaxBytes = 16_384;
    private const int MaxKept = 20;
    private const int MinBits = 2_048;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(30);

    private readonly string _server;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, (string Pem, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);
    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxResponseHeadersLength = 64, ActivityHeadersPropagator = null }, disposeHandler: true);

    public InstallKeys(IOptions<SecurityInformationOptions> options, TimeProvider clock) => (_server, _clock) = (options.Value.ConnectKeys, clock);

    /// <param name="id">Letters, digits, hyphens and underscores.</param>
    /// <returns>To be disposed; <see langword="null"/>: the server has no such key.</returns>
    /// <exception cref="ProblemException">503: the server does not answer with a key.</exception>
    public async Task<RSA?> FindAsync(string id, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        if (_kept.TryGetValue(id, out var known) && known.Until > now)
            return Read(known.Pem);
        if (await FetchAsync(id, ct) is not { } pem)
            return null;
        var key = Read(pem);
        if (_kept.Count >= MaxKept)
            _kept.Clear();
        _kept[id] = (pem, now + Lifetime);
        return key;
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> FetchAsync(string id, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{_server}/{id}"));
            using var answer = await _http.SendAsync(request, patience.Token);
            if ((int)answer.StatusCode is 400 or 403 or 404 or 410)
                return null;
            if ((int)answer.StatusCode != 200)
                throw Silent($"answered {(int)answer.StatusCode}");
            await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
            var bytes = new byte[MaxBytes + 1];
            var count = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, patience.Token);
            return count <= MaxBytes ? Encoding.ASCII.GetString(bytes, 0, count) : throw Silent("answered with more than a key");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw Silent("could not be reached");
        }
    }

    private RSA Read(string pem)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize >= MinBits)
                return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
        }

        key.Dispose();
        throw Silent($"answered with something else than a public key of at least {MinBits} bits");
    }

    private ProblemException Silent(string what) =>
        new(new Problem(ProblemKind.TemporarilyUnavailable, $"The key server {_server} {what}, so that the token cannot be checked. Send it again later.") { RetryAfter = AgainAfter });
}
