using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Kernel;

namespace Fairlead.Secrets.Checks;

/// <summary>
/// Checksums and structures by which a vendor's own secrets can be told from made-up ones. Each takes the secret's bytes and says whether it holds;
/// <see langword="null"/>: the secret has another form, which carries no check. Sources: vendors' pages and the fixtures of public scanners, as
/// collected in docs/secrets.md.
/// </summary>
internal static class SecretChecks
{
    public delegate bool? Check(ReadOnlySpan<byte> secret);

    private static readonly FrozenDictionary<string, Check> ByName = new Dictionary<string, Check>
    {
        ["github-crc62"] = s => Crc62(s, 36),
        ["npm-crc62"] = s => Crc62(s, 36),
        ["vercel-crc62"] = s => Crc62(s, 56),
        ["github-fine-grained"] = GithubFineGrained,
        ["gitlab-routable"] = GitlabRoutable,
        ["grafana-crc32"] = s => HexCrc(s, includePrefix: true),
        ["zuplo-crc32"] = s => HexCrc(s, includePrefix: false),
        ["bech32"] = Bech32.Holds,
        ["aws-key-id"] = AwsKeyId,
        ["jwt"] = Jwt,
        ["confluent-crc32"] = ConfluentCrc,
        ["pem"] = PemBody.Holds,
        ["atlassian-dc-pat"] = AtlassianPat,
        ["pypi-macaroon"] = PypiMacaroon,
        ["sentry-org"] = SentryOrg,
        ["discord-snowflake"] = DiscordSnowflake,
        ["openai-infix"] = OpenAiInfix,
        ["anthropic-suffix"] = s => s.StartsWith("sk-ant-api03-"u8) || s.StartsWith("sk-ant-admin01-"u8) ? s.Length == 108 && s.EndsWith("AA"u8) : null,
        ["azure-devops"] = s => s.Length == 84 ? s[52..].StartsWith("JQQJ99"u8) && s[76..].StartsWith("AZDO"u8) : null,
        ["azure-storage"] = s => s.Length == 88 ? s[76..].StartsWith("+ASt"u8) ? true : null : null,
        ["base58check"] = Base58.Holds,
        ["base64-json"] = s => IsJsonObject(Unprefixed(s)),
        ["luhn"] = s => Luhn.Holds(s),
    }.ToFrozenDictionary();

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    public static Check Named(string name) => ByName[name];

    /// <summary>The last six characters are the CRC-32 of those before them, in base 62, behind the first underscore.</summary>
    private static bool? Crc62(ReadOnlySpan<byte> secret, int length)
    {
        var body = secret[(secret.IndexOf((byte)'_') + 1)..];
        if (body.Length != length)
            return null;

        Span<byte> expected = stackalloc byte[6];
        Radix.Write(Crc32.Of(body[..^6]), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8, expected);
        return body[^6..].SequenceEqual(expected);
    }

    /// <summary>Sixteen from the end stand the first eight of the base 32 of the SHA-256 of all before.</summary>
    private static bool? GithubFineGrained(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != 93)
            return null;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret[..^16], hash);
        ulong bits = 0;
        for (var i = 0; i < 5; i++)
            bits = bits << 8 | hash[i];
        Span<byte> expected = stackalloc byte[8];
        Radix.Write(bits, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8, expected);
        return Ascii.EqualsIgnoreCase(secret.Slice(secret.Length - 16, 8), expected);
    }

    /// <summary>The last seven are the CRC-32 of all before, in base 36; the two before that the length of the payload.</summary>
    private static bool? GitlabRoutable(ReadOnlySpan<byte> secret)
    {
        var dot = secret.LastIndexOf((byte)'.');
        if (dot < 0 || secret.Length - dot - 1 != 9)
            return null;

        Span<byte> expected = stackalloc byte[7];
        Radix.Write(Crc32.Of(secret[..^7]), "0123456789abcdefghijklmnopqrstuvwxyz"u8, expected);
        return secret[^7..].SequenceEqual(expected);
    }

    /// <summary>prefix_BODY_CRC, the last eight in hexadecimal: of prefix and body with the lowest byte first (Grafana), of the body (Zuplo).</summary>
    private static bool? HexCrc(ReadOnlySpan<byte> secret, bool includePrefix)
    {
        var last = secret.LastIndexOf((byte)'_');
        var first = secret.IndexOf((byte)'_');
        if (last == first || secret.Length - last != 9 || !Utf8Parser.TryParse(secret[(last + 1)..], out uint told, out var read, 'X') || read != 8)
            return null;

        return includePrefix
            ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(told) == Crc32.Of(secret[..last])
            : told == Crc32.Of(secret[(first + 1)..last]);
    }

    /// <summary>
    /// Sixteen characters of base 32 carry the number of the account, which has twelve digits. Keys from before 2019 (fifth character I or J) carry none.
    /// </summary>
    private static bool? AwsKeyId(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != 20 || secret[4] is (byte)'I' or (byte)'J')
            return null;

        ulong bits = 0;
        for (var i = 4; i < 14; i++)
        {
            var digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8.IndexOf(secret[i]);
            if (digit < 0)
                return false;
            bits = bits << 5 | (uint)digit;
        }

        return ((bits >> 2) & 0x7fffffffff80) >> 7 <= 999_999_999_999;
    }

    /// <summary>The last six are the CRC-32 of what stands between them and the prefix, its lowest byte first, in base 64.</summary>
    private static bool? ConfluentCrc(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != 64)
            return null;

        Span<byte> crc = stackalloc byte[sizeof(uint)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32.Of(secret[4..^6]));
        Span<byte> expected = stackalloc byte[8];
        return Base64.EncodeToUtf8(crc, expected, out _, out _) == OperationStatus.Done && secret[^6..].SequenceEqual(expected[..6]);
    }

    /// <summary>
    /// The header is a JSON object; where it names no algorithm, which RFC 7515 demands, nothing is said, nor where the claims of a signed one are none, as RFC 7519 demands.
    /// </summary>
    private static bool? Jwt(ReadOnlySpan<byte> secret)
    {
        var dot = secret.IndexOf((byte)'.');
        if (dot <= 0 || !IsJsonObject(secret[..dot]))
            return false;
        if (!IsJsonObject(secret[..dot], "alg"u8))
            return null;

        var rest = secret[(dot + 1)..];
        // Five parts are encrypted, and two are not whole.
        return rest.Count((byte)'.') != 1 || IsJsonObject(rest[..rest.IndexOf((byte)'.')]) ? true : null;
    }

    /// <summary>44 characters of base 64: twelve digits, a colon and 20 random bytes.</summary>
    private static bool? AtlassianPat(ReadOnlySpan<byte> secret)
    {
        Span<byte> decoded = stackalloc byte[33];
        return secret.Length == 44 && Base64.DecodeFromUtf8(secret, decoded, out _, out var written) == OperationStatus.Done && written >= 13 &&
            decoded[..12].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && decoded[12] == ':';
    }

    private static bool? PypiMacaroon(ReadOnlySpan<byte> secret)
    {
        Span<byte> decoded = stackalloc byte[15];
        return secret.Length >= 25 && Base64Url.DecodeFromUtf8(secret.Slice(5, 20), decoded, out _, out _) == OperationStatus.Done &&
            decoded.StartsWith("\u0002\u0001\u0008pypi.org"u8);
    }

    private static bool? SentryOrg(ReadOnlySpan<byte> secret)
    {
        var last = secret.LastIndexOf((byte)'_');
        return last > 7 && IsJsonObject(secret["sntrys_".Length..last], "iat"u8);
    }

    /// <summary>The first part is the bot's id, a decimal number, in base 64.</summary>
    private static bool? DiscordSnowflake(ReadOnlySpan<byte> secret)
    {
        var dot = secret.IndexOf((byte)'.');
        Span<byte> decoded = stackalloc byte[64];
        return dot is > 0 and <= 40 && Base64Url.DecodeFromUtf8(secret[..dot], decoded, out _, out var written) == OperationStatus.Done &&
            written is >= 17 and <= 20 && decoded[..written].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>"OpenAI" in base 64 stands between two halves of the same length.</summary>
    private static bool? OpenAiInfix(ReadOnlySpan<byte> secret)
    {
        var infix = secret.IndexOf("T3BlbkFJ"u8);
        if (infix < 0)
            return null;

        var after = secret.Length - infix - 8;
        return after is 20 or 58 or 74 && infix > after && secret[infix - after - 1] == '-';
    }

    private static ReadOnlySpan<byte> Unprefixed(ReadOnlySpan<byte> secret) => secret[(secret.LastIndexOf((byte)'_') + 1)..];

    /// <param name="key">A key that it must have; empty: none is asked for.</param>
    private static bool IsJsonObject(ReadOnlySpan<byte> base64, ReadOnlySpan<byte> key = default)
    {
        base64 = base64.TrimEnd((byte)'=');
        var buffer = ArrayPool<byte>.Shared.Rent(2 * base64.Length);
        try
        {
            // Both alphabets are met in the wild.
            var copy = buffer.AsSpan(0, base64.Length);
            var decoded = buffer.AsSpan(base64.Length);
            base64.CopyTo(copy);
            copy.Replace((byte)'+', (byte)'-');
            copy.Replace((byte)'/', (byte)'_');
            if (base64.Length % 4 == 1 || Base64Url.DecodeFromUtf8(copy, decoded, out _, out var written) != OperationStatus.Done)
                return false;

            var reader = new Utf8JsonReader(decoded[..written]);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;

            var has = key.IsEmpty;
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && !key.IsEmpty && reader.ValueTextEquals(key))
                    has = true;
            }

            return has;
        }
        catch (JsonException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
