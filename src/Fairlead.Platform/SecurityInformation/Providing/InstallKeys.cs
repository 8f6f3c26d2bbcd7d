using System.Security.Cryptography;
using System.Text;
using Fairlead.Platform.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Keys with which Atlassian signs that a Connect app is installed, from the key server: <c>GET {server}/{kid}</c> answers with PEM. A key is kept for
/// <see cref="Lifetime"/>; without one nothing is believed. Who makes key ids up causes <see cref="MaxAsked"/> calls in <see cref="Period"/> at most, one at a
/// time, and none for an id that the server did not know a while ago.
/// </summary>
internal sealed class InstallKeys(KeyDownload download, IOptions<SecurityInformationOptions> options, TimeProvider clock) : IDisposable
{
    private const int MaxBytes = 16_384;
    private const int MaxKept = 20;
    private const int MaxUnknown = 200;
    private const int MaxAsked = 10;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan UnknownFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly string _server = options.Value.ConnectKeys;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, (string Pem, long At)> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _unknown = new(StringComparer.Ordinal);
    private readonly Queue<long> _asked = new();

    /// <param name="id">Letters, digits, hyphens and underscores.</param>
    /// <returns>To be disposed; <see langword="null"/>: the server has no such key.</returns>
    /// <exception cref="ProblemException">503: the server does not answer with a key, or was asked too often.</exception>
    public async Task<RSA?> FindAsync(string id, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_kept.TryGetValue(id, out var known) && clock.GetElapsedTime(known.At) < Lifetime)
                return Read(known.Pem);
            if (_unknown.TryGetValue(id, out var at) && clock.GetElapsedTime(at) < UnknownFor)
                return null;
            return await AskAsync(id);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<RSA?> AskAsync(string id)
    {
        var now = clock.GetTimestamp();
        while (_asked.TryPeek(out var first) && clock.GetElapsedTime(first, now) >= Period)
            _asked.Dequeue();
        if (_asked.Count >= MaxAsked)
            throw KeyDownload.Busy(new Uri(_server), Period - clock.GetElapsedTime(_asked.Peek(), now));
        _asked.Enqueue(now);
        // Not with the time of whoever asks: others wait for the same answer, and it has one of its own.
        if (await download.GetAsync(new Uri($"{_server}/{id}"), MaxBytes, CancellationToken.None) is not { } bytes)
        {
            if (_unknown.Count >= MaxUnknown)
                _unknown.Clear();
            _unknown[id] = now;
            return null;
        }

        var pem = Encoding.ASCII.GetString(bytes);
        var key = Read(pem);
        if (_kept.Count >= MaxKept)
            _kept.Clear();
        _kept[id] = (pem, now);
        return key;
    }

    private RSA Read(string pem) => KeyDownload.Read(key => key.ImportFromPem(pem))
        ?? throw KeyDownload.Silent(new Uri(_server), $"answered with something else than a public key of at least {KeyDownload.MinBits} bits");
}
