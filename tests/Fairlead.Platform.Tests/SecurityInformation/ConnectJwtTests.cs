using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Jira.SignIn;
using Fairlead.Kernel;
using Fairlead.Platform.SecurityInformation.SignIn;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Which tokens count, one row for each that does not. THREATS T-19, T-20, T-22, T-25; BADINPUT CON-01.</summary>
public sealed class ConnectJwtTests
{
    private const string Header = """{"typ":"JWT","alg":"HS256"}""";
    private const string Own = "https://fairlead.example";
    private const long Now = 1_800_000_000;

    private static readonly SecretText Secret = new(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
    private static readonly IReadOnlyList<string> Asked = QueryStringHash.CanonicalRequests("GET", "/rest/security/1.0/linkedWorkspaces?a=1");

    private static JsonObject Claims => new() { ["iss"] = "app", ["iat"] = Now, ["exp"] = Now + 180, ["qsh"] = QueryStringHash.Of(Asked[0]) };

    [Fact]
    public void An_ordinary_token_counts()
    {
        Assert.Null(RefusalOf(TokenMaker.Sign(Claims, Secret)));
        Assert.Null(RefusalOf(TokenMaker.Sign("""{"alg":"HS256"}""", Claims.ToJsonString(), Secret)));
        var token = ConnectJwt.Read(TokenMaker.Sign(Claims, Secret)).Token!;
        Assert.Equal(("app", null, Now + 180), (token.Issuer, token.Id, token.ExpiresAt.ToUnixTimeSeconds()));
    }

    public static TheoryData<string, string> Headers => new()
    {
        { """{"typ":"JWT","alg":"none"}""", "Sign with HS256" },
        { """{"typ":"JWT","alg":"None"}""", "Sign with HS256" },
        { """{"typ":"JWT","alg":"hs256"}""", "Sign with HS256" },
        { """{"typ":"JWT","alg":"HS384"}""", "Sign with HS256" },
        { """{"typ":"JWT","alg":"HS512"}""", "Sign with HS256" },
        { """{"typ":"JWT","alg":"RS256"}""", "Sign with HS256" },
        { """{"typ":"JWT","alg":"ES256"}""", "Sign with HS256" },
        { """{"typ":"JWT","alg":"PS256"}""", "Sign with HS256" },
        { """{"typ":"JWT","alg":["HS256"]}""", "Sign with HS256" },
        { """{"typ":"JWT","alg":null}""", "Sign with HS256" },
        { """{"typ":"JWT"}""", "Sign with HS256" },
        { """["HS256"]""", "no JSON object" },
        { """{"alg":"HS256","alg":"none"}""", "no JSON" },
        { """{"alg":"HS256","crit":["exp"]}""", "alg and typ" },
        { """{"alg":"HS256","jwk":{"kty":"oct","k":"AA"}}""", "alg and typ" },
        { """{"alg":"HS256","jku":"https://evil.example/keys"}""", "alg and typ" },
        { """{"alg":"HS256","x5u":"https://evil.example/cert"}""", "alg and typ" },
        { """{"alg":"HS256","x5c":["AA=="]}""", "alg and typ" },
        { """{"alg":"HS256","kid":"../../dev/null"}""", "alg and typ" },
        { """{"alg":"HS256","typ":"JWE"}""", "typ is JWT" },
        { """{"alg":"HS256","typ":7}""", "typ is JWT" },
        { "alg", "no JSON" },
        { "", "no JSON" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_asks_for_another_algorithm_or_brings_a_key_is_refused(string header, string why) =>
        Assert.Contains(why, RefusalOf(TokenMaker.Sign(header, Claims.ToJsonString(), Secret)), StringComparison.Ordinal);

    [Fact]
    public void A_token_without_a_signature_or_signed_by_another_algorithm_or_a_public_key_is_refused()
    {
        var parts = TokenMaker.Sign(Claims, Secret).Split('.');
        Assert.Equal("The signature is none of HS256.", RefusalOf($"{parts[0]}.{parts[1]}."));

        // As HS512 signs, below a header that says HS256.
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        var other = HMACSHA512.HashData(Encoding.UTF8.GetBytes(Secret.Reveal()), signed);
        Assert.Equal("The signature is none of HS256.", RefusalOf($"{parts[0]}.{parts[1]}.{System.Buffers.Text.Base64Url.EncodeToString(other)}"));

        // Key confusion: what everybody knows as the secret of HS256.
        using var rsa = RSA.Create(2048);
        Assert.Equal("not signed", RefusalOf(TokenMaker.Sign(Claims, new SecretText(rsa.ExportSubjectPublicKeyInfoPem()))));
        Assert.Equal("not signed", RefusalOf(TokenMaker.Sign(Claims, new SecretText(""))));
        Assert.Equal("not signed", RefusalOf(TokenMaker.Sign(Claims, new SecretText(Secret.Reveal() + "x"))));
    }

    public static TheoryData<string, string?, string> Wrong => new()
    {
        { "iss", null, "no iss" },
        { "iss", "\"\"", "iss is a text" },
        { "iss", "7", "iss is a text" },
        { "iss", "[\"app\"]", "iss is a text" },
        { "iat", null, "no iat" },
        { "iat", "\"1800000000\"", "iat is a whole number" },
        { "iat", "1800000000.5", "iat is a whole number" },
        { "iat", "-1", "iat is a whole number" },
        { "iat", "1e30", "iat is a whole number" },
        { "iat", "1800000031", "from the future" },
        { "iat", "1799999000", "within 15 minutes" },
        { "exp", null, "no exp" },
        { "exp", "null", "exp is a whole number" },
        { "exp", "true", "exp is a whole number" },
        { "exp", "9223372036854775807", "exp is a whole number" },
        { "exp", "1800000000", "exp must be after iat" },
        { "exp", "1799999999", "exp must be after iat" },
        { "exp", "1800000901", "within 15 minutes" },
        { "nbf", "1800000031", "from the future" },
        { "nbf", "\"now\"", "nbf is a whole number" },
        { "qsh", null, "no qsh" },
        { "qsh", "\"context-qsh\"", "context token" },
        { "qsh", "\"Context-QSH\"", "another request" },
        { "qsh", "\"f4a9c598c79bb20462ad7a9af20b16a5cd882f027a6e531e7325668101a1e9a2\"", "another request" },
        { "qsh", "7", "qsh is a text" },
        { "aud", "\"https://other.example\"", "another server" },
        { "aud", "\"https://fairlead.example.evil.example\"", "another server" },
        { "aud", "\"https://fairlead\"", "another server" },
        { "aud", "\"fairlead.example\"", "another server" },
        { "aud", "\"HTTPS://FAIRLEAD.EXAMPLE\"", "another server" },
        { "aud", "\"\"", "another server" },
        { "aud", "[]", "another server" },
        { "aud", "[\"https://other.example\",\"x https://fairlead.example\"]", "another server" },
        { "aud", "[\"https://fairlead.example\",7]", "aud is a text" },
        { "aud", "{\"0\":\"https://fairlead.example\"}", "aud is a text" },
        { "aud", "null", "aud is a text" },
        { "jti", "\"\"", "jti is a text" },
        { "jti", "7", "jti is a text" },
        { "iss", "\"\\ud800\"", "no JSON" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_claim_that_is_missing_or_wrong_is_refused_whoever_signed_it(string claim, string? json, string why)
    {
        var claims = Claims;
        claims.Remove(claim);
        var text = json is null ? claims.ToJsonString() : $"{claims.ToJsonString()[..^1]},\"{claim}\":{json}}}";
        Assert.Contains(why, RefusalOf(TokenMaker.Sign(Header, text, Secret)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"https://fairlead.example\"")]
    [InlineData("\"https://fairlead.example/\"")]
    [InlineData("[\"https://other.example\",\"https://fairlead.example\"]")]
    public void This_server_among_those_that_a_token_is_for_is_enough(string audience) =>
        Assert.Null(RefusalOf(TokenMaker.Sign(Header, $"{Claims.ToJsonString()[..^1]},\"aud\":{audience}}}", Secret)));

    [Fact]
    public void A_token_ends_and_clocks_may_differ_by_half_a_minute()
    {
        var token = TokenMaker.Sign(Claims, Secret);
        Assert.Null(RefusalOf(token, Now - 30));
        Assert.Null(RefusalOf(token, Now + 210));
        Assert.Contains("future", RefusalOf(token, Now - 31), StringComparison.Ordinal);
        Assert.Contains("expired", RefusalOf(token, Now + 211), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_token_in_form_is_refused()
    {
        var token = TokenMaker.Sign(Claims, Secret);
        var parts = token.Split('.');
        foreach (var form in (string[])
        [
            "", ".", "..", "...", "a.b.c", $"{token}.x", $"{token}=", $"{token} ", $"{parts[0]}.{parts[1]}", $"{parts[0]}=.{parts[1]}.{parts[2]}", $"{token}\n",
            TokenMaker.Sign(Header, "[]", Secret), TokenMaker.Sign(Header, "null", Secret), TokenMaker.Sign(Header, "\"x\"", Secret), TokenMaker.Sign(Header, "", Secret),
            TokenMaker.Sign(Header, """{"iss":"app","iss":"other"}""", Secret), TokenMaker.Sign(Header, string.Concat(Enumerable.Repeat("""{"a":""", 50)), Secret),
            TokenMaker.SignParts(parts[0], "_w", Secret), TokenMaker.Sign(Header, $$"""{"iss":"{{new string('a', 100_000)}}"}""", Secret),
            token[..^1] + (token[^1] == 'A' ? 'B' : (char)(token[^1] + 1)),
        ])
        {
            Assert.NotNull(RefusalOf(form));
        }
    }

    [Fact]
    public void One_of_two_secrets_is_enough()
    {
        var (token, _) = ConnectJwt.Read(TokenMaker.Sign(Claims, Secret));
        Assert.True(token!.IsSignedWithOneOf([new SecretText("another"), Secret]));
        Assert.False(token.IsSignedWithOneOf([new SecretText("another")]));
        Assert.False(token.IsSignedWithOneOf([]));
    }

    private static string? RefusalOf(string text, long now = Now)
    {
        var (token, refusal) = ConnectJwt.Read(text);
        if (token is null)
            return refusal;
        return token.IsSignedWithOneOf([Secret]) ? token.RefusalFor(Asked, Own, DateTimeOffset.FromUnixTimeSeconds(now)) : "not signed";
    }
}
