using System.Security.Cryptography;
using System.Text;
using Fairlead.Platform.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Keys with which Atlassian signs that a Connect app is installed, from the key server: <c>GET {server}/{kid}</c> answers with PEM. A key is kept for
/// <see cref="Lifetime"/>; without one nothing is believed. Who makes key ids up causes <see cref="MaxAsked"/> calls in <see cref="Period"/> at most, and all who do <see cref="MaxAskedInAll"/>, one at a
/// time, and none for an id that the server did not know a while ago. A key that is known already is renewed whatever they do.
/// </summary>
internal sealed class InstallKeys(KeyDownload download, IOptions<SecurityInformationOptions> options, TimeProvider clock) : IDisposable
{
    private const int MaxBytes = 16_384;
    private const int MaxKept = 20;
    private const int MaxUnknown = 1_000;
    private const int MaxAsked = 10;
    private const int MaxAskedInAll = 60;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan UnknownFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly string _server = options.Value.ConnectKeys;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Pem, long At)> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _unknown = new(StringComparer.Ordinal);

    /// <summary>Calls of the last period: when, and on whose account.</summary>
    private readonly Queue<(long At, string Account)> _asked = new();

    /// <param name="id">Letters, digits, hyphens and underscores.</param>
    /// <param name="address">Of whoever names it.</param>
    /// <returns>To be disposed; <see langword="null"/>: the server has no such key.</returns>
    /// <exception cref="ProblemException">503: the server does not answer with a key, or was asked too often.</exception>
    public async Task<RSA?> FindAsync(string id, string address, CancellationToken ct)
    {
        if (IsDecided(id, out var pem))
            return pem is null ? null : Read(pem);
        await _one.WaitAsync(ct);
        try
        {
            // Somebody else asked for it meanwhile.
            if (IsDecided(id, out pem))
                return pem is null ? null : Read(pem);
            return await AskAsync(id, address);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <returns>Whether it is known what the key is, or that there is none.</returns>
    private bool IsDecided(string id, out string? pem)
    {
        lock (_gate)
        {
            pem = _kept.TryGetValue(id, out var known) && clock.GetElapsedTime(known.At) < Lifetime ? known.Pem : null;
            return pem is not null || (_unknown.TryGetValue(id, out var at) && clock.GetElapsedTime(at) < UnknownFor);
        }
    }

    private async Task<RSA?> AskAsync(string id, string address)
    {
        var now = clock.GetTimestamp();
        Count(id, address, now);
        // Not with the time of whoever asks: others wait for the same answer, and it has one of its own.
        if (await download.GetAsync(new Uri($"{_server}/{id}"), MaxBytes, CancellationToken.None) is not { } bytes)
        {
            Keep(_unknown, MaxUnknown, id, now);
            return null;
        }

        var pem = Encoding.ASCII.GetString(bytes);
        var key = Read(pem);
        Keep(_kept, MaxKept, id, (pem, now));
        return key;
    }

    /// <exception cref="ProblemException">503: that is too many.</exception>
    private void Count(string id, string address, long now)
    {
        lock (_gate)
        {
            while (_asked.TryPeek(out var first) && clock.GetElapsedTime(first.At, now) >= Period)
                _asked.Dequeue();
            var isKnown = _kept.ContainsKey(id);
            var account = isKnown ? $"key {id}" : $"address {address}";
            List<long> own = [.. _asked.Where(a => a.Account == account).Select(a => a.At)];
            if (own.Count >= MaxAsked)
                throw KeyDownload.Busy(new Uri(_server), Period - clock.GetElapsedTime(own[0], now));
            if (!isKnown && _asked.Count >= MaxAskedInAll)
                throw KeyDownload.Busy(new Uri(_server), Period - clock.GetElapsedTime(_asked.Peek().At, now));
            _asked.Enqueue((now, account));
        }
    }

    private void Keep<T>(Dictionary<string, T> all, int most, string id, T value)
    {
        lock (_gate)
        {
            if (all.Count >= most && !all.ContainsKey(id))
                all.Clear();
            all[id] = value;
        }
    }

    private RSA Read(string pem) => KeyDownload.Read(key => key.ImportFromPem(pem))
        ?? throw KeyDownload.Silent(new Uri(_server), $"answered with something else than a public key of at least {KeyDownload.MinBits} bits");
}
