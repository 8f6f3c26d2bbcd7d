using System.Security.Cryptography;
using System.Text;
using Fairlead.Client.Operations;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary>
/// Signs callers of the scanner API in: with what they sign in to Jira with, of which Jira itself is asked, or with an API token of Fairlead.
/// </summary>
internal sealed class ScannerSignIn(JiraSites sites, ConnectionDirectory connections, InstanceIdentity instance, TimeProvider clock) : IDisposable
{
    private const string OwnTokenPrefix = "fl_";
    private const int MaxHeader = 8_192;
    private const int MaxKnown = 2_000;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>So long the same wrong password of a user is not asked about again.</summary>
    private static readonly TimeSpan KeptWrong = TimeSpan.FromHours(1);

    /// <summary>So long what Jira took counts as no guess.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromDays(1);

    /// <summary>Data Center demands a person and a captcha after three wrong passwords in a row, of scripts that use the account too.</summary>
    private readonly RefusalPauses _names = new(2, TimeSpan.FromMinutes(15), TimeSpan.FromHours(12));

    private readonly RefusalPauses _addresses = new(10, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    /// <summary>Of one user one call at a time: many wrong ones at once would be past every limit, and many right ones need one call.</summary>
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _key = instance.DeriveKey("scanner-callers");
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    public void Dispose()
    {
        foreach (var turn in _turns)
            turn.Dispose();
    }

    /// <exception cref="ProblemException">Nobody is signed in, or no connection is meant.</exception>
    /// <exception cref="JiraUnavailableException">Jira cannot say whether the credential is right.</exception>
    public async Task<ScannerCaller> SignInAsync(HttpContext http, CancellationToken ct)
    {
        var header = http.Request.Headers.Authorization;
        // Only a token counts: a browser sends the session's cookie whoever asks.
        if (header.Count == 1 && http.User.Identity?.IsAuthenticated == true)
        {
            var caller = Caller.Of(http.User);
            return new ScannerCaller.OfFairlead(await ConnectionAsync(http.Request, ct), caller.Actor, caller.Role);
        }

        if (header.Count != 1 || header[0] is not { Length: > 0 and <= MaxHeader } sent || Split(sent) is not { } given)
            throw Refused("Sign in as you do to Jira, with a user name or e-mail and a password or API token, or with a personal access token.");
        if (given.Secret.StartsWith(OwnTokenPrefix, StringComparison.Ordinal))
            throw Refused("The API token is unknown, expired or revoked; tokens of Fairlead are sent as Bearer.");

        var connection = await ConnectionAsync(http.Request, ct);
        if (CredentialFor(connection.Edition, given.User, given.Secret) is not { } credential)
            throw Refused("Jira Cloud knows no personal access tokens: sign in with e-mail and API token.");
        if (!connection.IsEnabled || connection.Pin.Doubt is not null)
            await sites.WriterForAsync(connection.Id, ct);
        var jira = sites.MakeForTest(connection, connection.Site, credential);
        var user = await UserAsync(jira, connection, given.User, sent, http.Connection.RemoteIpAddress?.ToString() ?? "", ct);
        return new ScannerCaller.OfJira(connection, new Actor(ActorKind.Jira, user.Key ?? user.Id, user.DisplayName), jira, user);
    }

    private async Task<JiraUser> UserAsync(JiraClient jira, Connection connection, string? userName, string sent, string address, CancellationToken ct)
    {
        var key = Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{connection.Id} {connection.Revision} {sent}")));
        // A token without a name locks nobody out.
        var name = userName is null ? null : $"{connection.Id} {userName.ToUpperInvariant()}";
        var turn = _turns[(uint)(name ?? key).GetHashCode(StringComparison.Ordinal) % (uint)_turns.Length];
        await turn.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            Known? known;
            lock (_gate)
                known = _known.GetValueOrDefault(key);
            if (known?.Until > now)
                return known.User ?? throw Refused(known.Refusal!);
            // Whoever sends what Jira took not long ago does not guess, and is not kept out by those who do.
            if (!(known is { User: not null } && known.AskedAt + Trusted > now) && LeftOf(name, address, now) is { } left)
                throw new ProblemException(new Problem(ProblemKind.TooManyRequests, "Too many wrong credentials came for this user or from your address.") { RetryAfter = left });
            return await AskAsync(jira, key, name, address, ct);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<JiraUser> AskAsync(JiraClient jira, string key, string? name, string address, CancellationToken ct)
    {
        try
        {
            var user = await jira.Myself.GetAsync(ct);
            Keep(key, user, null, Kept);
            if (name is not null)
                _names.Forget(name);
            return user;
        }
        catch (JiraRefusedException e) when (e.Cause is not JiraRefusalCause.RateLimited)
        {
            var refusal = e.Cause switch
            {
                JiraRefusalCause.CaptchaOrDisabled => "Jira does not let this account sign in until a person has signed in to it, or at all.",
                JiraRefusalCause.TokenExpiredOrRevoked => "Jira says that this token has expired or was revoked.",
                _ => "Jira does not take this user and password or token.",
            };
            // What is wrong stays wrong; what a person can put right in Jira does not.
            Keep(key, null, refusal, name is null || e.Cause is JiraRefusalCause.CaptchaOrDisabled ? Kept : KeptWrong);
            var now = clock.GetUtcNow();
            _addresses.Note(address, now);
            if (name is not null)
                _names.Note(name, now);
            throw Refused(refusal);
        }
    }

    private TimeSpan? LeftOf(string? name, string address, DateTimeOffset now)
    {
        TimeSpan?[] left = [name is null ? null : _names.LeftOf(name, now), _addresses.LeftOf(address, now)];
        return left.Max();
    }

    private void Keep(string key, JiraUser? user, string? refusal, TimeSpan kept)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            // A flood of wrong ones drives out the oldest, never grows.
            if (_known.Count >= MaxKnown)
            {
                foreach (var old in _known.OrderBy(entry => entry.Value.AskedAt).Take(MaxKnown / 2).Select(entry => entry.Key).ToList())
                    _known.Remove(old);
            }

            _known[key] = new(user, refusal, now, now + kept);
        }
    }

    /// <exception cref="ProblemException">There is none of that name, or none is named and there are several.</exception>
    private async Task<Connection> ConnectionAsync(HttpRequest request, CancellationToken ct)
    {
        if (ScannerApi.Text(request, "connection") is { } name)
        {
            return await connections.FindByNameOrIdAsync(name, ct)
                ?? throw Unclear($"there is no connection {Problem.Quote(name)}");
        }

        var all = await connections.ListAsync(ct);
        return all switch
        {
            [var only] => only,
            [] => throw Unclear("no Jira is connected yet"),
            _ => throw Unclear($"say which Jira is meant: connection=NAME, one of {string.Join(", ", all.Select(c => c.Name))}"),
        };
    }

    private static JiraCredential? CredentialFor(JiraEdition edition, string? user, string secret) => (edition, user) switch
    {
        (JiraEdition.Cloud, null) => null,
        (JiraEdition.Cloud, _) => new JiraCredential.CloudApiToken(user, new SecretText(secret)),
        (_, null) => new JiraCredential.PersonalAccessToken(new SecretText(secret)),
        _ => new JiraCredential.Password(user, new SecretText(secret)),
    };

    /// <returns><see langword="null"/> when it is neither Basic nor Bearer, or not well-formed.</returns>
    private static (string? User, string Secret)? Split(string header)
    {
        if (header.Split(' ', 2, StringSplitOptions.TrimEntries) is not [var scheme, { Length: > 0 } value])
            return null;
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return value.All(c => c is > ' ' and <= '~') ? (null, value) : null;
        if (!scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            var text = StrictUtf8.GetString(Convert.FromBase64String(value));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon > 0 && colon < text.Length - 1 && !text.Any(char.IsControl) ? (text[..colon], text[(colon + 1)..]) : null;
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>What Jira said of a credential.</summary>
    private sealed record Known(JiraUser? User, string? Refusal, DateTimeOffset AskedAt, DateTimeOffset Until);

    private static ProblemException Refused(string message) => new(new Problem(ProblemKind.AuthenticationRequired, message));

    private static ProblemException Unclear(string message) => new(Problem.AtParameter(ProblemKind.InvalidQueryParameter, "connection", $"connection: {message}."));
}
