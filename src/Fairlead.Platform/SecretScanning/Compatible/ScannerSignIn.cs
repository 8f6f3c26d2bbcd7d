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
internal sealed class ScannerSignIn(JiraSites sites, ConnectionDirectory connections, InstanceIdentity instance, TimeProvider clock)
{
    private const string OwnTokenPrefix = "fl_";
    private const int MaxHeader = 8_192;
    private const int MaxKnown = 2_000;

    /// <summary>Wrong credentials of one address in a minute, beyond which Jira is not asked: it would lock the account.</summary>
    private const int MaxRefusals = 10;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _key = instance.DeriveKey("scanner-callers");
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (JiraUser? User, string? Refusal, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Refusals, DateTimeOffset Until)> _addresses = new(StringComparer.Ordinal);

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
        var user = await UserAsync(jira, connection, sent, http.Connection.RemoteIpAddress?.ToString() ?? "", ct);
        return new ScannerCaller.OfJira(connection, new Actor(ActorKind.Jira, user.Key ?? user.Id, user.DisplayName), jira, user);
    }

    private async Task<JiraUser> UserAsync(JiraClient jira, Connection connection, string sent, string address, CancellationToken ct)
    {
        var key = Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{connection.Id} {connection.Revision} {sent}")));
        lock (_gate)
        {
            if (_known.TryGetValue(key, out var known) && known.Until > clock.GetUtcNow())
                return known.User ?? throw Refused(known.Refusal!);
            if (_addresses.TryGetValue(address, out var tries) && tries.Until > clock.GetUtcNow() && tries.Refusals >= MaxRefusals)
                throw new ProblemException(new Problem(ProblemKind.TooManyRequests, "Too many wrong credentials came from your address.") { RetryAfter = tries.Until - clock.GetUtcNow() });
        }

        try
        {
            var user = await jira.Myself.GetAsync(ct);
            Keep(key, user, null, null);
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
            Keep(key, null, refusal, address);
            throw Refused(refusal);
        }
    }

    private void Keep(string key, JiraUser? user, string? refusal, string? address)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            Bound(_known, entry => entry.Until, now);
            _known[key] = (user, refusal, now + Kept);
            if (address is null)
                return;
            Bound(_addresses, entry => entry.Until, now);
            _addresses[address] = _addresses.TryGetValue(address, out var tries) && tries.Until > now ? (tries.Refusals + 1, tries.Until) : (1, now + Kept);
        }
    }

    /// <summary>A flood of wrong ones drives out the oldest, never grows.</summary>
    private static void Bound<T>(Dictionary<string, T> entries, Func<T, DateTimeOffset> untilOf, DateTimeOffset now)
    {
        if (entries.Count < MaxKnown)
            return;
        foreach (var old in entries.Where(e => untilOf(e.Value) <= now).Select(e => e.Key).ToList())
            entries.Remove(old);
        foreach (var old in entries.OrderBy(e => untilOf(e.Value)).Take(Math.Max(0, entries.Count - (MaxKnown / 2))).Select(e => e.Key).ToList())
            entries.Remove(old);
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

    private static ProblemException Refused(string message) => new(new Problem(ProblemKind.AuthenticationRequired, message));

    private static ProblemException Unclear(string message) => new(Problem.AtParameter(ProblemKind.InvalidQueryParameter, "connection", $"connection: {message}."));
}
