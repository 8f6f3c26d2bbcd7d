using Fairlead.Client.Access;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Access.Storage;

/// <summary>Users, their sessions, and the set-up code.</summary>
internal sealed class UserStore(Database database)
{
    private static readonly SqlText ListSql = new(typeof(UserStore), "User.List");
    private static readonly SqlText ByNameSql = new(typeof(UserStore), "User.ByName");
    private static readonly SqlText ByIdSql = new(typeof(UserStore), "User.ById");
    private static readonly SqlText CountSql = new(typeof(UserStore), "User.Count");
    private static readonly SqlText InsertSql = new(typeof(UserStore), "User.Insert");
    private static readonly SqlText UpdateSql = new(typeof(UserStore), "User.Update");
    private static readonly SqlText SignedInSql = new(typeof(UserStore), "User.SignedIn");
    private static readonly SqlText LockAdministratorsSql = new(typeof(UserStore), "User.LockAdministrators");
    private static readonly SqlText InsertSessionSql = new(typeof(UserStore), "Session.Insert");
    private static readonly SqlText FindSessionSql = new(typeof(UserStore), "Session.Find");
    private static readonly SqlText SeenSessionSql = new(typeof(UserStore), "Session.Seen");
    private static readonly SqlText EndSessionSql = new(typeof(UserStore), "Session.End");
    private static readonly SqlText EndSessionsOfSql = new(typeof(UserStore), "Session.EndOfUser");
    private static readonly SqlText EndOldSessionsSql = new(typeof(UserStore), "Session.EndOld");
    private static readonly SqlText PutSetupCodeSql = new(typeof(UserStore), "SetupCode.Put");
    private static readonly SqlText TakeSetupCodeSql = new(typeof(UserStore), "SetupCode.Take");
    private static readonly SqlText ReadSetupCodeSql = new(typeof(UserStore), "SetupCode.Read");

    public async Task<IReadOnlyList<UserAccount>> ListAsync(CancellationToken ct) =>
        [.. (await database.QueryAsync<UserRow>(ListSql, null, ct)).Select(r => r.ToAccount())];

    public Task<UserRow?> FindByNameAsync(string name, CancellationToken ct) =>
        database.FirstAsync<UserRow>(ByNameSql, new { name }, ct);

    public Task<UserRow?> FindAsync(UserId id, CancellationToken ct) => database.FirstAsync<UserRow>(ByIdSql, new { id }, ct);

    public async Task<bool> AnyAsync(CancellationToken ct) => await database.FirstAsync<long>(CountSql, null, ct) > 0;

    /// <returns><see langword="false"/> when the name is taken.</returns>
    public static async Task<bool> InsertAsync(UnitOfWork work, UserRow user, CancellationToken ct) =>
        await work.ExecuteAsync(InsertSql, user, ct) == 1;

    public static Task UpdateAsync(UnitOfWork work, UserRow user, CancellationToken ct) => work.ExecuteAsync(UpdateSql, user, ct);

    /// <summary>Holds all enabled administrators until the end of the transaction, so that two changes cannot each leave the other as the last.</summary>
    public static Task<IReadOnlyList<UserId>> LockAdministratorsAsync(UnitOfWork work, CancellationToken ct) =>
        work.QueryAsync<UserId>(LockAdministratorsSql, new { role = (int)Role.Administrator }, ct);

    public async Task StartSessionAsync(byte[] hash, UserId user, DateTimeOffset now, DateTimeOffset oldest, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(EndOldSessionsSql, new { oldest }, ct);
        await work.ExecuteAsync(InsertSessionSql, new { hash, user, now }, ct);
        await work.ExecuteAsync(SignedInSql, new { user, now }, ct);
        await work.CommitAsync(ct);
    }

    public Task<SessionRow?> FindSessionAsync(byte[] hash, CancellationToken ct) =>
        database.FirstAsync<SessionRow>(FindSessionSql, new { hash }, ct);

    public Task SeenAsync(byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        database.ExecuteAsync(SeenSessionSql, new { hash, now }, ct);

    public Task EndSessionAsync(byte[] hash, CancellationToken ct) => database.ExecuteAsync(EndSessionSql, new { hash }, ct);

    public static Task EndSessionsOfAsync(UnitOfWork work, UserId user, CancellationToken ct) =>
        work.ExecuteAsync(EndSessionsOfSql, new { user }, ct);

    public Task PutSetupCodeAsync(byte[] hash, DateTimeOffset expiresAt, CancellationToken ct) =>
        database.ExecuteAsync(PutSetupCodeSql, new { hash, expiresAt }, ct);

    public async Task<bool> IsSetupCodeAsync(byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        await database.FirstAsync<long>(ReadSetupCodeSql, new { hash, now }, ct) > 0;

    /// <summary>Uses the code up; of many at once exactly one gets it.</summary>
    public static async Task<bool> TakeSetupCodeAsync(UnitOfWork work, byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        await work.ExecuteAsync(TakeSetupCodeSql, new { hash, now }, ct) == 1;
}

internal sealed record UserRow
{
    public UserId Id { get; init; }

    public string Name { get; init; } = "";

    public string PasswordHash { get; init; } = "";

    public int Role { get; init; }

    public bool IsEnabled { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    public UserAccount ToAccount() => new(Id, Name, (Role)Role, IsEnabled, CreatedAt, LastSignInAt);
}

internal sealed record SessionRow
{
    public UserId UserId { get; init; }

    public string Name { get; init; } = "";

    public int Role { get; init; }

    public bool IsEnabled { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastSeenAt { get; init; }
}
