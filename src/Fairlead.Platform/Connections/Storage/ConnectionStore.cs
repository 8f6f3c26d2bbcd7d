using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Connections.Storage;

/// <summary>Connections with their credentials' public part.</summary>
internal sealed class ConnectionStore(Database database)
{
    private static readonly SqlText ListSql = new(typeof(ConnectionStore), "Connection.List");
    private static readonly SqlText ByIdSql = new(typeof(ConnectionStore), "Connection.ById");
    private static readonly SqlText ByNameSql = new(typeof(ConnectionStore), "Connection.ByName");
    private static readonly SqlText InsertSql = new(typeof(ConnectionStore), "Connection.Insert");
    private static readonly SqlText UpdateSql = new(typeof(ConnectionStore), "Connection.Update");
    private static readonly SqlText HealthSql = new(typeof(ConnectionStore), "Connection.Health");
    private static readonly SqlText ClaimSql = new(typeof(ConnectionStore), "Connection.Claim");
    private static readonly SqlText PinSql = new(typeof(ConnectionStore), "Connection.Pin");
    private static readonly SqlText CredentialsSql = new(typeof(ConnectionStore), "Credential.Of");
    private static readonly SqlText PutCredentialSql = new(typeof(ConnectionStore), "Credential.Put");
    private static readonly SqlText RefusedSql = new(typeof(ConnectionStore), "Credential.Refused");
    private static readonly SqlText CountRefusedSql = new(typeof(ConnectionStore), "Credential.CountRefused");
    private static readonly SqlText AllowSql = new(typeof(ConnectionStore), "Credential.Allow");
    private static readonly SqlText PutAccountSql = new(typeof(ConnectionStore), "Account.Put");
    private static readonly SqlText AccountsSql = new(typeof(ConnectionStore), "Account.Of");
    private static readonly SqlText RemoveAccountsSql = new(typeof(ConnectionStore), "Account.Remove");
    private static readonly SqlText RemoveSql = new(typeof(ConnectionStore), "Connection.Remove");
    private static readonly SqlText RemoveCredentialsSql = new(typeof(ConnectionStore), "Credential.Remove");

    public async Task<IReadOnlyList<Connection>> ListAsync(CancellationToken ct) =>
        await WithCredentialsAsync(await database.QueryAsync<ConnectionRow>(ListSql, null, ct), ct);

    public async Task<Connection?> FindAsync(ConnectionId id, CancellationToken ct) =>
        (await WithCredentialsAsync(await database.QueryAsync<ConnectionRow>(ByIdSql, new { id }, ct), ct)).SingleOrDefault();

    public async Task<Connection?> FindByNameAsync(string name, CancellationToken ct) =>
        (await WithCredentialsAsync(await database.QueryAsync<ConnectionRow>(ByNameSql, new { key = KeyOf(name) }, ct), ct)).SingleOrDefault();

    /// <returns><see langword="false"/> when the name is taken.</returns>
    public static async Task<bool> InsertAsync(UnitOfWork work, Connection connection, CancellationToken ct) =>
        await work.ExecuteAsync(InsertSql, ConnectionRow.Of(connection), ct) == 1;

    /// <returns><see langword="false"/> when somebody else changed it since it was read.</returns>
    public static async Task<bool> UpdateAsync(UnitOfWork work, Connection connection, long readRevision, CancellationToken ct) =>
        await work.ExecuteAsync(UpdateSql, ConnectionRow.Of(connection) with { ReadRevision = readRevision }, ct) == 1;

    /// <summary>Nothing is noted of a connection that was changed since it was read.</summary>
    public Task NoteHealthAsync(Connection read, HealthNote note, DateTimeOffset at, CancellationToken ct) =>
        database.ExecuteAsync(HealthSql, ValuesOf(read, note, at), ct);

    /// <inheritdoc cref="NoteHealthAsync(Connection, HealthNote, DateTimeOffset, CancellationToken)"/>
    public static Task NoteHealthAsync(UnitOfWork work, Connection read, HealthNote note, DateTimeOffset at, CancellationToken ct) =>
        work.ExecuteAsync(HealthSql, ValuesOf(read, note, at), ct);

    /// <summary>Keeps by which account the connection signs in from now on; another one did until now. Nothing is kept of one that was changed since it was read.</summary>
    public Task NoteAccountAsync(Connection read, string account, DateTimeOffset at, CancellationToken ct) =>
        database.ExecuteAsync(PutAccountSql, ValuesOf(read, account, at), ct);

    /// <inheritdoc cref="NoteAccountAsync(Connection, string, DateTimeOffset, CancellationToken)"/>
    public static Task NoteAccountAsync(UnitOfWork work, Connection read, string account, DateTimeOffset at, CancellationToken ct) =>
        work.ExecuteAsync(PutAccountSql, ValuesOf(read, account, at), ct);

    /// <summary>The accounts by which the connection was ever seen to sign in to the Jira that it stands for.</summary>
    public Task<IReadOnlyList<AccountInForce>> AccountsAsync(ConnectionId id, CancellationToken ct) =>
        database.QueryAsync<AccountInForce>(AccountsSql, new { id }, ct);

    private static object ValuesOf(Connection read, string account, DateTimeOffset at) => new { id = read.Id, revision = read.Revision, account, at, ever = DateTimeOffset.UnixEpoch };

    /// <returns><see langword="false"/> when another node tests it, or it was changed since it was read.</returns>
    public async Task<bool> ClaimProbeAsync(Connection read, DateTimeOffset at, CancellationToken ct) =>
        await database.ExecuteAsync(ClaimSql, new { id = read.Id, revision = read.Revision, read = read.ProbedAt, at }, ct) == 1;

    /// <returns><see langword="false"/> when the connection, or which Jira it stands for, was changed since it was read.</returns>
    public static async Task<bool> PinAsync(UnitOfWork work, Connection read, SitePin pin, CancellationToken ct) =>
        await work.ExecuteAsync(
            PinSql,
            new { id = read.Id, pin.Known, pin.Since, pin.SeenAt, pin.Other, ahead = (long)pin.Ahead.TotalMilliseconds, before = read.Pin.Known ?? "", revision = read.Revision },
            ct) == 1;

    public static Task PutCredentialAsync(UnitOfWork work, ConnectionId id, Credential credential, CancellationToken ct) =>
        work.ExecuteAsync(PutCredentialSql, CredentialRow.Of(id, credential), ct);

    /// <param name="at">UTC. When Jira refused its secret.</param>
    /// <returns><see langword="false"/> when the credential was replaced since it was read.</returns>
    public static async Task<bool> NoteRefusedAsync(UnitOfWork work, Connection read, Credential credential, DateTimeOffset at, CancellationToken ct) =>
        await work.ExecuteAsync(RefusedSql, new { id = read.Id, slot = (int)credential.Slot, setAt = credential.SetAt, at }, ct) == 1;

    /// <summary>What was refused is another secret than those before.</summary>
    public static Task CountRefusedAsync(UnitOfWork work, Connection read, Credential credential, CancellationToken ct) =>
        work.ExecuteAsync(CountRefusedSql, new { id = read.Id, slot = (int)credential.Slot }, ct);

    /// <summary>What was refused may be tried again.</summary>
    /// <returns><see langword="false"/> when the credential was replaced since it was read.</returns>
    public static async Task<bool> AllowAsync(UnitOfWork work, Connection read, Credential credential, CancellationToken ct) =>
        await work.ExecuteAsync(AllowSql, new { id = read.Id, slot = (int)credential.Slot, setAt = credential.SetAt }, ct) == 1;

    /// <summary>With its credentials' public part; their secrets are the vault's.</summary>
    public static async Task RemoveAsync(UnitOfWork work, ConnectionId id, CancellationToken ct)
    {
        await RemoveCredentialsAsync(work, id, ct);
        await work.ExecuteAsync(RemoveAccountsSql, new { id }, ct);
        await work.ExecuteAsync(RemoveSql, new { id }, ct);
    }

    public static Task RemoveCredentialsAsync(UnitOfWork work, ConnectionId id, CancellationToken ct) =>
        work.ExecuteAsync(RemoveCredentialsSql, new { id }, ct);

    public static string KeyOf(string name) => name.Normalize().ToLowerInvariant();

    private static object ValuesOf(Connection read, HealthNote note, DateTimeOffset at) => new
    {
        id = read.Id,
        revision = read.Revision,
        health = (int)note.Health,
        cause = (int?)note.Cause,
        detail = note.Detail,
        account = note.Account,
        isProof = note.IsProof,
        at,
    };

    private async Task<IReadOnlyList<Connection>> WithCredentialsAsync(IReadOnlyList<ConnectionRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
            return [];
        ConnectionId? one = rows.Count == 1 ? rows[0].Id : null;
        var credentials = await database.QueryAsync<CredentialRow>(CredentialsSql, new { all = one is null, id = one }, ct);
        return [.. rows.Select(r => r.ToConnection([.. credentials.Where(c => c.ConnectionId == r.Id).Select(c => c.ToCredential())]))];
    }
}

internal sealed record ConnectionRow
{
    public ConnectionId Id { get; init; }

    public string Name { get; init; } = "";

    public string NameKey { get; init; } = "";

    public string BaseUrl { get; init; } = "";

    public int Edition { get; init; }

    public string? CloudId { get; init; }

    public bool IsEnabled { get; init; }

    public int ActiveSlot { get; init; }

    public int Health { get; init; }

    public int? Cause { get; init; }

    public string? HealthDetail { get; init; }

    public DateTimeOffset? CheckedAt { get; init; }

    public DateTimeOffset? ProbedAt { get; init; }

    public string? Account { get; init; }

    public string? Site { get; init; }

    public DateTimeOffset? SiteSince { get; init; }

    public DateTimeOffset? SiteSeenAt { get; init; }

    public long ClockAheadMs { get; init; }

    public string? OtherSite { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public long Revision { get; init; }

    public long ReadRevision { get; init; }

    public static ConnectionRow Of(Connection c) => new()
    {
        Id = c.Id,
        Name = c.Name,
        NameKey = ConnectionStore.KeyOf(c.Name),
        BaseUrl = c.BaseUrl.AbsoluteUri.TrimEnd('/'),
        Edition = (int)c.Edition,
        CloudId = c.CloudId,
        IsEnabled = c.IsEnabled,
        ActiveSlot = (int)c.ActiveSlot,
        Health = (int)c.Health,
        Cause = (int?)c.Cause,
        HealthDetail = c.HealthDetail,
        CheckedAt = c.CheckedAt,
        Account = c.Account,
        Site = c.Pin.Known,
        SiteSince = c.Pin.Since,
        SiteSeenAt = c.Pin.SeenAt,
        OtherSite = c.Pin.Other,
        CreatedAt = c.CreatedAt,
        Revision = c.Revision,
    };

    public Connection ToConnection(IReadOnlyList<Credential> credentials) => new(
        Id, Name, new Uri(BaseUrl), (JiraEdition)Edition, CloudId, IsEnabled, (CredentialSlot)ActiveSlot, (ConnectionHealth)Health,
        (ConnectionCause?)Cause, HealthDetail, CheckedAt, Account, CreatedAt, Revision, credentials)
    {
        ProbedAt = ProbedAt,
        Pin = new SitePin(Site, SiteSince, SiteSeenAt, OtherSite) { Ahead = TimeSpan.FromMilliseconds(ClockAheadMs) },
    };
}

internal sealed record CredentialRow
{
    public ConnectionId ConnectionId { get; init; }

    public int Slot { get; init; }

    public int Kind { get; init; }

    public string? UserName { get; init; }

    public string? Reference { get; init; }

    public DateTimeOffset SetAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RefusedAt { get; init; }

    public int Refusals { get; init; }

    public static CredentialRow Of(ConnectionId connection, Credential c) => new()
    {
        ConnectionId = connection,
        Slot = (int)c.Slot,
        Kind = (int)c.Kind,
        UserName = c.User,
        Reference = c.Reference,
        SetAt = c.SetAt,
        ExpiresAt = c.ExpiresAt,
    };

    public Credential ToCredential() => new((CredentialSlot)Slot, (CredentialKind)Kind, UserName, Reference, SetAt, ExpiresAt) { RefusedAt = RefusedAt, Refusals = Refusals };
}
