using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Fairlead.Jira.SignIn;

/// <summary>A Connect app: a token of its own for each call, HS256 under the secret that it shares with the site, good for three minutes as Atlassian's libraries make it.</summary>
internal sealed class ConnectSignIn(JiraCredential.ConnectApp app, TimeProvider clock) : ISignIn
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(3);

    public ValueTask<SignedIn> SignInAsync(CalledAs call, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = app.Key,
            ["iat"] = now,
            ["exp"] = now + (long)Validity.TotalSeconds,
            ["qsh"] = QueryStringHash.Of(QueryStringHash.CanonicalRequests(call.Method, call.Target)[0]),
        };
        var signed = $"{Part("""{"typ":"JWT","alg":"HS256"}""")}.{Part(claims.ToJsonString())}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(app.SharedSecret.Reveal()), Encoding.ASCII.GetBytes(signed));
        return ValueTask.FromResult(new SignedIn(new("JWT", $"{signed}.{Base64Url.EncodeToString(signature)}")));
    }

    public bool TryForgetToken() => false;

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
