using Fairlead.Client.Rules;
using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Rules;

/// <summary>Rules over real findings, and tickets in a real sandbox.</summary>
public abstract class RuleContract(TestDatabase databases)
{
    private const string Csv = "title,severity,rule\nleft,low,a\nright,high,b\nworst,critical,c\n";

    private static readonly RuleActionsBody Accept = new(Status: new("riskAccepted", "Not deployed.", 30));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_decides_once_on_what_matches_and_the_decision_ends()
    {
        await using var world = await StartAsync();
        await world.Rules.PutAsync(Actor.System, Rule(Accept) with { When = new TicketFilterBody(Rules: ["a", "b*"]) }, Ct);

        Assert.Equal(2, await world.RuleRuns.RunAsync(Ct));
        Assert.Equal(0, await world.RuleRuns.RunAsync(Ct));
        var accepted = (await AllAsync(world))["right"];
        Assert.Equal((FindingStatus.RiskAccepted, FindingStatus.Active), (accepted.Status, (await AllAsync(world))["worst"].Status));
        var decision = (await world.RealFindings.GetAsync(accepted.Id, Ct))!.Decision!;
        Assert.Equal(("Not deployed.", "rule mild", world.Clock.GetUtcNow().AddDays(30)), (decision.Reason, decision.By, decision.ExpiresAt));
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a is { Action: "rule.acted", Actor.Name: "rule mild" } && a.Summary.Contains("acted on 2 findings"));

        world.Clock.Advance(TimeSpan.FromDays(30));
        await world.RealFindings.EndExpiredDecisionsAsync(Ct);
        Assert.Equal(FindingStatus.Active, (await AllAsync(world))["right"].Status);
        // What it accepted for a time counts again then; it does not accept it for another.
        Assert.Equal(0, await world.RuleRuns.RunAsync(Ct));
        Assert.Equal(FindingStatus.Active, (await AllAsync(world))["right"].Status);
    }

    /// <summary>Its decision closed the finding, and a person opens that again: the rule acts only when the scanner reports it anew.</summary>
    [Fact]
    public async Task What_a_person_takes_back_is_not_decided_again_until_it_is_reported_anew()
    {
        await using var world = await StartAsync();
        await world.Rules.PutAsync(Actor.System, Rule(new(Status: new("falsePositive"))) with { When = new TicketFilterBody(Rules: ["b"]) }, Ct);
        Assert.Equal(1, await world.RuleRuns.RunAsync(Ct));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RealFindings.EditAsync((await AllAsync(world))["right"].Id, new FindingEdit { Status = FindingStatus.Active }, Ct);

        Assert.Equal(0, await world.RuleRuns.RunAsync(Ct));
        Assert.Equal(FindingStatus.Active, (await AllAsync(world))["right"].Status);

        foreach (var csv in new[] { Csv.Replace("right,high,b\n", "", StringComparison.Ordinal), Csv.Replace("right,high,b\n", "\n", StringComparison.Ordinal) })
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await world.ImportAsync("shop", csv, Ct);
        }

        Assert.Equal(FindingStatus.Fixed, (await AllAsync(world))["right"].Status);
        Assert.Equal(0, await world.RuleRuns.RunAsync(Ct));
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.ImportAsync("shop", Csv + "\n", Ct);
        Assert.Equal(1, await world.RuleRuns.RunAsync(Ct));
        Assert.Equal(FindingStatus.FalsePositive, (await AllAsync(world))["right"].Status);
    }

    [Fact]
    public async Task What_somebody_decided_stands_and_of_two_rules_the_first_by_name_decides()
    {
        await using var world = await StartAsync();
        var all = await AllAsync(world);
        await world.RealFindings.EditAsync(all["left"].Id, new FindingEdit { Status = FindingStatus.InProgress }, Ct);
        await world.Rules.PutAsync(Actor.System, Rule(new(Status: new("falsePositive"))) with { Name = "second" }, Ct);
        await world.Rules.PutAsync(Actor.System, Rule(new(Status: new("potential"))) with { Name = "First" }, Ct);

        await world.RuleRuns.RunAsync(Ct);

        Assert.Equal(
            [FindingStatus.InProgress, FindingStatus.Potential, FindingStatus.Potential],
            (await AllAsync(world)).OrderBy(f => f.Key).Select(f => f.Value.Status));
        // A person takes the rule's word back: it does not say it again.
        await world.RealFindings.EditAsync(all["right"].Id, new FindingEdit { Status = FindingStatus.Active }, Ct);
        await world.RuleRuns.RunAsync(Ct);
        Assert.Equal(FindingStatus.Active, (await AllAsync(world))["right"].Status);
    }

    [Fact]
    public async Task It_minds_what_is_opened_after_it_was_enabled_and_what_is_opened_again()
    {
        await using var world = await StartAsync();
        await world.Rules.PutAsync(Actor.System, Rule(new(Status: new("inProgress"))) with { Existing = false, Enabled = false }, Ct);
        Assert.Equal(0, await world.RuleRuns.RunAsync(Ct));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Rules.EnableAsync(Actor.System, ["mild"], enabled: true, Ct);
        Assert.Equal(0, await world.RuleRuns.RunAsync(Ct));

        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ImportAsync("shop", Csv + "newest,low,d\n", Ct);
        Assert.Equal(1, await world.RuleRuns.RunAsync(Ct));
        Assert.Equal(FindingStatus.InProgress, (await AllAsync(world))["newest"].Status);

        // Gone twice is fixed; then it comes back.
        foreach (var csv in new[] { Csv, Csv + "\n", Csv + "newest,low,d\n\n" })
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await world.ImportAsync("shop", csv, Ct);
        }

        Assert.Equal(1, await world.RuleRuns.RunAsync(Ct));
        Assert.Equal(1, (await world.Rules.ListAsync(Ct)).Single().Findings);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_ticket_is_made_whatever_the_filter_says_and_outlives_the_rule(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, c => c with { Filter = new TicketFilter { MinimumSeverity = Severity.Critical } });
        await world.Rules.PutAsync(Actor.System, Rule(new(Ticket: "Security")) with { When = new TicketFilterBody(Rules: ["a"]) }, Ct);
        var simulated = await SimulateAsync(world, Rule(new(Ticket: "Security")));
        Assert.Equal((3, 0, 2), (simulated.Matching, simulated.Acted, simulated.Admitted));

        Assert.Equal(1, await world.RuleRuns.RunAsync(Ct));
        simulated = await SimulateAsync(world, Rule(new(Ticket: "Security")));
        Assert.Equal((3, 1, 1), (simulated.Matching, simulated.Acted, simulated.Admitted));
        await world.RunAsync(Ct);
        Assert.Equal(["left", "worst"], world.Sandbox.State.Issues.Select(i => i.Summary.Split(' ').First(w => w is "left" or "right" or "worst")).Order());

        await world.Rules.DeleteAsync(Actor.System, ["mild"], Ct);
        var run = await world.RunAsync(Ct);
        Assert.Equal(0, run.Planned.All);
        var left = (await AllAsync(world))["left"];
        await world.RealFindings.EditAsync(left.Id, new FindingEdit { Status = FindingStatus.FalsePositive }, Ct);
        await world.RunAsync(Ct);
        Assert.Single(world.Sandbox.State.Issues, i => i.IsDone);
    }

    /// <summary>Whoever looks first: the run of tickets or the look of rules.</summary>
    [Fact]
    public async Task No_issue_is_made_of_what_a_rule_closes()
    {
        await using var world = await StartAsync();
        await world.Rules.PutAsync(Actor.System, Rule(new(Status: new("falsePositive"))) with { When = new TicketFilterBody(Rules: ["a", "b"]) }, Ct);

        await world.RunAsync(Ct);

        Assert.Contains("worst", Assert.Single(world.Sandbox.State.Issues).Summary);
        await world.ImportAsync("shop", Csv + "again,high,a\n", Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task A_simulation_tells_what_would_be_done_and_does_nothing()
    {
        await using var world = await StartAsync();
        await world.RealFindings.EditAsync((await AllAsync(world))["left"].Id, new FindingEdit { Status = FindingStatus.InProgress }, Ct);
        var rule = Rule(Accept) with { Existing = false, Enabled = false };

        var simulated = await SimulateAsync(world, rule);

        Assert.Equal((3, 0, 2, 0), (simulated.Matching, simulated.Acted, simulated.Decided, simulated.Admitted));
        Assert.Equal(["worst", "right", "left"], simulated.Samples.Select(s => s.Title));
        Assert.Equal(3, (await AllAsync(world)).Count(f => f.Value.IsOpen));
        await world.Rules.PutAsync(Actor.System, rule with { Existing = true, Enabled = true }, Ct);
        await world.RuleRuns.RunAsync(Ct);
        simulated = await SimulateAsync(world, rule);
        Assert.Equal((1, 1, 0), (simulated.Matching, simulated.Acted, simulated.Decided));
    }

    [Fact]
    public async Task A_simulation_says_which_conditions_nothing_can_meet()
    {
        await using var world = await StartAsync();

        var simulated = await SimulateAsync(world, Rule(Accept) with { When = new() { MinimumEpss = 0.5, Kev = true, ExploitMaturity = ExploitMaturity.Attacked } });

        Assert.Equal(0, simulated.Matching);
        Assert.Equal(["minimumEpss", "kev", "exploitMaturity"], simulated.Warnings.Select(w => w.Split(':')[0]));
        Assert.All(simulated.Warnings, w => Assert.Contains("fairlead intelligence import FILE", w));
        Assert.Empty((await SimulateAsync(world, Rule(Accept))).Warnings);
    }

    [Fact]
    public async Task It_ends_with_its_last_day_and_acts_again_when_renewed()
    {
        await using var world = await StartAsync();
        var rule = await world.Rules.PutAsync(Actor.System, Rule(new(Status: new("potential"))) with { Expires = "2026-01-05" }, Ct);
        Assert.Equal(new DateTimeOffset(2026, 1, 6, 0, 0, 0, TimeSpan.Zero), rule.ExpiresAt);
        world.Clock.Advance(rule.ExpiresAt - world.Clock.GetUtcNow());

        Assert.Equal(0, await world.RuleRuns.RunAsync(Ct));
        Assert.Contains("ended on 2026-01-05", (await world.Rules.ListAsync(Ct)).Single().Problem);
        await world.Rules.RenewAsync(Actor.System, "MILD", "2026-02-01", Ct);
        // A file that names no day leaves it as it is.
        var kept = await world.Rules.PutAsync(Actor.System, Rule(new(Status: new("potential"))), Ct);

        Assert.Equal(new DateTimeOffset(2026, 2, 2, 0, 0, 0, TimeSpan.Zero), kept.ExpiresAt);
        Assert.Equal(3, await world.RuleRuns.RunAsync(Ct));
    }

    /// <summary>It would act on nothing; and a file that is applied each night changes nothing.</summary>
    [Fact]
    public async Task One_that_has_ended_is_not_enabled_and_stays_as_it_is_where_it_is_applied_again()
    {
        await using var world = await StartAsync();
        var body = Rule(new(Status: new("potential"))) with { Existing = false, Enabled = false };
        await world.Rules.PutAsync(Actor.System, body, Ct);
        world.Clock.Advance(TimeSpan.FromDays(31));

        var refused = await Assert.ThrowsAsync<ProblemException>(() => world.Rules.EnableAsync(Actor.System, ["mild"], enabled: true, Ct));
        Assert.Contains("fairlead rule renew mild --until ", refused.Problem.Detail);
        Assert.False((await world.Rules.ListAsync(Ct)).Single().Rule.Enabled);

        var put = await world.Rules.PutAsync(Actor.System, body with { Enabled = true }, Ct);
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.ImportAsync("shop", Csv + "later,low,d\n", Ct);
        var again = await world.Rules.PutAsync(Actor.System, body with { Enabled = true }, Ct);
        Assert.Equal((put.Revision, put.SinceAt), (again.Revision, again.SinceAt));
        Assert.Contains("Renew it", (await world.Rules.ListAsync(Ct)).Single().Problem);
    }

    /// <summary>Also where the later rule has a batch full long before the first.</summary>
    [Fact]
    public async Task Of_two_rules_the_first_by_name_decides_also_on_many_findings()
    {
        await using var world = await StartAsync();
        await world.ImportAsync("big", "title,severity,rule\n" + string.Concat(Enumerable.Range(0, 700).Select(i => $"t{i},low,{(i % 60 == 0 ? "few" : "many")}\n")), Ct);
        await world.Rules.PutAsync(Actor.System, Rule(new(Status: new("potential"))) with { Name = "a", When = new TicketFilterBody(Rules: ["few"]) }, Ct);
        await world.Rules.PutAsync(Actor.System, Rule(new(Status: new("falsePositive"))) with { Name = "b" }, Ct);

        await world.RuleRuns.RunAsync(Ct);

        var byRule = (await AllAsync(world)).Values.ToLookup(f => f.RuleId, f => f.Status);
        Assert.Equal([FindingStatus.Potential], byRule["few"].Distinct());
        Assert.Equal([FindingStatus.FalsePositive], byRule["many"].Distinct());
    }

    [Fact]
    public async Task A_rule_that_lapsed_does_not_catch_up_when_it_is_renewed()
    {
        await using var world = await StartAsync();
        await world.Rules.PutAsync(Actor.System, Rule(new(Status: new("potential"))) with { Existing = false, Expires = "2026-01-05" }, Ct);
        world.Clock.Advance(TimeSpan.FromDays(10));
        await world.ImportAsync("shop", Csv + "between,low,d\n", Ct);
        world.Clock.Advance(TimeSpan.FromDays(1));

        await world.Rules.RenewAsync(Actor.System, "mild", "2026-03-01", Ct);

        Assert.Equal(0, await world.RuleRuns.RunAsync(Ct));
    }

    [Fact]
    public async Task Two_nodes_act_once()
    {
        await using var world = await StartAsync();
        await using var other = await world.AnotherNodeAsync(Ct);
        await world.Rules.PutAsync(Actor.System, Rule(new("Security", new("inProgress"))), Ct);

        var acted = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? world : other).RuleRuns.RunAsync(Ct))));

        Assert.Equal(3, acted.Sum());
        Assert.Equal(3, (await world.ActivitiesAsync(Ct)).Where(a => a.Action == "rule.acted").Sum(a => int.Parse(a.Summary.Split("acted on ")[1].Split(' ')[0])));
    }

    [Fact]
    public async Task Every_mistake_is_told_at_once()
    {
        await using var world = await StartAsync();
        var wrong = new FindingRuleBody(
            "a/b", new RuleActionsBody("nobody-s", new RuleStatusBody("riskAcepted", Days: 400)), new TicketFilterBody(MinimumAgeDays: 0, Labels: [""]), Expires: "9999-12-31");

        var problem = (await Assert.ThrowsAsync<ProblemException>(() => world.Rules.ApplyAsync(Actor.System, [wrong, Rule(Accept) with { Then = new() }, Rule(Accept) with { Name = "mi\u200Bld" }], null, Ct))).Problem;

        Assert.Equal(
            ["/rules/0/expires", "/rules/0/name", "/rules/0/then/status/days", "/rules/0/then/status/to", "/rules/0/then/ticket", "/rules/0/when/labels/0", "/rules/0/when/minimumAgeDays", "/rules/1/then", "/rules/2/name"],
            problem.Errors.Select(e => e.Pointer).Order(StringComparer.Ordinal));
        Assert.Contains(problem.Errors, e => e.Message.Contains("did you mean riskAccepted?"));
        Assert.Empty(await world.Rules.ListAsync(Ct));
    }

    private static FindingRuleBody Rule(RuleActionsBody then) => new("mild", then, Enabled: true, Existing: true);

    private static async Task<RuleSimulation> SimulateAsync(TicketWorld world, FindingRuleBody body) =>
        await world.RuleRuns.SimulateAsync(await world.Rules.DraftAsync(body, Ct), await world.Rules.FindAsync(body.Name, Ct), Ct);

    private static async Task<IReadOnlyDictionary<string, FindingSummary>> AllAsync(TicketWorld world)
    {
        var all = new Dictionary<string, FindingSummary>();
        await foreach (var finding in world.RealFindings.StreamSummariesAsync(FindingFilter.Everything, Ct))
            all[finding.Title] = finding;
        return all;
    }

    private async Task<TicketWorld> StartAsync(SandboxEdition edition = SandboxEdition.Cloud, Func<TicketConfiguration, TicketConfiguration>? configure = null)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, configure, hasRealFindings: true);
        await world.ImportAsync("shop", Csv, Ct);
        return world;
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : RuleContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : RuleContract(db), IClassFixture<PostgresTestDatabase>;
}
