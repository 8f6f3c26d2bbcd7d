using Fairlead.Jira;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Transport;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>The one connection of a <see cref="TicketWorld"/>: where its Jira is, what is known of it, and real HTTP to there.</summary>
/// <param name="sandbox"><see langword="null"/> when it runs in another process.</param>
internal sealed class ConnectedJira(SandboxServer? sandbox, JiraAddress address, TestClock clock) : IJiraSource, IJiraCallObserver, IDisposable
{
    private readonly JiraTransport _transport = new(new JiraTransportOptions { Addresses = new OutboundAddressPolicy { AllowLoopback = true } });
    private readonly JiraLimiter _limiter = new(new JiraLimiterOptions { Jitter = static () => 0.5 }, clock);
    private int _callsUntilRotation;

    public JiraAddress Address { get; private set; } = address;

    /// <summary>The one of the configuration; <see langword="null"/> before there is one.</summary>
    public ConnectionId? Connection { get; set; }

    /// <summary>Calls take real time, so that hiccups are waited out as fast as can be; <c>ResendTests</c> holds how long they are.</summary>
    public JiraClientOptions ClientOptions { get; set; } = new()
    {
        CallTimeout = TimeSpan.FromSeconds(2),
        MaxLimitedResends = 0,
        HiccupWaits = [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)],
    };

    /// <summary>What a person has to mend before a call can be made; <see langword="null"/>: nothing.</summary>
    public ConnectionUnusable? Unusable { get; set; }

    public Task<JiraClient> ClientForAsync(ConnectionId connection, CancellationToken ct) => Unusable is { } why
        ? Task.FromException<JiraClient>(new ConnectionUnusableException(connection, why, $"Connection 'jira': {why}."))
        : Task.FromResult(ClientWith(ClientOptions));

    public JiraClient ClientWith(JiraClientOptions options) => new(
        new JiraSite(Address.Url, Address.Edition), Address.Credential, _transport, _limiter, this, options, TimeProvider.System);

    /// <summary>Somebody puts another token in force, and then revokes the one before: who is at work with that finds it refused.</summary>
    public void Rotate()
    {
        var before = Address.Token;
        Address = Address with { Token = sandbox!.State.MakeToken() };
        // Later than whoever is at work began, though no time passes.
        MendedAt = clock.GetUtcNow() + TimeSpan.FromMilliseconds(1);
        sandbox!.State.RevokeToken(before);
    }

    /// <summary>The same in the middle of what comes next.</summary>
    /// <param name="calls">To Jira, until then.</param>
    public void RotateAfter(int calls) => _callsUntilRotation = calls;

    void IJiraCallObserver.OnCall(JiraCall call)
    {
        if (Interlocked.Decrement(ref _callsUntilRotation) == 0)
            Rotate();
    }

    /// <summary>Ids of accounts with which Fairlead signed in before.</summary>
    public IReadOnlyList<AccountInForce> FormerAccounts { get; set; } = [];

    public Task<IReadOnlyList<AccountInForce>> AccountsAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult(FormerAccounts);

    /// <summary>When the test last gave another credential.</summary>
    public DateTimeOffset? MendedAt { get; set; }

    /// <summary>Which Jira the connection stands for: the sandbox, seen when the world began.</summary>
    public SitePin Pin { get; set; } = SitePin.None;

    /// <summary>From now on the connection's address leads to another Jira, whose accounts know the same credential.</summary>
    public void LeadTo(SandboxServer other) => Address = JiraAddress.Of(other);

    public Task<SitePin> PinAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult(Pin);

    public Task<SitePin> NoteSiteAsync(ConnectionId connection, string seen, bool areOursThere, TimeSpan? ahead, CancellationToken ct) =>
        Task.FromResult(Pin = Pin.After(seen, areOursThere, clock.GetUtcNow()) with { Ahead = ahead ?? Pin.Ahead });

    public Task<ConnectionId?> FindAsync(string nameOrId, CancellationToken ct) =>
        Task.FromResult<ConnectionId?>(nameOrId == "jira" ? Connection ?? ConnectionId.New(clock) : null);

    public Task<string?> NameOfAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult<string?>("jira");

    public Task<bool> IsDisabledAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult(Unusable == ConnectionUnusable.Disabled);

    public Task<DateTimeOffset?> MendedAtAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult(MendedAt);

    /// <summary>Whether the secret is kept elsewhere, so that what Jira refused of it is remembered.</summary>
    public bool IsKeptElsewhere { get; set; }

    /// <summary>With what Jira refused to let somebody in; <see langword="null"/> when it may be tried.</summary>
    public JiraCredential? Refused { get; private set; }

    public Task NoteRefusedAsync(ConnectionId connection, JiraClient client, CancellationToken ct)
    {
        Refused = IsKeptElsewhere ? client.Credential : null;
        return Task.CompletedTask;
    }

    public Task<bool> IsRefusedAsync(ConnectionId connection, JiraClient client, CancellationToken ct) => Task.FromResult(client.Credential == Refused);

    public Task ForgetRefusedAsync(ConnectionId connection, CancellationToken ct)
    {
        Refused = null;
        return Task.CompletedTask;
    }

    /// <summary>Calls that the limiter holds back.</summary>
    public int WaitingCalls => _limiter.Snapshot().Waiting;

    public void Dispose()
    {
        _limiter.Dispose();
        _transport.Dispose();
    }
}
