using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.SignIn;

/// <summary>
/// OAuth 2.0 client credentials. Cloud: JSON to <c>{authorisation host}/oauth/token</c>, 60 minutes. Data Center: a form to
/// <c>{base}/rest/oauth2/latest/token</c>, about an hour. One token is had at a time and used until shortly before it expires.
/// </summary>
internal sealed class ClientCredentialsSignIn : ISignIn
{
    private static readonly TimeSpan AssumedLife = TimeSpan.FromMinutes(5);
    private readonly JiraCredential.ClientCredentials _credential;
    private readonly JiraSite _site;
    private readonly SideCalls _side;
    private readonly JiraClientOptions _options;
    private readonly TimeProvider _clock;
    private readonly SingleFlight<SignedIn> _renewal;
    private volatile Token? _token;

    public ClientCredentialsSignIn(
        JiraCredential.ClientCredentials credential, JiraSite site, SideCalls side, JiraClientOptions options, TimeProvider clock)
    {
        (_credential, _site, _side, _options, _clock) = (credential, site, side, options, clock);
        _renewal = new(RenewAsync);
    }

    public async ValueTask<SignedIn> SignInAsync(CalledAs call, CancellationToken ct) =>
        _token is { } token && token.RenewAt > _clock.GetUtcNow() ? new(token.Authorization) : await _renewal.RunAsync(ct);

    public bool TryForgetToken()
    {
        _token = null;
        return true;
    }

    private async Task<SignedIn> RenewAsync()
    {
        var answer = await _side.SendAsync(TokenRequest(), CancellationToken.None);
        if (Read(answer) is not { } token)
            return new(null, FailureOf(answer));
        _token = token;
        return new(token.Authorization);
    }

    private SideRequest TokenRequest()
    {
        if (_site.Edition == JiraEdition.Cloud)
        {
            var body = new JsonObject
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = _credential.ClientId,
                ["client_secret"] = _credential.ClientSecret.Reveal(),
            };
            return new(HttpMethod.Post, _options.AuthorisationUrl.AbsoluteUri.TrimEnd('/'), "/oauth/token", JiraBody.Json(body));
        }

        var form = string.Join(
            '&',
            "grant_type=client_credentials",
            "client_id=" + Uri.EscapeDataString(_credential.ClientId),
            "client_secret=" + Uri.EscapeDataString(_credential.ClientSecret.Reveal()),
            "scope=WRITE");
        return new(
            HttpMethod.Post,
            _site.Root,
            "/rest/oauth2/latest/token",
            new JiraBody(System.Text.Encoding.UTF8.GetBytes(form), "application/x-www-form-urlencoded"));
    }

    private Token? Read(JiraAttempt attempt)
    {
        if (attempt is not JiraAttempt.Answered { Status: 200 } answer || JiraJson.TryParse(answer.Body) is not { } json
            || json.Text("access_token") is not { Length: > 0 } text || text.Any(c => c is <= ' ' or > '~'))
            return null;
        var life = json.Number("expires_in") is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400)) : AssumedLife;
        // A token shorter than the margin is used for half its life rather than not at all.
        var use = life > _options.TokenRenewalMargin * 2 ? life - _options.TokenRenewalMargin : life / 2;
        return new(new("Bearer", text), _clock.GetUtcNow() + use);
    }

    /// <summary>Whatever went wrong here, the call that needed the token was not sent.</summary>
    private static JiraAttempt FailureOf(JiraAttempt attempt) => attempt switch
    {
        JiraAttempt.Broken broken => broken with { MayHaveLeft = false },
        JiraAttempt.Answered { Status: 400 or 401 or 403 } answer when ErrorOf(answer) is { } error =>
            new JiraAttempt.SignInRefused(JiraRefusalCause.AuthenticationFailed, answer.Status, JiraError.Of(error)),
        JiraAttempt.Answered answer => new JiraAttempt.Broken(
            AnswerJudge.Failure(answer).Cause,
            $"No token could be had: {AnswerJudge.Failure(answer).Message}",
            MayHaveLeft: false,
            answer.Status)
        {
            RetryAfter = answer.Limits.RetryAfter,
        },
        _ => attempt,
    };

    /// <summary><c>{"error":"invalid_client","error_description":"…"}</c> (RFC 6749 §5.2).</summary>
    private static string? ErrorOf(JiraAttempt.Answered answer) =>
        JiraJson.TryParse(answer.Body) is { ValueKind: JsonValueKind.Object } json && json.Text("error") is { } error
            ? string.Join(": ", new[] { error, json.Text("error_description") }.OfType<string>())
            : JiraErrorReader.Read(answer.Status, answer.Body)?.ToString();

    private sealed record Token(AuthenticationHeaderValue Authorization, DateTimeOffset RenewAt);
}
