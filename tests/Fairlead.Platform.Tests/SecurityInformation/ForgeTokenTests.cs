using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Kernel;
using Fairlead.Platform.SecurityInformation.SignIn;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Which Forge invocation tokens count, one row for each that does not. THREATS T-19, T-20; BADINPUT CON-01.</summary>
public sealed class ForgeTokenTests : IDisposable
{
    private const string App = "ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107";
    private const string Site = "d0d52620-3203-4cfa-8db5-f2587155f0dd";
    private const string Header = """{"typ":"JWT","alg":"RS256","kid":"forge/invocation-token/1"}""";
    private const long Now = 1_800_000_000;

    private readonly RSA _key = RSA.Create(2048);

    /// <summary>As the example of Atlassian's documents is made.</summary>
    private static JsonObject Claims => new()
    {
        ["app"] = new JsonObject
        {
            ["id"] = App,
            ["installationId"] = "ari:cloud:ecosystem::installation/0a3a7799-53ae-4a5b-9e7e-03338980abb5",
            ["apiBaseUrl"] = $"https://api.atlassian.com/ex/jira/{Site}",
            ["environment"] = new JsonObject { ["type"] = "PRODUCTION" },
        },
        ["context"] = new JsonObject { ["cloudId"] = Site, ["siteUrl"] = "https://team.atlassian.net", ["extension"] = new JsonObject { ["type"] = "core:endpoint" } },
        ["aud"] = App,
        ["iss"] = "forge/invocation-token",
        ["iat"] = Now,
        ["nbf"] = Now,
        ["exp"] = Now + 25,
    };

    public void Dispose() => _key.Dispose();

    [Fact]
    public void An_ordinary_token_counts()
    {
        Assert.Null(RefusalOf(Sign(Header, Claims.ToJsonString())));
        var token = ForgeToken.Read(Sign(Header, Claims.ToJsonString())).Token!;
        Assert.Equal(
            ("forge/invocation-token/1", Site, "https://team.atlassian.net", "ari:cloud:ecosystem::installation/0a3a7799-53ae-4a5b-9e7e-03338980abb5", Now),
            (token.KeyId, token.CloudId, token.SiteUrl, token.Installation, token.IssuedAt.ToUnixTimeSeconds()));

        // Which Jira it is may be told in either place; a list of those that the token is for, too.
        var (bare, far, several) = (Claims, Claims, Claims);
        bare.Remove("context");
        Assert.Equal((Site, null), (ForgeToken.Read(Sign(Header, bare.ToJsonString())).Token!.CloudId, ForgeToken.Read(Sign(Header, bare.ToJsonString())).Token!.SiteUrl));
        ((JsonObject)far["app"]!).Remove("apiBaseUrl");
        ((JsonObject)far["app"]!)["installation"] = new JsonObject { ["contexts"] = new JsonArray(new JsonObject { ["apiBaseUrl"] = $"https://api.atlassian.com/ex/jira/{Site}" }) };
        Assert.Equal(Site, ForgeToken.Read(Sign(Header, far.ToJsonString())).Token!.CloudId);
        several["aud"] = new JsonArray("ari:cloud:ecosystem::app/other", App);
        Assert.Null(RefusalOf(Sign(Header, several.ToJsonString())));
    }

    public static TheoryData<string, string> Headers => new()
    {
        { """{"typ":"JWT","alg":"none","kid":"1"}""", "Sign with RS256" },
        { """{"typ":"JWT","alg":"None","kid":"1"}""", "Sign with RS256" },
        { """{"typ":"JWT","alg":"rs256","kid":"1"}""", "Sign with RS256" },
        { """{"typ":"JWT","alg":"HS256","kid":"1"}""", "Sign with RS256" },
        { """{"typ":"JWT","alg":"RS384","kid":"1"}""", "Sign with RS256" },
        { """{"typ":"JWT","alg":"PS256","kid":"1"}""", "Sign with RS256" },
        { """{"typ":"JWT","alg":"ES256","kid":"1"}""", "Sign with RS256" },
        { """{"typ":"JWT","alg":["RS256"],"kid":"1"}""", "Sign with RS256" },
        { """{"typ":"JWT","kid":"1"}""", "Sign with RS256" },
        { """{"alg":"RS256","alg":"none","kid":"1"}""", "no JSON" },
        { """{"alg":"RS256"}""", "no kid" },
        { """{"alg":"RS256","kid":""}""", "kid is a text" },
        { """{"alg":"RS256","kid":7}""", "kid is a text" },
        { """{"alg":"RS256","kid":"1","jwk":{"kty":"RSA"}}""", "brings no key" },
        { """{"alg":"RS256","kid":"1","jku":"https://evil.example/keys"}""", "brings no key" },
        { """{"alg":"RS256","kid":"1","x5c":["AA=="]}""", "brings no key" },
        { """{"alg":"RS256","kid":"1","x5u":"https://evil.example/cert"}""", "brings no key" },
        { """{"alg":"RS256","kid":"1","crit":["exp"]}""", "brings no key" },
        { """{"alg":"RS256","kid":"1","typ":"JWE"}""", "typ is JWT" },
        { """["RS256"]""", "no JSON object" },
        { "", "no JSON" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_asks_for_another_algorithm_or_brings_a_key_is_refused(string header, string why) =>
        Assert.Contains(why, RefusalOf(Sign(header, Claims.ToJsonString())), StringComparison.Ordinal);

    public static TheoryData<string, string?, string> Wrong => new()
    {
        { "iss", null, "iss is not" },
        { "iss", "\"forge/other-token\"", "iss is not" },
        { "iss", "\"forge/invocation-token/\"", "iss is not" },
        { "iss", "7", "iss is a text" },
        { "aud", null, "another app" },
        { "aud", "\"ari:cloud:ecosystem::app/other\"", "another app" },
        { "aud", "\"ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab481070\"", "another app" },
        { "aud", "\"ari:cloud:ecosystem::app/8db33809\"", "another app" },
        { "aud", "\"ARI:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107\"", "another app" },
        { "aud", "[]", "another app" },
        { "aud", "{\"0\":\"x\"}", "aud is a text" },
        { "exp", null, "no exp" },
        { "exp", "\"1800000025\"", "exp is a whole number" },
        { "exp", "1800000000", "exp must be after iat" },
        { "exp", "1800000901", "within 15 minutes" },
        { "exp", "1e30", "exp is a whole number" },
        { "iat", null, "no iat" },
        { "iat", "1800000031", "exp must be after iat" },
        { "nbf", "1800000031", "from the future" },
        { "app", null, "no app" },
        { "app", "\"x\"", "no app" },
        { "app", "{}", "no app.installationId" },
        { "app", "{\"installationId\":7}", "installationId is a text" },
        { "app", "{\"installationId\":\"i\",\"apiBaseUrl\":\"https://api.atlassian.com/ex/jira/d0d52620-3203-4cfa-8db5-f2587155f0dd\",\"id\":\"ari:cloud:ecosystem::app/other\"}", "another app" },
        { "app", "{\"installationId\":\"i\",\"apiBaseUrl\":\"https://api.atlassian.com/ex/jira/d0d52620-3203-4cfa-8db5-f2587155f0dd\",\"environment\":{\"type\":\"DEVELOPMENT\"}}", "environment DEVELOPMENT" },
        { "app", "{\"installationId\":\"i\",\"apiBaseUrl\":\"https://api.atlassian.com/ex/jira/other\"}", "several sites" },
        { "app", "{\"installationId\":\"i\",\"installation\":{\"contexts\":[{\"apiBaseUrl\":\"https://api.atlassian.com/ex/jira/other\"}]}}", "several sites" },
        { "context", "{\"cloudId\":\"d0d52620-3203-4cfa-8db5-f2587155f0de\"}", "several sites" },
        { "context", "{\"cloudId\":7}", "cloudId is a text" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_claim_that_is_missing_or_wrong_is_refused_whoever_signed_it(string claim, string? json, string why)
    {
        var claims = Claims;
        claims.Remove(claim);
        var text = json is null ? claims.ToJsonString() : $"{claims.ToJsonString()[..^1]},\"{claim}\":{json}}}";
        Assert.Contains(why, RefusalOf(Sign(Header, text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.atlassian.com/ex/confluence/d0d52620-3203-4cfa-8db5-f2587155f0dd", "[]")]
    [InlineData("https://api.atlassian.com/ex/confluence/d0d52620-3203-4cfa-8db5-f2587155f0dd", """[{"apiBaseUrl":"https://api.atlassian.com/ex/jira/d0d52620-3203-4cfa-8db5-f2587155f0dd"}]""")]
    [InlineData(null, """[{"apiBaseUrl":"https://api.atlassian.com/ex/confluence/d0d52620-3203-4cfa-8db5-f2587155f0dd"}]""")]
    [InlineData(null, "[]")]
    public void The_same_site_s_other_products_are_not_its_Jira(string? apiBaseUrl, string contexts)
    {
        var claims = Claims;
        var app = (JsonObject)claims["app"]!;
        app.Remove("apiBaseUrl");
        if (apiBaseUrl is not null)
            app["apiBaseUrl"] = apiBaseUrl;
        app["installation"] = new JsonObject { ["contexts"] = JsonNode.Parse(contexts) };
        Assert.Contains("names no site of Jira", RefusalOf(Sign(Header, claims.ToJsonString())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.atlassian.com/ex/confluence/d0d52620-3203-4cfa-8db5-f2587155f0dd", "names no site of Jira")]
    [InlineData("https://api.atlassian.com/ex/jira/a%2Fb", "is none")]
    [InlineData("https://api.atlassian.com/ex/jira/a/../../b/c", "names no site of Jira")]
    [InlineData("https://api.atlassian.com/ex/jira/", "is none")]
    [InlineData("not an address", "names no site of Jira")]
    public void A_token_that_names_no_site_of_Jira_is_refused(string apiBaseUrl, string why)
    {
        var claims = Claims;
        claims.Remove("context");
        ((JsonObject)claims["app"]!)["apiBaseUrl"] = apiBaseUrl;
        Assert.Contains(why, RefusalOf(Sign(Header, claims.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_ends_and_clocks_may_differ_by_half_a_minute()
    {
        var token = Sign(Header, Claims.ToJsonString());
        Assert.Null(RefusalOf(token, Now - 30));
        Assert.Null(RefusalOf(token, Now + 55));
        Assert.Contains("future", RefusalOf(token, Now - 31), StringComparison.Ordinal);
        Assert.Contains("expired", RefusalOf(token, Now + 56), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_key_signs()
    {
        var parts = Sign(Header, Claims.ToJsonString()).Split('.');
        Assert.Equal("not signed", RefusalOf($"{parts[0]}.{parts[1]}."));
        using var other = RSA.Create(2048);
        Assert.Equal("not signed", RefusalOf(Sign(Header, Claims.ToJsonString(), other)));

        // Key confusion: what everybody knows as the secret of HS256, whatever the header says.
        foreach (var known in (string[])[_key.ExportSubjectPublicKeyInfoPem(), _key.ExportRSAPublicKeyPem()])
        {
            Assert.Equal("not signed", RefusalOf(TokenMaker.Sign(Header, Claims.ToJsonString(), new SecretText(known))));
            Assert.Contains("Sign with RS256", RefusalOf(TokenMaker.Sign("""{"alg":"HS256","kid":"1"}""", Claims.ToJsonString(), new SecretText(known))), StringComparison.Ordinal);
        }

        // The padding of another algorithm below the same name.
        var pss = _key.SignData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        Assert.Equal("not signed", RefusalOf($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(pss)}"));
        foreach (var form in (string[])["", "..", "a.b.c", $"{parts[0]}.{parts[1]}", Sign(Header, "[]"), Sign(Header, "null"), new string('a', 20_000)])
            Assert.NotNull(RefusalOf(form));
    }

    private string? RefusalOf(string text, long now = Now)
    {
        var (token, refusal) = ForgeToken.Read(text);
        if (token is null)
            return refusal;
        return token.IsSignedWith(_key) ? token.RefusalFor(App, "PRODUCTION", DateTimeOffset.FromUnixTimeSeconds(now)) : "not signed";
    }

    private string Sign(string header, string claims, RSA? key = null)
    {
        var signed = $"{TokenMaker.Encode(header)}.{TokenMaker.Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString((key ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
