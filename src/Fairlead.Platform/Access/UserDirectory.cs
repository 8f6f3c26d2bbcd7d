using Fairlead.Client;
using Fairlead.Client.Access;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access.SignIn;
using Fairlead.Platform.Access.Storage;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Access;

/// <summary>Makes and changes users. Every change is in the audit trail, in the same transaction.</summary>
internal sealed class UserDirectory(
    Database database, UserStore users, Passwords passwords, ActivityLog activity, IOptions<AccessOptions> options, TimeProvider clock)
{
    public Task<IReadOnlyList<UserAccount>> ListAsync(CancellationToken ct) => users.ListAsync(ct);

    public Task<bool> AnyAsync(CancellationToken ct) => users.AnyAsync(ct);

    /// <exception cref="ProblemException">A value is not accepted, or the name is taken.</exception>
    public async Task<UserAccount> CreateAsync(Actor actor, CreateUserRequest request, CancellationToken ct)
    {
        var row = NewRow(request.Name, request.Password, request.Role);
        await using var work = await database.BeginAsync(ct);
        if (!await UserStore.InsertAsync(work, row, ct))
            throw new ProblemException(new Problem(ProblemKind.Conflict, $"There is a user {Problem.Quote(row.Name)} already."));
        await activity.AppendAsync(work, actor, "user.created", row.Id.ToString(), $"{row.Name} as {request.Role}", ct);
        await work.CommitAsync(ct);
        return row.ToAccount();
    }

    /// <returns><see langword="null"/> when there is no such user.</returns>
    /// <exception cref="ProblemException">A value is not accepted, or nobody would be left to administer.</exception>
    public async Task<UserAccount?> ChangeAsync(Actor actor, UserId id, ChangeUserRequest change, CancellationToken ct)
    {
        if (await users.FindAsync(id, ct) is not { } row)
            return null;
        if (change.Password is { } password)
            RefuseWeak(password, row.Name, "/password");
        var next = row with
        {
            Role = (int)(change.Role ?? (Role)row.Role),
            IsEnabled = change.IsEnabled ?? row.IsEnabled,
            PasswordHash = change.Password is null ? row.PasswordHash : passwords.Hash(change.Password),
        };
        await using var work = await database.BeginAsync(ct);
        var administrators = await UserStore.LockAdministratorsAsync(work, ct);
        var remains = next.IsEnabled && next.Role == (int)Role.Administrator;
        if (!remains && administrators.Count == 1 && administrators[0] == id)
            throw new ProblemException(new Problem(ProblemKind.LastAdministrator, $"{row.Name} is the last administrator. Make another one first."));
        await UserStore.UpdateAsync(work, next, ct);
        if (next.PasswordHash != row.PasswordHash || !next.IsEnabled)
            await UserStore.EndSessionsOfAsync(work, id, ct);
        await activity.AppendAsync(work, actor, "user.changed", id.ToString(), Describe(row, next), ct);
        await work.CommitAsync(ct);
        return next.ToAccount();
    }

    /// <summary>A new code for making the first administrator; the one before stops working.</summary>
    public async Task<string> NewSetupCodeAsync(CancellationToken ct)
    {
        var code = RandomToken.New();
        await users.PutSetupCodeAsync(RandomToken.HashOf(code), clock.GetUtcNow() + options.Value.SetupCodeLifetime, ct);
        return code;
    }

    public Task<bool> IsSetupCodeAsync(string code, CancellationToken ct) =>
        users.IsSetupCodeAsync(RandomToken.HashOf(code), clock.GetUtcNow(), ct);

    /// <summary>Makes the first administrator and uses the code up.</summary>
    /// <returns><see langword="null"/> when the code is not the right one, has expired, or was used.</returns>
    /// <exception cref="ProblemException">A value is not accepted.</exception>
    public async Task<UserAccount?> SetUpAsync(string code, string name, string password, CancellationToken ct)
    {
        var row = NewRow(name, password, Role.Administrator);
        await using var work = await database.BeginAsync(ct);
        if (!await UserStore.TakeSetupCodeAsync(work, RandomToken.HashOf(code), clock.GetUtcNow(), ct))
            return null;
        if (!await UserStore.InsertAsync(work, row, ct))
            throw new ProblemException(new Problem(ProblemKind.Conflict, $"There is a user {Problem.Quote(row.Name)} already."));
        await activity.AppendAsync(work, Actor.System, "user.created", row.Id.ToString(), $"{row.Name} as first administrator", ct);
        await work.CommitAsync(ct);
        return row.ToAccount();
    }

    private UserRow NewRow(string name, string password, Role role)
    {
        var check = new Validation();
        check.Check(IsName(name), "/name", "must have 3 to 64 characters of a-z 0-9 . _ - @");
        check.ThrowIfAny();
        RefuseWeak(password, name, "/password");
        return new UserRow
        {
            Id = UserId.New(clock),
            Name = name,
            PasswordHash = passwords.Hash(password),
            Role = (int)role,
            IsEnabled = true,
            CreatedAt = clock.GetUtcNow(),
        };
    }

    private static bool IsName(string name) =>
        name.Length is >= 3 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '@');

    private static void RefuseWeak(string password, string name, string pointer)
    {
        if (Passwords.Refuse(password, name) is { } why)
            throw new ProblemException(Problem.Invalid([new ProblemError($"{pointer}: {why}.", Pointer: pointer)]));
    }

    private static string Describe(UserRow before, UserRow after)
    {
        var what = new List<string>();
        if (before.Role != after.Role)
            what.Add($"role {(Role)before.Role} → {(Role)after.Role}");
        if (before.IsEnabled != after.IsEnabled)
            what.Add(after.IsEnabled ? "enabled" : "disabled");
        if (before.PasswordHash != after.PasswordHash)
            what.Add("new password");
        return $"{after.Name}: {(what.Count == 0 ? "nothing" : string.Join(", ", what))}";
    }
}
