using Fairlead.Client.Providers;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Apps;
using Fairlead.Platform.SecurityInformation.SignIn;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>The register of provider apps and what becomes of their secrets.</summary>
public abstract class ProviderAppContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_is_kept_with_its_scopes_and_its_secret_only_in_the_vault()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        var (app, secret) = await world.Apps.AddAsync(Actor.System, new("com.snyk.jira", "Snyk", [ProviderScope.Write, ProviderScope.Read]), Ct);

        Assert.Equal(43, secret.Reveal().Length);
        Assert.Equal([ProviderScope.Read, ProviderScope.Write], app.Scopes);
        var found = (await world.Apps.FindAsync("com.snyk.jira", Ct))!;
        Assert.Equal(("Snyk", "app:com.snyk.jira"), (found.Name, found.Provider.Key));
        Assert.Equal(app.Scopes, found.Scopes);
        Assert.Equal(secret, Assert.Single(await world.Secrets.OfAsync(found, world.Clock.GetUtcNow(), Ct)));
        Assert.Null(await world.Apps.FindAsync("COM.snyk.jira", Ct));
    }

    [Fact]
    public async Task Two_secrets_count_while_an_app_changes_over_and_never_three()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        var first = (await world.Apps.AddAsync(Actor.System, new("app"), Ct)).Secret;

        var second = (await world.Apps.RotateAsync(Actor.System, "app", new(2), Ct))!.Value.Secret;
        Assert.Equal([second, first], await SecretsAsync(world));
        Assert.IsType<TokenOutcome.Issued>(await world.SignIn.IssueAsync("app", second.Reveal(), null, "192.0.2.1", Ct));
        // The first would end, and whoever has it still would be out: only when that is said.
        var refused = await Assert.ThrowsAsync<ProblemException>(() => world.Apps.RotateAsync(Actor.System, "app", new(2), Ct));
        Assert.Equal(ProblemKind.Conflict, refused.Problem.Kind);
        Assert.Contains("counts until 2026-01-01 02:00Z", refused.Problem.Detail);
        Assert.Equal([second, first], await SecretsAsync(world));
        var third = (await world.Apps.RotateAsync(Actor.System, "app", new(2, EndFormer: true), Ct))!.Value.Secret;
        Assert.Equal([third, second], await SecretsAsync(world));
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal([third], await SecretsAsync(world));

        var fourth = (await world.Apps.RotateAsync(Actor.System, "app", new(0), Ct))!.Value.Secret;
        Assert.Equal([fourth], await SecretsAsync(world));
        Assert.Equal(4, new[] { first, second, third, fourth }.Distinct().Count());
        await world.Apps.RotateAsync(Actor.System, "app", new(2), Ct);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Apps.RotateAsync(Actor.System, "app", new(2), Ct);
        // Everything ends at once: that was said.
        var last = (await world.Apps.RotateAsync(Actor.System, "app", new(0), Ct))!.Value.Secret;
        Assert.Equal([last], await SecretsAsync(world));
    }

    [Fact]
    public async Task A_new_secret_that_nobody_used_gives_way_to_the_next_and_the_former_stays()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        var first = (await world.Apps.AddAsync(Actor.System, new("app"), Ct)).Secret;
        var lost = (await world.Apps.RotateAsync(Actor.System, "app", new(2), Ct))!.Value.Secret;
        world.Clock.Advance(TimeSpan.FromHours(1));
        // That the former one is used says nothing of it.
        Assert.IsType<TokenOutcome.Issued>(await world.SignIn.IssueAsync("app", first.Reveal(), null, "192.0.2.1", Ct));

        var (app, second) = (await world.Apps.RotateAsync(Actor.System, "app", new(2), Ct))!.Value;

        Assert.Equal([second, first], await SecretsAsync(world));
        Assert.Equal(world.Clock.GetUtcNow().AddHours(2), app.FormerUntil);
        Assert.IsType<TokenOutcome.UnknownClient>(await world.SignIn.IssueAsync("app", lost.Reveal(), null, "192.0.2.1", Ct));
        Assert.IsType<TokenOutcome.Issued>(await world.SignIn.IssueAsync("app", second.Reveal(), null, "192.0.2.1", Ct));
        Assert.Contains("--force", (await Assert.ThrowsAsync<ProblemException>(() => world.Apps.RotateAsync(Actor.System, "app", new(2), Ct))).Problem.Detail);
        Assert.Equal([second, first], await SecretsAsync(world));

        // Once the former one has ended, the present one is the former, used or not.
        world.Clock.Advance(TimeSpan.FromHours(2));
        var third = (await world.Apps.RotateAsync(Actor.System, "app", new(2), Ct))!.Value.Secret;
        world.Clock.Advance(TimeSpan.FromHours(2));
        var fourth = (await world.Apps.RotateAsync(Actor.System, "app", new(2), Ct))!.Value.Secret;
        Assert.Equal([fourth, third], await SecretsAsync(world));
    }

    [Fact]
    public async Task A_revoked_app_has_no_secret_and_its_key_can_be_registered_again()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        var before = (await world.Apps.AddAsync(Actor.System, new("app"), Ct)).Secret;
        await world.Apps.RotateAsync(Actor.System, "app", new(), Ct);

        Assert.True(await world.Apps.RevokeAsync(Actor.System, "app", Ct));

        Assert.Empty(await SecretsAsync(world));
        Assert.False(await world.Apps.RevokeAsync(Actor.System, "app", Ct));
        Assert.Contains("'app' was revoked on 2026-01-01", (await Assert.ThrowsAsync<ProblemException>(() => world.Apps.RotateAsync(Actor.System, "app", new(), Ct))).Problem.Detail);
        Assert.Null(await world.Apps.RotateAsync(Actor.System, "nobody-s", new(), Ct));
        var after = (await world.Apps.AddAsync(Actor.System, new("app", "Again", [ProviderScope.Read]), Ct)).Secret;
        Assert.NotEqual(before, after);
        Assert.Equal([after], await SecretsAsync(world));
        Assert.Equal(("Again", null), ((await world.Apps.FindAsync("app", Ct))!.Name, (await world.Apps.FindAsync("app", Ct))!.RevokedAt));
    }

    [Fact]
    public async Task A_key_that_is_taken_or_looks_like_one_that_is_and_what_is_no_key_are_refused()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.Apps.AddAsync(Actor.System, new("app"), Ct);
        foreach (var key in (string[])["app", "APP"])
            Assert.Equal(ProblemKind.Conflict, (await RefusedAsync(world, new(key))).Kind);
        foreach (var key in (string[])["", "a b", "a/b", "ä", "app\n", new('a', 101)])
            Assert.Equal("/key", Assert.Single((await RefusedAsync(world, new(key))).Errors).Pointer);
        Assert.Equal("/scopes", Assert.Single((await RefusedAsync(world, new("b", Scopes: []))).Errors).Pointer);
        Assert.Equal("app", Assert.Single(await world.Apps.ListAsync(Ct)).Key);
    }

    [Fact]
    public async Task A_token_for_a_secret_that_ends_meanwhile_is_not_issued()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.Apps.AddAsync(Actor.System, new("app"), Ct);
        var before = (await world.Apps.FindAsync("app", Ct))!;
        Assert.True(await AddAsync(before));

        // Twice, so that the present secret is where it was before.
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Apps.RotateAsync(Actor.System, "app", new(0), Ct);
        Assert.False(await AddAsync(before));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Apps.RotateAsync(Actor.System, "app", new(0), Ct);
        Assert.False(await AddAsync(before));
        var after = (await world.Apps.FindAsync("app", Ct))!;
        Assert.Equal(before.Slot, after.Slot);
        Assert.True(await AddAsync(after));
        await world.Apps.RevokeAsync(Actor.System, "app", Ct);
        Assert.False(await AddAsync(after));
        Assert.Equal(0, await TokensAsync(world));

        Task<bool> AddAsync(ProviderApp app) =>
            world.AppStore.AddTokenAsync(Guid.CreateVersion7().ToByteArray(), app, app.Scopes, world.Clock.GetUtcNow(), world.Clock.GetUtcNow().AddHours(1), Ct);
    }

    [Fact]
    public async Task Of_tokens_that_are_issued_while_a_secret_ends_at_once_none_is_left()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        var secret = (await world.Apps.AddAsync(Actor.System, new("app"), Ct)).Secret;
        for (var round = 0; round < 10; round++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            var asked = Enumerable.Range(0, 8).Select(i => world.SignIn.IssueAsync("app", secret.Reveal(), null, $"192.0.{round}.{i}", Ct)).ToList();
            var rotated = world.Apps.RotateAsync(Actor.System, "app", new(0), Ct);
            Assert.All(await Task.WhenAll(asked), outcome => Assert.True(outcome is TokenOutcome.Issued or TokenOutcome.UnknownClient, $"{outcome}"));
            var next = (await rotated)!.Value.Secret;
            Assert.Equal(0, await TokensAsync(world));
            Assert.IsType<TokenOutcome.Issued>(await world.SignIn.IssueAsync("app", next.Reveal(), null, "192.0.2.100", Ct));
            secret = next;
        }
    }

    private static async Task<long> TokensAsync(HubWorld world) =>
        (await world.Database.QueryAsync<long>(SqlText.FromFixedParts("SELECT count(*) FROM security_app_tokens"), null, Ct))[0];

    [Fact]
    public async Task Every_change_is_in_the_audit_trail_and_no_secret_is()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        var first = (await world.Apps.AddAsync(Actor.System, new("app"), Ct)).Secret;
        var second = (await world.Apps.RotateAsync(Actor.System, "app", new(), Ct))!.Value.Secret;
        await world.Apps.RevokeAsync(Actor.System, "app", Ct);

        var trail = await world.Database.QueryAsync<string>(SqlText.FromFixedParts("SELECT action || ' ' || subject || ' ' || summary FROM activity WHERE action LIKE 'provider.%' ORDER BY number"), null, Ct);
        Assert.Equal(["provider.added app app: READ WRITE DELETE", "provider.rotated app the former secret counts for 24 h more", "provider.revoked app "], trail);
        Assert.DoesNotContain(trail, t => t.Contains(first.Reveal(), StringComparison.Ordinal) || t.Contains(second.Reveal(), StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<Kernel.SecretText>> SecretsAsync(HubWorld world) =>
        await world.Secrets.OfAsync((await world.Apps.FindAsync("app", Ct))!, world.Clock.GetUtcNow(), Ct);

    private static async Task<Problem> RefusedAsync(HubWorld world, AddProviderRequest request) =>
        (await Assert.ThrowsAsync<ProblemException>(() => world.Apps.AddAsync(Actor.System, request, Ct))).Problem;

    public class OnSqlite(SqliteTestDatabase db) : ProviderAppContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ProviderAppContract(db), IClassFixture<PostgresTestDatabase>;
}
