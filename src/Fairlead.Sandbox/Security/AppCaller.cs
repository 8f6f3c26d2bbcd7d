using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Security;

/// <summary>What an app answered.</summary>
/// <param name="Status"><see langword="null"/>: nothing in time.</param>
internal sealed record AppAnswer(int? Status, JsonNode? Body)
{
    public bool IsGood => Status is >= 200 and < 300;

    public override string ToString() => Status is { } status ? $"it answered {status}" : "it did not answer";
}

/// <summary>Calls apps as Jira does: signed, without following redirects, for ten seconds at most.</summary>
internal sealed class AppCaller : IDisposable
{
    private const int MostBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(3);
    private readonly Site _site;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = MostBytes };
    // Made when it is first needed: most sandboxes have no apps, and it takes a tenth of a second.
    private readonly Lazy<RSA> _key = new(() => RSA.Create(2048));
    private (long Second, int Count) _signed;

    public AppCaller(Site site) => _site = site;

    /// <summary>Under which the sandbox's key server has the key that signs installations.</summary>
    public string KeyId { get; } = new Guid(RandomNumberGenerator.GetBytes(16)).ToString();

    public string PublicKey => _key.Value.ExportSubjectPublicKeyInfoPem();

    /// <summary>Under which the key set has the key that signs calls of Forge apps; not one word, as Atlassian's are not.</summary>
    public string ForgeKeyId => $"forge/invocation-token/{KeyId}";

    /// <summary>The same key, as the set in which Forge apps look for it (RFC 7517).</summary>
    public JsonObject KeySet
    {
        get
        {
            var key = _key.Value.ExportParameters(includePrivateParameters: false);
            return new()
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kty"] = "RSA",
                    ["kid"] = ForgeKeyId,
                    ["use"] = "sig",
                    ["alg"] = "RS256",
                    ["n"] = Base64Url.EncodeToString(key.Modulus),
                    ["e"] = Base64Url.EncodeToString(key.Exponent),
                }),
            };
        }
    }

    /// <returns><see langword="null"/>: it did not answer with JSON.</returns>
    public async Task<JsonNode?> DescriptorAsync(Uri address, CancellationToken ct) => (await SendAsync(new HttpRequestMessage(HttpMethod.Get, address), ct)).Body;

    /// <summary>Installed and uninstalled are signed with the site's own key, so that nobody who knows only a shared secret can install.</summary>
    public Task<AppAnswer> LifecycleAsync(InstalledApp app, string what, CancellationToken ct)
    {
        if (!app.Descriptor.Lifecycle.TryGetValue(what, out var address))
            return Task.FromResult(new AppAnswer(204, null));
        if (app.Forge is { } forge)
            return CallAsync(app, HttpMethod.Post, address, forge.Event(what), isSignedByTheSite: true, ct);
        var body = new JsonObject
        {
            ["key"] = app.Descriptor.Key,
            ["clientKey"] = app.ClientKey,
            ["baseUrl"] = _site.BaseUrl,
            ["displayUrl"] = _site.BaseUrl,
            ["productType"] = "jira",
            ["description"] = "Fairlead Sandbox",
            ["serverVersion"] = "100285",
            ["pluginsVersion"] = "1001.0.0",
            ["eventType"] = what,
        };
        if (what == "installed")
            body["sharedSecret"] = app.SharedSecret;
        return CallAsync(app, HttpMethod.Post, address, body, isSignedByTheSite: what is "installed" or "uninstalled", ct);
    }

    /// <param name="body"><see langword="null"/>: none.</param>
    public Task<AppAnswer> ActAsync(InstalledApp app, HttpMethod method, Uri address, JsonObject? body, CancellationToken ct) => CallAsync(app, method, address, body, false, ct);

    public void Dispose()
    {
        _http.Dispose();
        if (_key.IsValueCreated)
            _key.Value.Dispose();
    }

    private Task<AppAnswer> CallAsync(InstalledApp app, HttpMethod method, Uri address, JsonObject? body, bool isSignedByTheSite, CancellationToken ct)
    {
        var now = _site.Clock.GetUtcNow();
        if (app.Forge is { } forge)
            return SendAsync(ForgeRequest(app, forge, method, address, body, now), ct);
        var root = app.Descriptor.BaseUrl.AbsolutePath.TrimEnd('/');
        var path = address.AbsolutePath.StartsWith(root, StringComparison.Ordinal) ? address.AbsolutePath[root.Length..] : address.AbsolutePath;
        var claims = new JsonObject
        {
            ["iss"] = app.ClientKey,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Validity).ToUnixTimeSeconds(),
            ["qsh"] = QueryHash.Of(method.Method, path, address.Query),
        };
        if (isSignedByTheSite)
        {
            claims["aud"] = new JsonArray(app.Descriptor.BaseUrl.AbsoluteUri.TrimEnd('/'));
            claims["exp"] = (now + Validity).ToUnixTimeSeconds() + InItsSecond(now);
        }

        var request = RequestOf(method, address, body);
        request.Headers.Authorization = new AuthenticationHeaderValue("JWT", isSignedByTheSite ? ConnectToken.Rs256(claims, _key.Value, KeyId) : ConnectToken.Hs256(claims, app.SharedSecret));
        return SendAsync(request, ct);
    }

    /// <summary>How many tokens the site's key has signed in this second: of two installations within one second each has a token of its own, as an app may take a token for one body only.</summary>
    private int InItsSecond(DateTimeOffset now)
    {
        lock (_site.Gate)
        {
            var second = now.ToUnixTimeSeconds();
            _signed = _signed.Second == second ? (second, _signed.Count + 1) : (second, 0);
            return _signed.Count;
        }
    }

    /// <summary>As Forge calls a remote.</summary>
    private HttpRequestMessage ForgeRequest(InstalledApp app, ForgeInstallation forge, HttpMethod method, Uri address, JsonObject? body, DateTimeOffset now)
    {
        var request = RequestOf(method, address, body);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ConnectToken.Rs256(forge.Claims(_site), _key.Value, ForgeKeyId));
        request.Headers.Add("x-b3-traceid", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        request.Headers.Add("x-b3-spanid", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        if (app.Descriptor.WithToken.Contains(new UriBuilder(address) { Query = "" }.Uri))
        {
            lock (_site.Gate)
                request.Headers.Add("x-forge-oauth-system", forge.Token(now));
        }

        return request;
    }

    private static HttpRequestMessage RequestOf(HttpMethod method, Uri address, JsonObject? body) => new(method, address)
    {
        Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };

    private async Task<AppAnswer> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request, ct);
                var bytes = await response.Content.ReadAsByteArrayAsync(ct);
                return new((int)response.StatusCode, bytes.Length == 0 ? null : Json(bytes));
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                return new(null, null);
            }
        }
    }

    private static JsonNode? Json(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
