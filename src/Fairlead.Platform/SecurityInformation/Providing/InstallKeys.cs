using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Platform.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Keys with which Atlassian signs that a Connect app is installed, from the key server: <c>GET {server}/{kid}</c> answers with PEM. A key is kept for
/// <see cref="Lifetime"/>; without one nothing is believed.
/// </summary>
internal sealed class InstallKeys(KeyDownload download, IOptions<SecurityInformationOptions> options, TimeProvider clock)
{
    private const int MaxBytes = 16_384;
    private const int MaxKept = 20;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly string _server = options.Value.ConnectKeys;
    private readonly ConcurrentDictionary<string, (string Pem, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);

    /// <param name="id">Letters, digits, hyphens and underscores.</param>
    /// <returns>To be disposed; <see langword="null"/>: the server has no such key.</returns>
    /// <exception cref="ProblemException">503: the server does not answer with a key.</exception>
    public async Task<RSA?> FindAsync(string id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_kept.TryGetValue(id, out var known) && known.Until > now)
            return Read(known.Pem);
        if (await download.GetAsync(new Uri($"{_server}/{id}"), MaxBytes, ct) is not { } bytes)
            return null;
        var pem = Encoding.ASCII.GetString(bytes);
        var key = Read(pem);
        if (_kept.Count >= MaxKept)
            _kept.Clear();
        _kept[id] = (pem, now + Lifetime);
        return key;
    }

    private RSA Read(string pem) => KeyDownload.Read(key => key.ImportFromPem(pem))
        ?? throw KeyDownload.Silent(new Uri(_server), $"answered with something else than a public key of at least {KeyDownload.MinBits} bits");
}
