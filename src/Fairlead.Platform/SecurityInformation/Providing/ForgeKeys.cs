using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Platform.Http;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Keys with which Atlassian signs what a Forge app's remote is called with: one JSON Web Key Set (RFC 7517). It is kept for <see cref="Lifetime"/>, and had
/// again earlier for a key that is not in it, but once in <see cref="Pause"/> at most, so that made-up ids cause no calls.
/// </summary>
internal sealed class ForgeKeys(KeyDownload download, IOptions<SecurityInformationOptions> options, TimeProvider clock) : IDisposable
{
    private const int MaxBytes = 65_536;
    private const int MaxKeys = 50;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly Uri _address = new(options.Value.ForgeKeys);
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Kept? _kept;
    private long? _askedAt;
    private ProblemException? _failed;

    /// <returns>To be disposed; <see langword="null"/>: the set that was had for this very question has no such key.</returns>
    /// <exception cref="ProblemException">503: the server does not answer with keys, or was asked a moment ago, before there was a key of this id.</exception>
    public async Task<RSA?> FindAsync(string id, CancellationToken ct)
    {
        if (Known(id) is { } known)
            return Read(known);
        await _one.WaitAsync(ct);
        try
        {
            // Whoever waited may find that the other one had it.
            if (Known(id) is { } had)
                return Read(had);
            if (_askedAt is { } at && clock.GetElapsedTime(at) is var since && since < Pause)
                throw _failed is { } failed ? new ProblemException(failed.Problem) : KeyDownload.Busy(_address, Pause - since);
            await RenewAsync();
            return Known(id) is { } key ? Read(key) : _failed is { } silent ? throw new ProblemException(silent.Problem) : null;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private RSAParameters? Known(string id) =>
        _kept is { } kept && clock.GetElapsedTime(kept.At) < Lifetime && kept.Keys.TryGetValue(id, out var key) ? key : null;

    /// <summary>Not with the time of whoever asks: others wait for the same answer, and it has one of its own.</summary>
    private async Task RenewAsync()
    {
        var now = clock.GetTimestamp();
        _askedAt = now;
        try
        {
            var bytes = await download.GetAsync(_address, MaxBytes, CancellationToken.None) ?? throw KeyDownload.Silent(_address, "has no keys");
            _kept = new(Keys(bytes), now);
            _failed = null;
        }
        catch (ProblemException silent)
        {
            _failed = silent;
        }
    }

    /// <summary>What is no RSA key for signatures is passed over: other keys may come to stand there. A set without any such key is none.</summary>
    private Dictionary<string, RSAParameters> Keys(byte[] bytes)
    {
        try
        {
            using var set = JsonDocument.Parse(bytes, Strict);
            if (set.RootElement.ValueKind != JsonValueKind.Object || !set.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array || keys.GetArrayLength() > MaxKeys)
                throw KeyDownload.Silent(_address, $"answered with something else than a set of at most {MaxKeys} keys");
            var read = new Dictionary<string, RSAParameters>(StringComparer.Ordinal);
            foreach (var key in keys.EnumerateArray())
            {
                if (Text(key, "kty") == "RSA" && Text(key, "use") is null or "sig" && Text(key, "alg") is null or "RS256" && Text(key, "kid") is { Length: > 0 } id
                    && Bytes(key, "n") is { } modulus && Bytes(key, "e") is { } exponent)
                    read[id] = new RSAParameters { Modulus = modulus, Exponent = exponent };
            }

            return read.Count > 0 ? read : throw KeyDownload.Silent(_address, "answered with a set that has no key for signatures");
        }
        catch (JsonException)
        {
            throw KeyDownload.Silent(_address, "answered with something else than JSON");
        }
    }

    private static RSA? Read(RSAParameters key) => KeyDownload.Read(rsa => rsa.ImportParameters(key));

    private static string? Text(JsonElement key, string name) =>
        key.ValueKind == JsonValueKind.Object && key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement key, string name)
    {
        try
        {
            return Text(key, name) is { } text ? Base64Url.DecodeFromChars(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private sealed record Kept(IReadOnlyDictionary<string, RSAParameters> Keys, long At);
}
