using System.Globalization;
using System.Text.Json.Nodes;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Issues that providers associate with vulnerabilities, as tickets of their findings.</summary>
public abstract class AssociationContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_issue_becomes_the_ticket_of_what_it_is_associated_with_until_that_is_taken_back()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");

        await world.PushAsync(Ct, With("a", added: issue.Key), HubWorld.Vulnerability("other"));
        await world.LookAsync(Ct);
        var ticket = Assert.Single(await TicketsAsync(world));
        Assert.Equal((issue.Key, 1, TicketStanding.Created), (ticket.IssueKey, ticket.Findings, ticket.Standing));
        Assert.Contains("Linked in Fairlead by provider snyk", Assert.Single(jira.State.Issues.Single(i => i.Key == issue.Key).Comments).Text);

        // By its id, and when the issue is a ticket's already.
        var id = issue.Id.ToString(CultureInfo.InvariantCulture);
        await world.PushAsync(Ct, With("b", added: id), With("a", added: issue.Key));
        await world.LookAsync(Ct);
        Assert.Equal((ticket.Id, 2), (Assert.Single(await TicketsAsync(world)).Id, (await TicketsAsync(world))[0].Findings));
        Assert.Empty(await ProblemsAsync(world));

        await world.PushAsync(Ct, With("a", removed: issue.Key));
        await world.LookAsync(Ct);
        Assert.Equal((TicketStanding.Created, 1), ((await TicketsAsync(world))[0].Standing, (await TicketsAsync(world))[0].Findings));
        await world.PushAsync(Ct, With("b", removed: id));
        await world.LookAsync(Ct);
        Assert.Equal(TicketStanding.Unlinked, Assert.Single(await TicketsAsync(world)).Standing);
        Assert.Empty(jira.State.Issues.Single(i => i.Key == issue.Key).Labels);
    }

    [Fact]
    public async Task An_issue_lives_and_ends_with_what_it_is_associated_with()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.LookAsync(Ct);

        await world.PushAsync(Ct, HubWorld.Vulnerability("a", "closed"));
        await world.LookAsync(Ct);
        Assert.True(jira.State.Issues.Single(i => i.Key == issue.Key).IsDone);

        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.LookAsync(Ct);
        Assert.False(jira.State.Issues.Single(i => i.Key == issue.Key).IsDone);
        Assert.Single(await TicketsAsync(world));
    }

    [Fact]
    public async Task An_issue_that_Jira_does_not_show_is_told_and_linked_once_it_does()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await world.PushAsync(Ct, With("a", added: "SEC-1"));
        await world.LookAsync(Ct);

        Assert.Contains("a with SEC-1 (Jira shows no such issue", Assert.Single(await ProblemsAsync(world)).Message);
        Assert.Empty(await TicketsAsync(world));
        jira.State.Create("SEC", "Bug", "Made later");
        await world.LookAsync(Ct);
        Assert.Single(await ProblemsAsync(world));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.LookAsync(Ct);

        Assert.Equal("SEC-1", Assert.Single(await TicketsAsync(world)).IssueKey);
        Assert.Empty(await ProblemsAsync(world));
    }

    [Fact]
    public async Task While_Jira_is_away_it_waits_and_what_is_taken_back_meanwhile_is_not_done()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        jira.Faults.Add("GET", "issue/*", new FaultBehaviour.Answer(500));
        jira.Faults.Add("GET", "issue/*", new FaultBehaviour.Answer(500));
        jira.Faults.Add("GET", "issue/*", new FaultBehaviour.Answer(500));
        jira.Faults.Add("GET", "issue/*", new FaultBehaviour.Answer(500));
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.LookAsync(Ct);
        Assert.Contains("could not be asked", Assert.Single(await ProblemsAsync(world)).Message);

        await world.PushAsync(Ct, With("a", removed: issue.Key));
        jira.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.LookAsync(Ct);
        Assert.Empty(await TicketsAsync(world));
        Assert.Empty(await ProblemsAsync(world));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("second")]
    public async Task Where_two_sites_have_the_issue_the_one_that_is_set_counts(string? set)
    {
        await using var world = await HubWorld.StartAsync(databases, Ct, set is null ? [] : new() { ["SecurityInformation:Connections"] = $"other=first, snyk={set}" });
        await using var first = await world.ConnectAsync("first", Ct);
        await using var second = await world.ConnectAsync("second", Ct);
        var issue = first.State.Create("SEC", "Bug", "Here");
        Assert.Equal(issue.Key, second.State.Create("SEC", "Bug", "And there").Key);
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.LookAsync(Ct);

        if (set is null)
            Assert.Contains("there is one on each of first, second", Assert.Single(await ProblemsAsync(world)).Message);
        Assert.Equal(set is null ? [] : ["second"], await NamesAsync(world));
    }

    [Fact]
    public async Task What_was_noted_before_a_crash_is_linked_by_the_next_look_and_only_once()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.Reporter.ReportDueAsync(Ct);
        await world.LookAsync(Ct);

        // As a process leaves it that was killed between the ticket and noting it.
        await world.Database.ChangeRowsAsync("UPDATE security_associations SET ticket_id = NULL, due_at = (SELECT written_at FROM security_providers)", Ct);
        await world.LookAsync(Ct);

        Assert.Single(await TicketsAsync(world));
        Assert.Empty(await ProblemsAsync(world));
        Assert.Single(jira.State.Issues.Single(i => i.Key == issue.Key).Comments);
    }

    [Fact]
    public async Task Issues_that_do_not_exist_keep_no_other_provider_waiting_for_long()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        await world.PushAsync(Ct, [.. Enumerable.Range(0, 200).Select(i => With($"a{i}", added: $"SEC-{9_000 + i}"))]);
        await world.Reporter.ReportDueAsync(Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.PushAsync(HubWorld.Snyk with { Key = "user:2", Name = "other" }, [], Ct, With("b", added: issue.Key));

        await world.LookAsync(Ct);

        Assert.Single(await TicketsAsync(world));
        var asked = Asked(jira);
        Assert.Equal(201, asked.Distinct().Count());
        Assert.InRange(asked.ToList().IndexOf(issue.Key), 50, 60);
    }

    [Fact]
    public async Task An_issue_that_is_not_there_is_looked_for_after_longer_and_longer_pauses_whatever_is_said_again()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await world.PushAsync(Ct, With("a", added: "SEC-1"));
        await world.LookAsync(Ct);
        foreach (var minutes in (int[])[5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440])
        {
            var before = Asked(jira).Count;
            world.Clock.Advance(TimeSpan.FromMinutes(minutes - 1));
            await world.PushAsync(Ct, With("a", added: "SEC-1"));
            await world.LookAsync(Ct);
            Assert.Equal(before, Asked(jira).Count);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.LookAsync(Ct);
            Assert.Equal(before + 1, Asked(jira).Count);
        }

        // Taken back and said anew, it is looked for at once.
        await world.PushAsync(Ct, With("a", removed: "SEC-1"));
        await world.LookAsync(Ct);
        jira.State.Create("SEC", "Bug", "Made later");
        await world.PushAsync(Ct, With("a", added: "SEC-1"));
        await world.LookAsync(Ct);
        Assert.Equal("SEC-1", Assert.Single(await TicketsAsync(world)).IssueKey);
    }

    [Fact]
    public async Task An_issue_of_a_closed_vulnerability_is_told_and_linked_once_that_is_open()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        var closed = With("a", added: issue.Key);
        closed["status"] = "closed";
        await world.PushAsync(Ct, closed, With("b", added: issue.Key));
        await world.LookAsync(Ct);

        Assert.Contains("a with SEC-1 (the finding is closed, so no ticket is made of the issue)", Assert.Single(await ProblemsAsync(world)).Message);
        Assert.Equal(1, Assert.Single(await TicketsAsync(world)).Findings);
        // That it is pushed as open says it anew; else it is looked at each hour, since people can open it, too.
        Assert.NotNull(Assert.Single(await world.FailedAsync(Ct)).RetryAt);
        await world.PushAsync(Ct, With("a", added: issue.Key));
        await world.LookAsync(Ct);
        Assert.Equal(2, Assert.Single(await TicketsAsync(world)).Findings);
        Assert.Empty(await ProblemsAsync(world));
    }

    [Fact]
    public async Task However_many_could_not_be_linked_each_is_listed_once_a_page_at_a_time()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        foreach (var provider in (SecurityProvider[])[HubWorld.Snyk, HubWorld.Snyk with { Key = "user:2" }, new("user:3", "other")])
            await world.PushAsync(provider, [], Ct, With("a", added: "SEC-901 SEC-902"), With("b", added: "SEC-901"));
        await world.LinkAsync(Ct);

        var listed = new List<string>();
        AssociationPosition? after = null;
        do
        {
            var (items, next, total) = await world.Linker.FailedAsync(after, 2, Ct);
            Assert.Equal(9, total);
            listed.AddRange(items.Select(i => $"{i.Provider} {i.Vulnerability} {i.Issue}"));
            after = next;
        }
        while (after is not null);
        Assert.Equal(["other a SEC-901", "other a SEC-902", "other b SEC-901", "snyk a SEC-901", "snyk a SEC-902", "snyk b SEC-901", "snyk a SEC-901", "snyk a SEC-902", "snyk b SEC-901"], listed);
        Assert.Equal(9, (await world.Linker.FailedAsync(null, 9, Ct)).Items.Count);
        Assert.Null((await world.Linker.FailedAsync(null, 9, Ct)).Next);
    }

    [Fact]
    public async Task While_Jira_is_away_it_is_not_asked_for_each_issue()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        List<string> issues = [.. Enumerable.Range(0, 5).Select(i => jira.State.Create("SEC", "Bug", $"Known {i}").Key)];
        jira.Faults.Add("GET", "issue/*", new FaultBehaviour.Answer(500), times: null);
        await world.PushAsync(Ct, [.. issues.Select(i => With($"of {i}", added: i))]);
        await world.LookAsync(Ct);
        Assert.Single(Asked(jira).Distinct());

        jira.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.LookAsync(Ct);
        Assert.Equal(issues, (await TicketsAsync(world)).Select(t => t.IssueKey).Order());
    }

    /// <summary>Issues that the site was asked for, in that order.</summary>
    private static IReadOnlyList<string> Asked(SandboxServer jira) => [.. jira.Requests.Matching("GET", "issue/*").Select(r => r.Path.Split('/')[^1].Split('?')[0])];

    /// <param name="added">Issues, with spaces between them.</param>
    /// <param name="removed">As <paramref name="added"/>.</param>
    internal static JsonObject With(string id, string? added = null, string? removed = null)
    {
        var vulnerability = HubWorld.Vulnerability(id);
        if (added is not null)
            vulnerability["addAssociations"] = Issues(added);
        if (removed is not null)
            vulnerability["removeAssociations"] = Issues(removed);
        return vulnerability;
    }

    private static JsonArray Issues(string issues) =>
        [new JsonObject { ["associationType"] = "issueIdOrKeys", ["values"] = new JsonArray([.. issues.Split(' ').Select(i => JsonValue.Create(i))]) }];

    private static Task<IReadOnlyList<Ticket>> TicketsAsync(HubWorld world) => world.Tickets.ListAsync(null, null, null, 100, Ct);

    private static async Task<IReadOnlyList<string>> NamesAsync(HubWorld world)
    {
        var names = (await world.Connections.ListAsync(Ct)).ToDictionary(c => c.Id, c => c.Name);
        return [.. (await TicketsAsync(world)).Select(t => names[t.Connection])];
    }

    /// <summary>What health tells; the list of them has each.</summary>
    private static async Task<IReadOnlyList<HealthReason>> ProblemsAsync(HubWorld world)
    {
        List<HealthReason> told = [.. (await world.HealthAsync(Ct)).Where(r => r.Code == "associations_not_linked")];
        var listed = await world.FailedAsync(Ct);
        Assert.Equal(told.Select(t => t.About).Order(), listed.Select(l => l.Provider).Distinct().Order());
        Assert.All(listed, l => Assert.Contains(told, t => t.Message.Contains($"{l.Vulnerability} with {l.Issue} ({l.Problem})", StringComparison.Ordinal)));
        return told;
    }

    public class OnSqlite(SqliteTestDatabase db) : AssociationContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : AssociationContract(db), IClassFixture<PostgresTestDatabase>;
}
