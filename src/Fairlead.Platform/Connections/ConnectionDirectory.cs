using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Connections.Secrets;
using Fairlead.Platform.Connections.Sites;
using Fairlead.Platform.Connections.Storage;
using Fairlead.Platform.Connections.Testing;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Connections;

/// <summary>Makes, finds and changes connections. Every change is in the audit trail, in the same transaction.</summary>
internal sealed class ConnectionDirectory(
    Database database,
    ConnectionStore connections,
    CredentialVault credentials,
    RefusedSecrets refused,
    ActivityLog activity,
    IEnumerable<IConnectionUse> users,
    IOptions<ConnectionOptions> options,
    TimeProvider clock)
{
    public async Task<IReadOnlyList<Connection>> ListAsync(CancellationToken ct) => [.. (await connections.ListAsync(ct)).Select(Reminded)];

    public async Task<Connection?> FindAsync(ConnectionId id, CancellationToken ct) => await connections.FindAsync(id, ct) is { } found ? Reminded(found) : null;

    /// <param name="name">Whatever its case.</param>
    public async Task<Connection?> FindByNameAsync(string name, CancellationToken ct) =>
        await connections.FindByNameAsync(name, ct) is { } found ? Reminded(found) : null;

    /// <summary>As people and scripts name one.</summary>
    public async Task<Connection?> FindByNameOrIdAsync(string nameOrId, CancellationToken ct) =>
        await FindByNameAsync(nameOrId, ct) ?? (ConnectionId.TryParse(nameOrId, null, out var id) ? await FindAsync(id, ct) : null);

    /// <returns>The connection, and what was changed in the address as it was given.</returns>
    /// <exception cref="ProblemException">A value is not accepted, or the name is taken.</exception>
    public async Task<(Connection Connection, IReadOnlyList<string> Notices)> CreateAsync(
        Actor actor, CreateConnectionRequest request, CancellationToken ct)
    {
        var check = new Validation().Name("/name", request.Name, maxLength: 100);
        var edition = CredentialCheck.EditionOf(request.Credential.Kind, (JiraEdition?)request.Edition);
        CredentialCheck.Check(check, request.Credential, edition, "/credential", credentials.Data, clock.GetUtcNow());
        check.Check(IsCloudId(request.CloudId), "/cloudId", "must have at most 64 letters, digits and hyphens");
        check.ThrowIfAny();
        var url = BaseUrlCheck.Check(request.BaseUrl, edition, options.Value);

        var connection = new Connection(
            ConnectionId.New(clock), request.Name, url.Url, edition ?? url.LikelyEdition, request.CloudId, true, CredentialSlot.Primary,
            ConnectionHealth.Unknown, null, null, null, null, clock.GetUtcNow(), 1, []);
        await using var work = await database.BeginAsync(ct);
        if (!await ConnectionStore.InsertAsync(work, connection, ct))
            throw NameTaken(request.Name);
        var credential = await PutCredentialAsync(work, connection.Id, CredentialSlot.Primary, request.Credential, ct);
        await activity.AppendAsync(work, actor, "connection.created", connection.Id.ToString(), $"{connection.Name}: {connection.BaseUrl}", ct);
        await work.CommitAsync(ct);
        return (connection with { Credentials = [credential] }, url.Notices);
    }

    /// <param name="proven">The revision with which the slot to be put in force was tried and works, and Jira's id of its account; <see langword="null"/> when it was not.</param>
    /// <returns><see langword="null"/> when there is no such connection.</returns>
    /// <exception cref="ProblemException">A value is not accepted, the name is taken, or somebody else changed it meanwhile.</exception>
    public async Task<(Connection Connection, IReadOnlyList<string> Notices)?> ChangeAsync(
        Actor actor, ConnectionId id, ChangeConnectionRequest change, (long Revision, string? Account)? proven, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is not { } before)
            return null;
        if (proven is { } tried && tried.Revision != before.Revision)
            throw ChangedMeanwhile();
        var (after, notices) = Apply(before, change);
        if (after.ActiveSlot != before.ActiveSlot && after.BaseUrl == before.BaseUrl && proven is null)
            throw new ProblemException(Problem.AtPointer(ProblemKind.ValidationFailed, "/activeSlot", "/activeSlot: is tried before it is put in force; ask for it without baseUrl."));
        if (change.Name is { } name && await connections.FindByNameAsync(name, ct) is { } other && other.Id != id)
            throw NameTaken(name);

        await using var work = await database.BeginAsync(ct);
        if (!await ConnectionStore.UpdateAsync(work, after, before.Revision, ct))
            throw ChangedMeanwhile();
        if (proven?.Account is { } account)
            await ConnectionStore.NoteAccountAsync(work, after, account, clock.GetUtcNow(), ct);
        if (after.BaseUrl != before.BaseUrl)
        {
            // What lies in the other slot was given for the old address too.
            await ForgetSecretsAsync(work, before, ct);
            await ConnectionStore.RemoveCredentialsAsync(work, id, ct);
        }

        if (change.Credential is { } credential)
            await PutCredentialAsync(work, id, change.Slot ?? before.ActiveSlot, credential, ct);
        await activity.AppendAsync(work, actor, "connection.changed", id.ToString(), Describe(before, after, change), ct);
        await work.CommitAsync(ct);
        return ((await connections.FindAsync(id, ct))!, notices);
    }

    /// <summary>The connection as it would be with a credential that is not kept yet.</summary>
    /// <param name="change">With a credential.</param>
    /// <exception cref="ProblemException">A value is not accepted.</exception>
    public Connection With(Connection before, ChangeConnectionRequest change)
    {
        Apply(before, change);
        var credential = CredentialOf(change.Slot ?? before.ActiveSlot, change.Credential!);
        return before with { Credentials = [.. before.Credentials.Where(c => c.Slot != credential.Slot), credential] };
    }

    /// <exception cref="ProblemException">A ticket configuration, ticket or run uses it.</exception>
    public async Task DemandUnusedAsync(Connection connection, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await DemandUnusedAsync(work, connection, ct);
    }

    /// <summary>Removes a connection with its secrets, as long as no work stands on it; its name is free again.</summary>
    /// <returns><see langword="false"/> when there is no such connection.</returns>
    /// <exception cref="ProblemException">A ticket configuration, ticket or run uses it.</exception>
    public async Task<bool> RemoveAsync(Actor actor, ConnectionId id, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is not { } before)
            return false;
        await using var work = await database.BeginAsync(ct);
        await DemandUnusedAsync(work, before, ct);
        foreach (var user in users)
            await user.ForgetAsync(work, id, ct);
        await ForgetSecretsAsync(work, before, ct);
        await ConnectionStore.RemoveAsync(work, id, ct);
        await activity.AppendAsync(work, actor, "connection.removed", id.ToString(), $"{before.Name}: {before.BaseUrl}", ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>Remembers how a connection does, unless it was changed since it was read.</summary>
    public Task NoteHealthAsync(Connection read, HealthNote note, CancellationToken ct) => connections.NoteHealthAsync(read, note, clock.GetUtcNow(), ct);

    /// <summary>Remembers that Jira refused a secret, where the connection's is kept elsewhere.</summary>
    public async Task NoteRefusedAsync(ConnectionId id, JiraCredential credential, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is { } connection)
            await refused.NoteAsync(connection, credential, ct);
    }

    /// <summary>Whether Jira refused this very secret, which was not replaced where it is kept.</summary>
    public async Task<bool> IsRefusedAsync(ConnectionId id, JiraCredential credential, CancellationToken ct) =>
        await connections.FindAsync(id, ct) is { } connection && await refused.StandingAsync(connection, credential, ct) == RefusedStanding.Same;

    /// <summary>A person says that what Jira refused may be tried again.</summary>
    public async Task ForgetRefusedAsync(ConnectionId id, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is { } connection)
            await refused.ForgetAsync(connection, ct);
    }

    /// <inheritdoc cref="ConnectionStore.NoteAccountAsync(Connection, string, DateTimeOffset, CancellationToken)"/>
    public Task NoteAccountAsync(Connection read, string account, CancellationToken ct) => connections.NoteAccountAsync(read, account, clock.GetUtcNow(), ct);

    /// <inheritdoc cref="ConnectionStore.AccountsAsync"/>
    public Task<IReadOnlyList<AccountInForce>> AccountsAsync(ConnectionId id, CancellationToken ct) => connections.AccountsAsync(id, ct);

    /// <summary>Remembers which Jira answered. Another than before is told in the audit trail and is the connection's health.</summary>
    /// <param name="pinOf">What the pin becomes.</param>
    /// <returns>The pin as it is now; <see cref="SitePin.None"/> when the connection is gone.</returns>
    /// <exception cref="ProblemException">It is changed all the time.</exception>
    public async Task<SitePin> NoteSiteAsync(ConnectionId id, Func<SitePin, DateTimeOffset, SitePin> pinOf, CancellationToken ct)
    {
        const int MaxTries = 5;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await TryNoteSiteAsync(id, pinOf, ct) is { } pin)
                return pin;
        }

        throw ChangedMeanwhile();
    }

    /// <summary>
    /// Takes the site's word for its edition. Client credentials leave it open, and an address on this machine, where a sandbox is, says
    /// nothing of it; elsewhere a Cloud is known by its address, and an answer that contradicts that is not believed.
    /// </summary>
    /// <param name="read">As read before the site was asked.</param>
    /// <returns><see langword="null"/> when its edition was decided, or somebody else changed it meanwhile.</returns>
    public async Task<Connection?> AdoptEditionAsync(Connection read, JiraEdition edition, CancellationToken ct)
    {
        var isOpen = read.Pin.Known is null && read.ActiveCredential is { } credential && CredentialCheck.EditionOf(credential.Kind, null) is null
            && BaseUrlCheck.IsLoopback(read.BaseUrl);
        if (!isOpen)
            return null;
        var after = read with { Edition = edition, Revision = read.Revision + 1 };
        await using var work = await database.BeginAsync(ct);
        if (!await ConnectionStore.UpdateAsync(work, after, read.Revision, ct))
            return null;
        if (after.Edition != read.Edition)
        {
            await activity.AppendAsync(
                work, Actor.System, "connection.changed", read.Id.ToString(), $"{read.Name}: edition {edition}, as the site says it is, was {read.Edition}", ct);
        }

        await work.CommitAsync(ct);
        return after;
    }

    /// <summary>A person says that the other Jira, which answers now, is the right one.</summary>
    /// <param name="site">The one that the person was shown.</param>
    /// <returns><see langword="null"/> when there is no such connection.</returns>
    /// <exception cref="ProblemException">That is not the Jira in question, or none is.</exception>
    public async Task<Connection?> AcceptSiteAsync(Actor actor, ConnectionId id, string site, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is not { } before)
            return null;
        if (before.Pin.Other is not { } other)
            throw new ProblemException(new Problem(ProblemKind.Conflict, $"Connection {Problem.Quote(before.Name)} leads to the Jira that is known: {before.Pin.Known ?? "none yet"}."));
        if (other != site)
            throw new ProblemException(Problem.AtPointer(ProblemKind.ValidationFailed, "/site", $"/site: the Jira that answers now is {Problem.Quote(other)}."));

        await using var work = await database.BeginAsync(ct);
        if (!await ConnectionStore.PinAsync(work, before, before.Pin.Accepted(clock.GetUtcNow()), ct))
            throw ChangedMeanwhile();
        await activity.AppendAsync(work, actor, "connection.site_accepted", id.ToString(), $"{before.Name}: {other} from now on, was {before.Pin.Known}", ct);
        await ConnectionStore.NoteHealthAsync(work, before, HealthNote.Untested, clock.GetUtcNow(), ct);
        await work.CommitAsync(ct);
        return await connections.FindAsync(id, ct);
    }

    /// <returns><see langword="null"/> when it was changed since it was read.</returns>
    private async Task<SitePin?> TryNoteSiteAsync(ConnectionId id, Func<SitePin, DateTimeOffset, SitePin> pinOf, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is not { } before)
            return SitePin.None;
        var now = clock.GetUtcNow();
        var pin = pinOf(before.Pin, now);
        if (pin == before.Pin)
            return pin;
        await using var work = await database.BeginAsync(ct);
        if (!await ConnectionStore.PinAsync(work, before, pin, ct))
            return null;
        if (pin.Doubt is not null && pin.Other != before.Pin.Other)
        {
            var diagnosis = ConnectionDiagnosis.SiteChanged(before, pin);
            await ConnectionStore.NoteHealthAsync(work, before, HealthNote.Of(diagnosis), now, ct);
            await activity.AppendAsync(
                work, Actor.System, "connection.site_changed", id.ToString(), $"{before.Name}: {diagnosis.Message} Nothing is written to it.", ct);
        }
        else if (pin.Doubt is null && before.Pin.Doubt is not null)
        {
            await ConnectionStore.NoteHealthAsync(work, before, HealthNote.Untested, now, ct);
        }

        await work.CommitAsync(ct);
        return pin;
    }

    private Connection Reminded(Connection connection) => CredentialReminder.Over(connection, options.Value, clock.GetUtcNow());

    private static ProblemException ChangedMeanwhile() =>
        new(new Problem(ProblemKind.Conflict, "The connection was changed by somebody else meanwhile. Read it again.") { Code = "changed_meanwhile" });

    private (Connection After, IReadOnlyList<string> Notices) Apply(Connection before, ChangeConnectionRequest change)
    {
        var slot = change.Slot ?? before.ActiveSlot;
        var check = new Validation().Name("/name", change.Name, maxLength: 100);
        if (change.Credential is { } credential)
            CredentialCheck.Check(check, credential, before.Edition, "/credential", credentials.Data, clock.GetUtcNow());
        var hasTarget = change.ActiveSlot is not { } active
            || before.Credentials.Any(c => c.Slot == active) || (change.Credential is not null && slot == active);
        check.Check(hasTarget, "/activeSlot", "that slot holds no credential");
        check.ThrowIfAny();

        var url = change.BaseUrl is null ? null : BaseUrlCheck.Check(change.BaseUrl, before.Edition, options.Value);
        if (url is not null && url.Url != before.BaseUrl && (change.Credential is null || slot != (change.ActiveSlot ?? before.ActiveSlot)))
        {
            throw new ProblemException(Problem.AtPointer(
                ProblemKind.ValidationFailed,
                "/credential",
                "/credential: a new address needs the credential again, so that a secret never goes to a host for which it was not given."));
        }

        var after = before with
        {
            Name = change.Name ?? before.Name,
            BaseUrl = url?.Url ?? before.BaseUrl,
            CloudId = url is not null && url.Url != before.BaseUrl ? null : before.CloudId,
            IsEnabled = change.IsEnabled ?? before.IsEnabled,
            ActiveSlot = change.ActiveSlot ?? before.ActiveSlot,
            Revision = before.Revision + 1,
        };
        var changesSignIn = after.BaseUrl != before.BaseUrl || after.ActiveSlot != before.ActiveSlot || (change.Credential is not null && slot == after.ActiveSlot);
        var untested = after with { Health = ConnectionHealth.Unknown, Cause = null, HealthDetail = null, Account = null, Pin = after.Pin.Unseen() };
        return (changesSignIn ? untested : after, url?.Notices ?? []);
    }

    private async Task<Credential> PutCredentialAsync(
        UnitOfWork work, ConnectionId id, CredentialSlot slot, CredentialRequest request, CancellationToken ct)
    {
        var credential = CredentialOf(slot, request);
        await ConnectionStore.PutCredentialAsync(work, id, credential, ct);
        if (credential.Reference is not null)
            await CredentialVault.RemoveAsync(work, id, slot, ct);
        else
            await credentials.PutAsync(work, id, slot, new SecretText(request.Secret), ct);
        return credential;
    }

    private Credential CredentialOf(CredentialSlot slot, CredentialRequest request) => new(
        slot, request.Kind, request.User, SecretReference.IsReference(request.Secret) ? request.Secret : null, clock.GetUtcNow(), request.ExpiresAt);

    private static string Describe(Connection before, Connection after, ChangeConnectionRequest change)
    {
        var what = new List<string>();
        if (before.Name != after.Name)
            what.Add($"name, was {before.Name}");
        if (before.BaseUrl != after.BaseUrl)
            what.Add($"address {before.BaseUrl} → {after.BaseUrl}");
        if (change.Credential is not null)
            what.Add($"new credential in the {change.Slot ?? before.ActiveSlot} slot");
        if (before.ActiveSlot != after.ActiveSlot)
            what.Add($"slot {after.ActiveSlot} in use");
        if (before.IsEnabled != after.IsEnabled)
            what.Add(after.IsEnabled ? "enabled" : "disabled");
        return $"{after.Name}: {(what.Count == 0 ? "nothing" : string.Join(", ", what))}";
    }

    private static bool IsCloudId(string? id) => id is null || (id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    private static ProblemException NameTaken(string name) =>
        new(new Problem(ProblemKind.Conflict, $"There is a connection {Problem.Quote(name)} already. Change it: fairlead connection edit {ShellWord.Of(name)}; or remove it: fairlead connection remove {ShellWord.Of(name)}."));

    private static async Task ForgetSecretsAsync(UnitOfWork work, Connection connection, CancellationToken ct)
    {
        foreach (var credential in connection.Credentials)
            await CredentialVault.RemoveAsync(work, connection.Id, credential.Slot, ct);
    }

    private async Task DemandUnusedAsync(UnitOfWork work, Connection connection, CancellationToken ct)
    {
        var uses = new List<string>();
        foreach (var user in users)
            uses.AddRange(await user.OfAsync(work, connection.Id, ct));
        if (uses.Count > 0)
            throw InUse(connection, uses);
    }

    private static ProblemException InUse(Connection connection, IReadOnlyList<string> uses)
    {
        var name = ShellWord.Of(connection.Name);
        return new(new Problem(
            ProblemKind.Conflict,
            $"Connection {Problem.Quote(connection.Name)} is used by {string.Join(", ", uses)}. {(connection.IsEnabled ? $"Stop using it: fairlead connection disable {name}; free" : "Free")} its name: fairlead connection edit {name} --name NEW.")
        {
            Code = "connection_in_use",
        });
    }
}
