using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections.Secrets;
using Fairlead.Platform.Operations;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Connections;

/// <summary>
/// A secret that is kept elsewhere and replaced there, as Vault Agent and Kubernetes do: what Jira refused is not tried again, what took its place is, once.
/// </summary>
public abstract class ReplacedSecretContract(TestDatabase databases) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-replaced-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Token => Path.Combine(_folder, "token");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>One call that came seconds too early must not wait for a person.</summary>
    [Fact]
    public async Task What_is_replaced_seconds_after_a_refusal_is_tried_at_the_next_look_and_counts_as_mended()
    {
        await using var world = await StartAsync();
        var (id, client) = await RefusedAsync(world);
        var calls = world.Sandbox.Requests.Count;
        world.Clock.Advance(Look);
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(calls, world.Sandbox.Requests.Count);
        var before = await world.Jira.MendedAtAsync(id, Ct);

        await PutAsync(world.Sandbox.State.MakeToken());
        world.Clock.Advance(Look);
        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));

        Assert.True(world.Clock.GetUtcNow() > before);
        Assert.Equal(world.Clock.GetUtcNow(), await world.Jira.MendedAtAsync(id, Ct));
        Assert.Equal(ConnectionHealth.Healthy, (await world.ReadAsync(id, Ct)).Health);
        world.Clock.Advance(Look);
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
        Assert.False(await world.Jira.IsRefusedAsync(id, await world.Jira.ClientForAsync(id, Ct), Ct));
        Assert.True(await world.Jira.IsRefusedAsync(id, client, Ct));
    }

    [Fact]
    public async Task What_Jira_refused_is_not_tried_again_however_long_it_stands_there_or_cannot_be_read()
    {
        await using var world = await StartAsync();
        var id = await AddAsync(world);
        world.Sandbox.State.RevokeCredentials();
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(ConnectionHealth.Failing, (await world.ReadAsync(id, Ct)).Health);
        var calls = world.Sandbox.Requests.Count;

        world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
        File.Delete(Token);
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
        await PutAsync("");
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(calls, world.Sandbox.Requests.Count);

        await PutAsync(world.Sandbox.State.MakeToken());
        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(ConnectionHealth.Healthy, (await world.ReadAsync(id, Ct)).Health);
        Assert.Equal(world.Clock.GetUtcNow(), await world.Jira.MendedAtAsync(id, Ct));
    }

    [Fact]
    public async Task What_was_put_in_its_place_and_is_refused_too_is_tried_once()
    {
        await using var world = await StartAsync();
        var (id, _) = await RefusedAsync(world);
        var before = await world.Jira.MendedAtAsync(id, Ct);

        await PutAsync("as-wrong-as-the-one-before");
        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(ConnectionHealth.Failing, (await world.ReadAsync(id, Ct)).Health);
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(before, await world.Jira.MendedAtAsync(id, Ct));

        await PutAsync(world.Sandbox.State.MakeToken());
        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(world.Clock.GetUtcNow(), await world.Jira.MendedAtAsync(id, Ct));
    }

    /// <summary>Which says nothing of the secret; Jira must not be asked every ten seconds.</summary>
    [Fact]
    public async Task What_could_not_be_tried_because_Jira_does_not_answer_is_tried_again_after_the_usual_pause()
    {
        await using var world = await StartAsync();
        var (id, _) = await RefusedAsync(world);
        world.Sandbox.Faults.Add(new SandboxFault(new FaultBehaviour.Answer(503), Path: "/serverInfo"));
        await PutAsync(world.Sandbox.State.MakeToken());
        world.Clock.Advance(Look);
        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(ConnectionCause.JiraFailed, (await world.ReadAsync(id, Ct)).Cause);

        world.Clock.Advance(Look);
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));

        Assert.Equal(world.Clock.GetUtcNow(), await world.Jira.MendedAtAsync(id, Ct));
    }

    /// <summary>The file comes to one node later than to another: the node that still has the old one neither tries it nor says that the connection fails.</summary>
    [Fact]
    public async Task A_node_that_still_has_the_refused_one_leaves_it_alone_once_another_has_mended_the_connection()
    {
        await using var world = await StartAsync();
        var (id, _) = await RefusedAsync(world);
        var old = await File.ReadAllTextAsync(Token, Ct);
        world.Clock.Advance(Look);
        await PutAsync(world.Sandbox.State.MakeToken());
        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));

        await PutAsync(old);
        world.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(ConnectionHealth.Healthy, (await world.ReadAsync(id, Ct)).Health);
    }

    /// <summary>Each has its own file, both are wrong, and they look in turn.</summary>
    [Fact]
    public async Task Two_nodes_with_different_wrong_ones_try_each_of_them_once()
    {
        await using var world = await StartAsync();
        var (id, _) = await RefusedAsync(world);
        string[] files = [await File.ReadAllTextAsync(Token, Ct), "as-wrong-as-the-other"];
        var signIns = SignIns(world);

        for (var look = 0; look < 500; look++)
        {
            await PutAsync(files[look % 2]);
            world.Clock.Advance(Look);
            Assert.Equal(look == 1 ? 1 : 0, await world.Probes.RunDueAsync(Ct));
        }

        Assert.Equal(signIns + 1, SignIns(world));
        Assert.Equal(2, (await world.ReadAsync(id, Ct)).ActiveCredential!.Refusals);

        // The same of those that a person, or another node's worker, saw refused again.
        await PutAsync(files[0]);
        Assert.False((await world.Test.RunAsync(id, Ct))!.Works);
        Assert.Equal(2, (await world.ReadAsync(id, Ct)).ActiveCredential!.Refusals);
        await PutAsync(files[1]);
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));

        await PutAsync(world.Sandbox.State.MakeToken());
        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(world.Clock.GetUtcNow(), await world.Jira.MendedAtAsync(id, Ct));
        foreach (var file in files)
        {
            await PutAsync(file);
            world.Clock.Advance(TimeSpan.FromHours(2));
            Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
        }
    }

    /// <summary>Whatever writes there: an account is locked after a few failed sign-ins, however different they were.</summary>
    [Fact]
    public async Task One_wrong_one_after_the_other_is_tried_ever_more_rarely()
    {
        await using var world = await StartAsync();
        var (id, _) = await RefusedAsync(world);
        var waited = new List<int>();
        for (var wrong = 0; wrong < 7; wrong++)
        {
            await PutAsync($"wrong-{wrong}");
            waited.Add(await LooksUntilTestedAsync(world));
        }

        Assert.Equal([1, 24, 48, 96, 192, 360, 360], waited);

        // What works ends the row.
        await PutAsync(world.Sandbox.State.MakeToken());
        Assert.Equal(360, await LooksUntilTestedAsync(world));
        Assert.Equal(ConnectionHealth.Healthy, (await world.ReadAsync(id, Ct)).Health);
        world.Sandbox.State.RevokeCredentials();
        world.Clock.Advance(Look);
        await world.Jira.NoteRefusedAsync(id, await world.Jira.ClientForAsync(id, Ct), Ct);
        Assert.Equal(1, (await world.ReadAsync(id, Ct)).ActiveCredential!.Refusals);
    }

    /// <summary>As of a fleet in which each has another one.</summary>
    [Fact]
    public async Task Only_so_many_are_kept_those_that_were_refused_last()
    {
        await using var world = await StartAsync();
        var (id, first) = await RefusedAsync(world);
        for (var wrong = 0; wrong < RefusedSecrets.MaxKept; wrong++)
        {
            Assert.True(await world.Jira.IsRefusedAsync(id, first, Ct));
            await PutAsync($"wrong-{wrong}");
            await world.Jira.NoteRefusedAsync(id, await world.Jira.ClientForAsync(id, Ct), Ct);
        }

        Assert.False(await world.Jira.IsRefusedAsync(id, first, Ct));
        await PutAsync("wrong-0");
        Assert.True(await world.Jira.IsRefusedAsync(id, await world.Jira.ClientForAsync(id, Ct), Ct));
    }

    /// <summary>A Jira that does not answer hides that it refused the very secret before.</summary>
    [Fact]
    public async Task What_was_refused_is_not_tried_because_Jira_was_away_when_another_was()
    {
        await using var world = await StartAsync();
        var (id, _) = await RefusedAsync(world);
        var old = await File.ReadAllTextAsync(Token, Ct);
        world.Sandbox.Faults.Add(new SandboxFault(new FaultBehaviour.Answer(503), Path: "/serverInfo"));
        await PutAsync(world.Sandbox.State.MakeToken());
        world.Clock.Advance(Look);
        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));
        Assert.Equal(ConnectionCause.JiraFailed, (await world.ReadAsync(id, Ct)).Cause);

        await PutAsync(old);
        world.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
    }

    /// <summary>Jira refuses also what is right, while its directory of users is away.</summary>
    [Fact]
    public async Task A_person_may_say_or_show_that_what_was_refused_works()
    {
        await using var world = await StartAsync();
        var (id, client) = await RefusedAsync(world);
        await world.Jira.ForgetRefusedAsync(id, Ct);
        Assert.False(await world.Jira.IsRefusedAsync(id, client, Ct));

        await world.Jira.NoteRefusedAsync(id, client, Ct);
        world.Clock.Advance(Look);
        Assert.True(await world.Jira.IsRefusedAsync(id, client, Ct));
        Assert.False((await world.Test.RunAsync(id, Ct))!.Works);
        Assert.True(await world.Jira.IsRefusedAsync(id, client, Ct));
        world.Sandbox.State.RestoreCredentials();
        Assert.True((await world.Test.RunAsync(id, Ct))!.Works);
        Assert.False(await world.Jira.IsRefusedAsync(id, client, Ct));
    }

    /// <summary>A new one in the vault is given by a person, who tests it.</summary>
    [Fact]
    public async Task Of_a_secret_in_the_vault_and_of_a_credential_that_was_replaced_nothing_is_remembered()
    {
        await using var world = await StartAsync();
        var sealedOne = await world.AddAsync("sealed", Ct);
        var client = await world.Jira.ClientForAsync(sealedOne, Ct);
        await world.Jira.NoteRefusedAsync(sealedOne, client, Ct);
        Assert.False(await world.Jira.IsRefusedAsync(sealedOne, client, Ct));

        var (id, refused) = await RefusedAsync(world);
        await world.Directory.ChangeAsync(Actor.System, id, new(Credential: Credential(world)), null, Ct);
        Assert.False(await world.Jira.IsRefusedAsync(id, refused, Ct));
    }

    /// <summary>A look each ten seconds, as a server takes; how many it took.</summary>
    private static async Task<int> LooksUntilTestedAsync(ConnectionWorld world)
    {
        var looks = 0;
        do
        {
            world.Clock.Advance(Look);
            looks++;
            Assert.True(looks < 1_000);
        }
        while (await world.Probes.RunDueAsync(Ct) == 0);
        return looks;
    }

    private static int SignIns(ConnectionWorld world) => world.Sandbox.Requests.CountOf(null, "myself");

    /// <summary>As a worker does that Jira refused, moments after the token was revoked.</summary>
    private async Task<(ConnectionId Id, JiraClient Client)> RefusedAsync(ConnectionWorld world)
    {
        var id = await AddAsync(world);
        var client = await world.Jira.ClientForAsync(id, Ct);
        world.Sandbox.State.RevokeCredentials();
        world.Clock.Advance(Look);
        await world.Jira.NoteRefusedAsync(id, client, Ct);
        Assert.True(await world.Jira.IsRefusedAsync(id, client, Ct));
        return (id, client);
    }

    private async Task<ConnectionId> AddAsync(ConnectionWorld world)
    {
        await PutAsync(world.Sandbox.Accounts.ApiToken);
        var (made, _) = await world.Directory.CreateAsync(Actor.System, new("team", world.Sandbox.BaseUrl.AbsoluteUri, Credential(world)), Ct);
        Assert.True((await world.Test.RunAsync(made.Id, Ct))!.Works);
        return made.Id;
    }

    private CredentialRequest Credential(ConnectionWorld world) => world.Credential with { Secret = $"file:{Token}" };

    private Task PutAsync(string token) => File.WriteAllTextAsync(Token, token, Ct);

    private Task<ConnectionWorld> StartAsync() => ConnectionWorld.StartAsync(databases, Ct);

    public sealed class OnSqlite(SqliteTestDatabase db) : ReplacedSecretContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : ReplacedSecretContract(db), IClassFixture<PostgresTestDatabase>;
}
