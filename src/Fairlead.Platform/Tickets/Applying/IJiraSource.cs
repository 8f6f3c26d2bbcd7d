using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Where the room gets its Jira from: the Connections room, or a sandbox in tests.</summary>
internal interface IJiraSource
{
    Task<JiraClient> ClientForAsync(ConnectionId connection, CancellationToken ct);

    /// <param name="nameOrId">As people write it.</param>
    Task<ConnectionId?> FindAsync(string nameOrId, CancellationToken ct);

    /// <summary>When the connection was last given another credential, or was tested by a person and works, or by itself with another secret than was refused. Ends a pause because of signing in.</summary>
    Task<DateTimeOffset?> MendedAtAsync(ConnectionId connection, CancellationToken ct);

    /// <summary>
    /// Remembers that Jira refused what the client signs in with, where that is kept elsewhere: once something else stands there, and works, the connection
    /// counts as mended.
    /// </summary>
    Task NoteRefusedAsync(ConnectionId connection, JiraClient client, CancellationToken ct);

    /// <summary>Whether the client would sign in with what Jira refused already. It is not to be tried again.</summary>
    Task<bool> IsRefusedAsync(ConnectionId connection, JiraClient client, CancellationToken ct);

    /// <summary>A person says that what Jira refused may be tried again.</summary>
    Task ForgetRefusedAsync(ConnectionId connection, CancellationToken ct);

    /// <summary>Which Jira the connection stands for.</summary>
    Task<SitePin> PinAsync(ConnectionId connection, CancellationToken ct);

    /// <summary>Remembers which Jira answered.</summary>
    /// <param name="seen">As <see cref="SitePin.NameOf"/> names it.</param>
    /// <param name="areOursThere">Whether it has the issues that Fairlead made.</param>
    /// <param name="ahead">As <see cref="SitePin.AheadOf"/> tells it.</param>
    Task<SitePin> NoteSiteAsync(ConnectionId connection, string seen, bool areOursThere, TimeSpan? ahead, CancellationToken ct);

    /// <summary>The accounts by which the connection was seen to sign in there, now or before its credential was replaced.</summary>
    Task<IReadOnlyList<AccountInForce>> AccountsAsync(ConnectionId connection, CancellationToken ct);

    /// <returns>The name by which people know the connection; <see langword="null"/> when it is gone.</returns>
    Task<string?> NameOfAsync(ConnectionId connection, CancellationToken ct);

    /// <summary>Whether a person said that nothing is to go through the connection.</summary>
    Task<bool> IsDisabledAsync(ConnectionId connection, CancellationToken ct);
}

/// <summary>Counts the requests of one run.</summary>
internal sealed class CallCounter : IJiraCallObserver
{
    private int _count;
    private volatile bool _hasWritten;

    public int Count => _count;

    /// <summary>Whether one changed something in Jira.</summary>
    public bool HasWritten => _hasWritten;

    public void OnCall(JiraCall call)
    {
        Interlocked.Increment(ref _count);
        if (call is { IsEffect: true, Result: JiraCallResult.Succeeded })
            _hasWritten = true;
    }
}
