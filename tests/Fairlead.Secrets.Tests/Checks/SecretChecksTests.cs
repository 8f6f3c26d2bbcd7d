using System.Security.Cryptography;
using System.Text;
using Fairlead.Kernel;
using Fairlead.Secrets.Checks;

namespace Fairlead.Secrets.Tests.Checks;

/// <summary>Secrets are made here as their vendors make them, so that none stands in the repository.</summary>
public sealed class SecretChecksTests
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    [Theory]
    [InlineData("github-crc62", "ghp_", 30)]
    [InlineData("npm-crc62", "npm_", 30)]
    [InlineData("vercel-crc62", "vcp_", 50)]
    public void A_CRC_in_base_62_ends_the_token(string check, string prefix, int length)
    {
        var body = Random(Base62, length);
        Holds(check, prefix + body + Radix(Crc(body), Base62, 6), other: prefix + body + "000000");
        Assert.Null(Run(check, prefix + "short"));
    }

    [Fact]
    public void A_fine_grained_token_of_GitHub_holds_a_hash_of_itself()
    {
        var head = "github_" + "pat_" + Random(Base62, 22) + "_" + Random(Base62, 43);
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(head));
        ulong bits = 0;
        for (var i = 0; i < 5; i++)
            bits = bits << 8 | hash[i];
        var told = Radix(bits, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 8);
        Holds("github-fine-grained", head + told + Random(Base62, 8), head + Random(Base62, 16));
    }

    [Fact]
    public void A_routable_token_of_GitLab_ends_in_a_CRC_in_base_36()
    {
        var head = "glpat" + "-" + Random(Base62, 27) + ".1c";
        Holds("gitlab-routable", head + Radix(Crc(head), "0123456789abcdefghijklmnopqrstuvwxyz", 7), head + "0000000");
    }

    [Fact]
    public void Grafana_writes_the_lowest_byte_first_and_Zuplo_the_highest()
    {
        var head = "glsa" + "_" + Random(Base62, 32);
        var bytes = BitConverter.GetBytes(Crc(head));
        Holds("grafana-crc32", $"{head}_{Convert.ToHexStringLower(bytes)}", $"{head}_00000000");

        var body = Random("0123456789abcdef", 32);
        Holds("zuplo-crc32", $"zpka_{body}_{Crc(body):x8}", $"zpka_{body}_00000000");
    }

    [Theory]
    [InlineData(123_456_789_012UL, true)]
    [InlineData(999_999_999_999UL, true)]
    [InlineData(1_000_000_000_000UL, false)]
    public void An_AWS_key_id_holds_an_account_of_twelve_digits(ulong account, bool holds)
    {
        var key = "AKIA" + Radix(account << 7 << 2 >> 0 | 1UL << 49, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 10) + "ABCDEF";

        Assert.Equal(holds, Run("aws-key-id", key));
        Assert.Null(Run("aws-key-id", "AKIAI" + Random("ABCDEFG234567", 15)));
    }

    [Fact]
    public void A_JWT_has_a_header_with_an_algorithm()
    {
        var header = Base64Url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
        Assert.True(Run("jwt", $"{header}.{Base64Url("{}")}.x"));
        Assert.Null(Run("jwt", $"{Base64Url("{\"typ\":\"JWT\"}")}.{Base64Url("{}")}.x"));
        Assert.False(Run("jwt", "eyJub3QganNvbg.x.y"));
    }

    [Fact]
    public void A_token_of_Jira_Data_Center_says_digits_and_a_colon()
    {
        var bytes = (byte[])[.. "123456789012:"u8, .. RandomNumberGenerator.GetBytes(20)];
        Holds("atlassian-dc-pat", Convert.ToBase64String(bytes), Convert.ToBase64String(new byte[33]));
    }

    [Fact]
    public void A_macaroon_of_PyPI_names_the_place()
    {
        var bytes = (byte[])[2, 1, 8, .. "pypi.org"u8, .. RandomNumberGenerator.GetBytes(60)];
        Holds("pypi-macaroon", "pypi-" + Base64Url(bytes), "pypi-" + Base64Url(new byte[70]));
    }

    [Fact]
    public void Bech32_and_Base58_hold_on_published_vectors_and_fail_on_a_changed_letter()
    {
        // BIP-173, section "Test vectors", and the Bitcoin wiki's page on WIF.
        Holds("bech32", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3x");
        var key = (byte[])[0x80, .. RandomNumberGenerator.GetBytes(32)];
        var text = ToBase58([.. key, .. SHA256.HashData(SHA256.HashData(key)).AsSpan(0, 4)]);
        Holds("base58check", text, text[..^1] + (text[^1] == '2' ? '3' : '2'));
    }

    [Theory]
    [InlineData("4539 1488 0343 6467", true)]
    [InlineData("4539-1488-0343-6468", false)]
    [InlineData("79927398713", true)]
    public void The_check_digit_of_cards(string digits, bool holds) => Assert.Equal(holds, Run("luhn", digits));

    [Fact]
    public void No_check_falls_over_any_text()
    {
        var random = new Random(1);
        foreach (var check in SecretChecks.Names)
        {
            for (var length = 0; length < 200; length++)
            {
                var bytes = new byte[length];
                random.NextBytes(bytes);
                SecretChecks.Named(check)(bytes);
                SecretChecks.Named(check)(Encoding.ASCII.GetBytes(Random("abcXYZ019._-+/=", length)));
            }
        }
    }

    [Fact]
    public void The_secret_of_Confluent_ends_with_the_checksum_of_its_body()
    {
        var body = Random("abcXYZ019+/", 54);
        Holds("confluent-crc32", $"cflt{body}{Convert.ToBase64String(BitConverter.GetBytes(Crc(body)))[..6]}", $"cflt{body}AAAAAA");
        Assert.Null(Run("confluent-crc32", "cflt" + body));
    }

    [Fact]
    public void The_claims_of_a_signed_JWT_are_a_JSON_object()
    {
        var header = Base64Url("""{"alg":"HS256"}""");
        Assert.True(Run("jwt", $"{header}.{Base64Url("""{"sub":"1"}""")}.{Random("abcXYZ019", 43)}"));
        Assert.Null(Run("jwt", $"{header}.{Base64Url("no object at all")}.{Random("abcXYZ019", 43)}"));
        Assert.True(Run("jwt", $"{header}.{Random("abcXYZ019", 40)}.a.b.c"));
    }

    [Fact]
    public void A_private_key_is_the_DER_that_its_lines_say()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportECPrivateKeyPem();
        Assert.True(Run("pem", pem));
        Assert.True(Run("pem", pem.Replace("\n", "\\n", StringComparison.Ordinal)));
        Assert.True(Run("pem", key.ExportPkcs8PrivateKeyPem()));
        // Cut in pasting.
        Assert.Null(Run("pem", string.Join('\n', pem.Split('\n')[..^2])));
        Assert.False(Run("pem", $"-----BEGIN PRIVATE KEY-----\nAAAA{Random("abcXYZ019", 60)}\n-----END PRIVATE KEY-----"));
        Assert.True(Run("pem", $"-----BEGIN OPENSSH PRIVATE KEY-----\n{Convert.ToBase64String(Encoding.UTF8.GetBytes("openssh-key-v1\0 and the rest of it"))}\n-----END OPENSSH PRIVATE KEY-----"));
        Assert.False(Run("pem", $"-----BEGIN OPENSSH PRIVATE KEY-----\n{Random("abcXYZ019", 64)}\n-----END OPENSSH PRIVATE KEY-----"));
    }

    private static void Holds(string check, string secret, string other)
    {
        Assert.True(Run(check, secret), $"{check} of a true one");
        Assert.False(Run(check, other), $"{check} of a made-up one");
    }

    private static bool? Run(string check, string secret) => SecretChecks.Named(check)(Encoding.UTF8.GetBytes(secret));

    private static string Random(string alphabet, int length) => RandomNumberGenerator.GetString(alphabet, length);

    private static uint Crc(string text) => Crc32.Of(Encoding.ASCII.GetBytes(text));

    private static string Radix(ulong value, string alphabet, int length)
    {
        var digits = new char[length];
        for (var i = length - 1; i >= 0; i--, value /= (uint)alphabet.Length)
            digits[i] = alphabet[(int)(value % (uint)alphabet.Length)];
        return new string(digits);
    }

    private static string Base64Url(string text) => Base64Url(Encoding.UTF8.GetBytes(text));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static string ToBase58(byte[] bytes)
    {
        var number = new System.Numerics.BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var text = "";
        for (; number > 0; number /= 58)
            text = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[(int)(number % 58)] + text;
        return text;
    }
}
