using System.Text.RegularExpressions;
using Fairlead.Client.Providers;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>What is stored of a Jira site when words about it come late, twice, or from two servers at once.</summary>
public abstract class ProviderSiteContract(TestDatabase databases)
{
    private const string Key = "forge:cloud";
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_not_kept_for_an_installation_that_ended_meanwhile_nor_dropped_for_one_that_came_meanwhile()
    {
        var (database, store) = await StartAsync();
        Assert.True(await DoAsync(database, work => ProviderSiteStore.InstallForgeAsync(work, "cloud", "one", "https://team.atlassian.net", Start, true, Start, Ct)));
        Assert.True(await DoAsync(database, work => ProviderSiteStore.TokenAsync(work, Key, "one", Start.AddHours(2), Start, Ct)));
        Assert.False(await DoAsync(database, work => ProviderSiteStore.TokenAsync(work, Key, "two", Start.AddHours(2), Start, Ct)));
        Assert.False(await DoAsync(database, work => ProviderSiteStore.TokenEndedAsync(work, Key, Start.AddHours(1), Ct)));
        Assert.True(await DoAsync(database, work => ProviderSiteStore.TokenEndedAsync(work, Key, Start.AddHours(2), Ct)));

        // Who looked before another installation began ends only the one that was there then.
        Assert.False(await EndAsync(database, Key, new(Start, ForgeInstallation: "other")));
        Assert.True(await EndAsync(database, Key, new(Start, ForgeInstallation: "one")));
        Assert.False(await DoAsync(database, work => ProviderSiteStore.TokenAsync(work, Key, "one", Start.AddHours(3), Start, Ct)));
        Assert.Equal(ProviderSiteState.Uninstalled, (await store.FindAsync(Key, Ct))!.State);
    }

    [Fact]
    public async Task Words_about_a_Connect_app_count_in_the_order_in_which_they_were_signed()
    {
        var (database, store) = await StartAsync();
        Assert.True(await InstallAsync(database, new(Start)));
        Assert.True(await InstallAsync(database, new(Start.AddSeconds(2))));
        Assert.False(await InstallAsync(database, new(Start.AddSeconds(1))));
        Assert.False(await InstallAsync(database, new(Start.AddSeconds(2), IsNew: false)));
        Assert.False(await EndAsync(database, "site", new(Start.AddSeconds(1))));
        Assert.True(await EndAsync(database, "site", new(Start.AddSeconds(2))));
        Assert.False(await InstallAsync(database, new(Start.AddSeconds(1))));
        Assert.True(await InstallAsync(database, new(Start.AddSeconds(3))));
        Assert.Equal((3L, ProviderSiteState.Enabled), await store.FindAsync("site", Ct) is { } site ? (site.Installation, site.State) : default);
    }

    [Fact]
    public async Task What_was_sent_earlier_is_to_be_sent_again_and_its_problems_are_over()
    {
        var (database, store) = await StartAsync();
        var submissions = new SubmissionStore(database);
        Assert.True(await InstallAsync(database, new(Start)));
        var site = (await store.FindAsync("site", Ct))!;
        var finding = new FindingId(Guid.CreateVersion7());
        var number = await submissions.NumberAsync(site, Ct);
        await submissions.PutAsync(site, number!.Value, [new(finding, "digest", "10001", "10002", "no", Start.AddHours(1))], isAccepted: true, Start, Ct);
        Assert.Equal("no", Assert.Single(await store.FailedAsync("site", 10, Ct)).Problem);
        Assert.Equal(("digest", "10001", "10002"), Shape(Assert.Single((await HoldAsync(submissions, site, finding))!)));

        Assert.True(await InstallAsync(database, new(Start.AddSeconds(1))));

        var again = (await store.FindAsync("site", Ct))!;
        Assert.Empty(await store.FailedAsync("site", 10, Ct));
        Assert.Equal((null, "10001", ""), Shape(Assert.Single(await submissions.KnownAsync(again, [finding], Ct))));
        Assert.Equal((null, "10001", ""), Shape(Assert.Single((await HoldAsync(submissions, again, finding))!)));
        Assert.Empty(await store.CountsAsync(Ct));
        // F135, F136: numbers go on, whatever the clock says and whichever server asks.
        Assert.Null(await submissions.NumberAsync(site, Ct));
        var numbers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => submissions.NumberAsync(again, Ct)));
        Assert.Equal(Enumerable.Range((int)number.Value + 1, 8).Select(n => (long?)n), numbers.Order());

        // Told later stands, whichever answer comes first.
        await submissions.PutAsync(again, numbers.Max()!.Value, [new(finding, "newer", "", "", null, null)], isAccepted: true, Start.AddHours(-1), Ct);
        await submissions.PutAsync(again, numbers.Min()!.Value, [new(finding, "older", "", "", null, null)], isAccepted: true, Start, Ct);
        Assert.Equal("newer", Assert.Single(await submissions.KnownAsync(again, [finding], Ct)).Digest);
    }

    [Fact]
    public async Task An_answer_counts_for_the_call_that_was_begun_last_and_not_for_what_was_deleted_since()
    {
        var (database, store) = await StartAsync();
        var (submissions, changes) = (new SubmissionStore(database), new ChangeStore(database));
        Assert.True(await InstallAsync(database, new(Start)));
        var site = (await store.FindAsync("site", Ct))!;
        var finding = new FindingId(Guid.CreateVersion7());
        await BeginAsync(5, "10001");
        Assert.Equal((true, 5L, null, "10001"), await ShapeAsync());
        await BeginAsync(6, "10001 10002");
        await PutAsync(5);
        Assert.Equal((true, 6L, null, "10001 10002"), await ShapeAsync());
        Assert.Equal([finding], await OwedAsync());
        await PutAsync(6);
        Assert.Equal((false, 6L, "6", ""), await ShapeAsync());
        Assert.Empty(await OwedAsync());
        Assert.False(await changes.HasWorkAsync(site, Start, Ct));

        // Deleted while a call is under way: whether that brings it back is not known, so that it is deleted again.
        await BeginAsync(7, "10001");
        await changes.WithdrawAsync(site, [finding], Ct);
        await submissions.DeleteAsync(site, finding, 7, Start.AddMinutes(5), Ct);
        await PutAsync(7);
        Assert.Equal((false, 7L, null, ""), await ShapeAsync());
        Assert.Empty(await OwedAsync());
        Assert.Empty(await changes.WithdrawnAsync(site, Start, 10, Ct));
        Assert.Equal([finding], await changes.WithdrawnAsync(site, Start.AddMinutes(5), 10, Ct));
        Assert.True(await changes.HasWorkAsync(site, Start.AddMinutes(5), Ct));

        // A server that was held up notes a deletion that began before a later call.
        await submissions.DeleteAsync(site, finding, 6, Start.AddMinutes(10), Ct);
        await submissions.NotDeletedAsync(site, finding, 6, "digest", "no", Start.AddMinutes(10), Ct);
        Assert.Equal((false, 7L, null, ""), await ShapeAsync());
        await submissions.DeleteAsync(site, finding, 7, Start.AddMinutes(10), Ct);
        Assert.Empty((await HoldAsync(submissions, site, finding))!);

        // In the name of an installation that is over, nothing is begun.
        Assert.True(await InstallAsync(database, new(Start.AddSeconds(1))));
        Assert.Null(await HoldAsync(submissions, site, finding));

        async Task BeginAsync(long number, string issues)
        {
            await using var work = await database.BeginAsync(Ct);
            await SubmissionStore.BeginAsync(work, site, number, [new(finding, issues)], Ct);
            await work.CommitAsync(Ct);
        }

        Task<IReadOnlyList<FindingId>> OwedAsync() => changes.OwedAsync(site, ChangeStore.Before, Start, 10, Ct);

        Task PutAsync(long number) => submissions.PutAsync(site, number, [new(finding, $"{number}", "", "", null, null)], isAccepted: true, Start, Ct);

        async Task<(bool Unanswered, long Sequence, string? Digest, string Issues)> ShapeAsync()
        {
            var known = Assert.Single((await HoldAsync(submissions, site, finding))!);
            return (known.Unanswered, known.Sequence, known.Digest, known.Issues);
        }
    }

    [Fact]
    public async Task One_server_at_a_time_submits_to_a_site_and_who_lost_it_begins_and_notes_nothing()
    {
        var (database, store) = await StartAsync();
        var (submissions, changes, leases) = (new SubmissionStore(database), new ChangeStore(database), new SiteLeaseStore(database));
        Assert.True(await InstallAsync(database, new(Start)));
        var site = (await store.FindAsync("site", Ct))!;
        var (one, other) = (site with { Owner = Guid.CreateVersion7() }, site with { Owner = Guid.CreateVersion7() });
        var finding = new FindingId(Guid.CreateVersion7());
        Assert.True(await leases.ClaimAsync(site, one.Owner.Value, Start, Start.AddSeconds(30), Ct));
        Assert.True(await leases.IsHeldAsync(one, Ct));
        Assert.False(await leases.IsHeldAsync(other, Ct));
        // A file belongs to one process, which asks for each site once.
        if (database.Engine == DatabaseEngine.Postgres)
            Assert.False(await leases.ClaimAsync(site, other.Owner.Value, Start.AddSeconds(30), Start.AddSeconds(60), Ct));
        Assert.True(await leases.KeepAsync(one, Start.AddSeconds(40), Ct));
        Assert.NotNull(await submissions.NumberAsync(one, Ct));

        // It was held up for longer than it said.
        Assert.True(await leases.ClaimAsync(site, other.Owner.Value, Start.AddSeconds(41), Start.AddSeconds(71), Ct));

        Assert.False(await leases.IsHeldAsync(one, Ct));
        Assert.False(await leases.KeepAsync(one, Start.AddSeconds(99), Ct));
        Assert.Null(await submissions.NumberAsync(one, Ct));
        Assert.Null(await HoldAsync(submissions, one, finding));
        Assert.False(await changes.BeginWholeAsync(one, "settings", Start, Ct));
        Assert.False(await changes.AdvanceAsync(one, [], 7, null, Ct));
        await submissions.SettleAsync(one, "settings", "problem", null, Ct);
        await leases.ReleaseAsync(one, Ct);
        var stands = (await store.FindAsync("site", Ct))!;
        Assert.Equal((null, null, null, 0L), (stands.Compared, stands.Problem, stands.Whole, stands.SeenNo));
        Assert.True(await leases.IsHeldAsync(other, Ct));
        Assert.NotNull(await submissions.NumberAsync(other, Ct));

        // Nothing goes out in the name of an installation that is over, whoever holds it.
        Assert.True(await EndAsync(database, "site", new(Start.AddSeconds(1))));
        Assert.False(await leases.IsHeldAsync(other, Ct));
    }

    /// <summary>SQLite plans without looking at the rows, so that few tell what a million would.</summary>
    [Theory]
    [InlineData("Submission.Owed", "provider_submissions_owed")]
    [InlineData("Submission.Withdrawn", "provider_submissions_withdrawn")]
    [InlineData("Change.Page", "provider_changes_by_site")]
    [InlineData("Change.Any", "provider_changes_by_site")]
    public async Task What_is_looked_for_at_each_look_is_read_by_an_index_of_its_own(string statement, string index)
    {
        var (database, _) = await StartAsync();
        var sql = new SqlText(typeof(ChangeStore), statement).For(DatabaseEngine.Sqlite);
        await using var connection = await database.OpenReaderAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = database.Engine == DatabaseEngine.Sqlite
            ? $"EXPLAIN QUERY PLAN {Regex.Replace(sql, "@[a-zA-Z]+", "1", RegexOptions.None, TimeSpan.FromSeconds(1))}"
            : $"SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND indexname = '{index}'";
        var plan = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(Ct))
        {
            while (await reader.ReadAsync(Ct))
                plan.Add(reader.GetString(reader.FieldCount - 1));
        }

        Assert.Contains(plan, line => line.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("PRIMARY KEY (client_key", StringComparison.Ordinal) || line.StartsWith("SCAN findings", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<KnownSubmission>?> HoldAsync(SubmissionStore submissions, ProviderSite site, FindingId finding)
    {
        await using var work = await submissions.BeginAsync(Ct);
        return await SubmissionStore.HoldAsync(work, site, [finding], Ct);
    }

    private static (string? Digest, string Issues, string Unknown) Shape(KnownSubmission known) => (known.Digest, known.Issues, known.UnknownIssues);

    private async Task<(Database Database, ProviderSiteStore Store)> StartAsync()
    {
        var database = await databases.EmptyAsync(Ct, typeof(ProviderSite).Assembly);
        return (database, new ProviderSiteStore(database));
    }

    private static Task<bool> InstallAsync(Database database, SiteWord word) =>
        DoAsync(database, work => ProviderSiteStore.InstallAsync(work, "site", "https://team.atlassian.net", word, Start, Ct));

    private static Task<bool> EndAsync(Database database, string key, SiteWord word) =>
        DoAsync(database, work => ProviderSiteStore.SetStateAsync(work, key, ProviderSiteState.Uninstalled, word, Start, Ct));

    private static async Task<bool> DoAsync(Database database, Func<UnitOfWork, Task<bool>> act)
    {
        await using var work = await database.BeginAsync(Ct);
        var done = await act(work);
        await work.CommitAsync(Ct);
        return done;
    }

    public class OnSqlite(SqliteTestDatabase db) : ProviderSiteContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ProviderSiteContract(db), IClassFixture<PostgresTestDatabase>;
}
