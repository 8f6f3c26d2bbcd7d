using System.Collections.Concurrent;
using Fairlead.Jira;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Transport;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections.Secrets;
using Fairlead.Platform.Connections.Sites;
using Fairlead.Platform.Connections.Storage;
using Fairlead.Platform.Connections.Testing;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Connections;

/// <summary>
/// Ready clients by connection. One limiter per site lives as long as the process, whatever happens to credentials; a client is
/// made anew when its connection changed.
/// </summary>
internal sealed class JiraSites(
    ConnectionStore connections, CredentialVault credentials, OutboundCallLog calls, IOptions<ConnectionOptions> options, TimeProvider clock)
    : IDisposable
{
    private readonly ConnectionOptions _options = options.Value;
    private static readonly TimeSpan TestPatience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ConnectionId, (long Revision, JiraClient Client)> _clients = new();
    private readonly ConcurrentDictionary<string, JiraLimiter> _limiters = new(StringComparer.Ordinal);
    private readonly Lazy<JiraTransport> _transport = new(() => new JiraTransport(new JiraTransportOptions
    {
        Addresses = BaseUrlCheck.PolicyOf(options.Value),
        AllowPlainHttp = options.Value.AllowPlainHttp,
        Proxy = options.Value.Proxy,
    }));

    /// <summary>For what a person writes by hand: not while another Jira than before answers.</summary>
    /// <inheritdoc cref="ClientForAsync"/>
    public async Task<JiraClient> WriterForAsync(ConnectionId id, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is { Pin: { Doubt: not null } pin } connection)
        {
            var diagnosis = ConnectionDiagnosis.SiteChanged(connection, pin);
            throw new ConnectionUnusableException(id, ConnectionUnusable.SiteChanged, $"{diagnosis.Message} {diagnosis.NextStep}");
        }

        return await ClientForAsync(id, ct);
    }

    /// <exception cref="ConnectionUnusableException">It does not exist, is disabled, or its secret cannot be read.</exception>
    public async Task<JiraClient> ClientForAsync(ConnectionId id, CancellationToken ct)
    {
        var connection = await connections.FindAsync(id, ct)
            ?? throw new ConnectionUnusableException(id, ConnectionUnusable.Missing, "There is no such connection.");
        if (!connection.IsEnabled)
            throw new ConnectionUnusableException(id, ConnectionUnusable.Disabled, $"Connection '{connection.Name}' is disabled. To use it again: fairlead connection edit {Problem.Quote(connection.Name)} --enable");

        // A secret that is kept elsewhere may change without us being told.
        var isFixed = connection.ActiveCredential is { Reference: null };
        if (isFixed && _clients.TryGetValue(id, out var known) && known.Revision == connection.Revision)
            return known.Client;
        var client = Make(connection, connection.Site, await credentials.OpenAsync(connection, given: null, ct), OptionsFor(connection.Site));
        if (isFixed)
            _clients[id] = (connection.Revision, client);
        return client;
    }

    /// <summary>A client of the site of a connection as the app that it installed. In the background; it shares the site's limiter.</summary>
    /// <param name="cloudId">What the app's credential is for; <see langword="null"/>: it is for the connection's address.</param>
    public JiraClient ProviderFor(Connection connection, JiraCredential app, string? cloudId) =>
        Make(connection, cloudId is null ? connection.Site : connection.Site with { CloudId = cloudId }, app, OptionsFor(connection.Site)).InBackground();

    /// <summary>What limits the site of a connection now; <see langword="null"/> when it was not called yet.</summary>
    public JiraLimiterSnapshot? LimitsOf(Connection connection) =>
        _limiters.TryGetValue(KeyOf(connection.BaseUrl), out var limiter) ? limiter.Snapshot() : null;

    /// <summary>A client that is not kept, for a test: a person waits, so it tells of a limit instead of waiting it out.</summary>
    public JiraClient MakeForTest(Connection connection, JiraSite site, JiraCredential credential) =>
        Make(connection, site, credential, OptionsFor(site) with { MaxLimitedResends = 0, MaxLimitedWait = TestPatience });

    private JiraClient Make(Connection connection, JiraSite site, JiraCredential credential, JiraClientOptions client) => new(
        site,
        credential,
        _transport.Value,
        _limiters.GetOrAdd(
            KeyOf(site.BaseUrl),
            _ => new JiraLimiter(new JiraLimiterOptions { MaxConcurrentCalls = _options.MaxConcurrentCalls }, clock)),
        new ConnectionCallObserver(connection.Id, calls),
        client,
        clock);

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
            limiter.Dispose();
        if (_transport.IsValueCreated)
            _transport.Value.Dispose();
    }

    /// <summary>A Jira on this machine is a sandbox, which plays Atlassian's gateway and authorisation host too.</summary>
    private JiraClientOptions OptionsFor(JiraSite site)
    {
        var all = new JiraClientOptions();
        if (!_options.AllowLoopback || !BaseUrlCheck.IsLoopback(site.BaseUrl))
            return all;
        var host = new Uri(site.BaseUrl.GetLeftPart(UriPartial.Authority));
        return all with { GatewayUrl = host, AuthorisationUrl = host };
    }

    private static string KeyOf(Uri baseUrl) => baseUrl.AbsoluteUri.TrimEnd('/').ToLowerInvariant();
}
