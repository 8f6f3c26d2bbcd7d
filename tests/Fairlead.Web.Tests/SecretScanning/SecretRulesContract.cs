using System.Text;
using Fairlead.Client;
using Fairlead.Client.Rules;
using Fairlead.Client.Secrets;
using Fairlead.Secrets.Proof;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecretScanning;

/// <summary>Rules that administrators add, switch and delete, over HTTP.</summary>
public abstract class SecretRulesContract(TestDatabase databases)
{
    private const string Acme = """
        vendor: Acme
        revoke: 'Account > Keys'
        source: https://docs.acme.example
        rules:
          - id: acme-token
            title: Acme access token
            severity: critical
            token: 'acme_[0-9a-f]{40}'
            examples: ['acme_{hex:40}']
            counterexamples: ['acme_{hex:39}']

        """;

    private const string Session = """
          - id: acme-session
            title: Acme session
            severity: high
            regex: '(?<!\w)session-\p{Alnum}{12}+(?!\w)'

        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private const string Gitleaks = """
        [[rules]]
        id = "acme-key"
        description = "Acme key"
        regex = '\bacme-([0-9a-f]{24})\b'
        keywords = ["acme-"]

        [[rules]]
        id = "acme-twice"
        regex = '(a)\1{20}'

        [[rules]]
        id = "acme-files"
        path = '\.pem$'

        [allowlist]
        description = "samples"
        paths = ['^samples\.txt$']
        stopwords = ["000000"]

        """;

    [Fact]
    public async Task Rules_of_another_scanner_are_taken_one_by_one_and_what_cannot_be_is_told()
    {
        await using var world = await StartAsync();
        var (key, sample) = (ExampleText.Fill("acme-{hex:24}"), $"acme-{new string('0', 12)}{ExampleText.Fill("{hex:12}")}");
        var issue = world.Sandbox.State.Create("SEC", "Task", $"{key} and {sample}").Key;
        world.Sandbox.State.Attach(issue, "samples.txt", Encoding.UTF8.GetBytes(key), "text/plain");

        var tried = await Secrets(world).ImportRulesAsync(new("gitleaks.toml", Gitleaks, DryRun: true), Ct);
        Assert.False(tried.Saved);
        Assert.Equal(0, await FoundAsync(world));
        var imported = await Secrets(world).ImportRulesAsync(new("gitleaks.toml", Gitleaks), Ct);

        Assert.True(imported.Saved);
        Assert.Equal(("gitleaks-acme-key", "Acme key", "created"), Assert.Single(imported.Rules.Select(r => (r.Id, r.Title, r.Change))));
        Assert.Equal([("acme-twice", 9L, true), ("acme-files", 11L, true)], imported.Left.Select(l => (l.Rule, l.Line ?? 0, l.LeftOut)));
        Assert.Contains("refers back", imported.Left[0].Reason, StringComparison.Ordinal);
        Assert.Equal(1, await FoundAsync(world));
        var places = Assert.Single((await Secrets(world).FindingsAsync("team", "SEC", null, null, 0, 10, Ct)).Values).Places;
        Assert.Single(places);
        Assert.Equal("gitleaks.toml", (await Secrets(world).RuleAsync("gitleaks-acme-key", Ct)).Text!.Split('\n').Single(l => l.Contains("source", StringComparison.Ordinal)).Split('\'')[1]);

        Assert.Equal("unchanged", Assert.Single((await Secrets(world).ImportRulesAsync(new("gitleaks.toml", Gitleaks), Ct)).Rules).Change);
        var replaced = await Secrets(world).ImportRulesAsync(new("gitleaks.toml", Gitleaks.Replace("stopwords = [\"000000\"]", "", StringComparison.Ordinal)), Ct);
        Assert.Equal("replaced", Assert.Single(replaced.Rules).Change);
        Assert.Equal(2, await FoundAsync(world));
    }

    [Fact]
    public async Task An_allow_list_that_holds_a_secret_is_not_kept_with_a_rule()
    {
        await using var world = await StartAsync();
        var token = ScannerWorld.Token("listed");
        var listed = Gitleaks.Replace("stopwords = [\"000000\"]", $"stopwords = [\"{token}\"]", StringComparison.Ordinal);

        var imported = await Secrets(world).ImportRulesAsync(new("gitleaks.toml", listed), Ct);

        Assert.Equal("gitleaks-acme-key", Assert.Single(imported.Rules).Id);
        var left = Assert.Single(imported.Left, l => !l.LeftOut);
        Assert.Contains("an allow list holds what looks like a secret itself", left.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(token, left.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(token, (await Secrets(world).RuleAsync("gitleaks-acme-key", Ct)).Text!, StringComparison.Ordinal);
        var own = $"""
            {Acme}    allow:
                  - words: ['{token}']

            """;
        var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).AddRulesAsync(new(own), Ct));
        Assert.Contains(refused.Problem.Errors!, e => e.Message.Contains("acme-token: an allow list of it holds what looks like a secret itself", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_no_rule_can_be_taken_of_changes_nothing()
    {
        await using var world = await StartAsync();

        var taken = await Secrets(world).ImportRulesAsync(new("own.yaml", Acme.Replace("acme-token", "npm-token", StringComparison.Ordinal)), Ct);
        Assert.Equal((false, 0), (taken.Saved, taken.Rules.Count));
        var left = Assert.Single(taken.Left);
        Assert.Equal(("npm-token", true), (left.Rule, left.LeftOut));
        Assert.Contains("is the name of a rule of Fairlead (npm-token)", left.Reason, StringComparison.Ordinal);
        var broken = await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).ImportRulesAsync(new("gitleaks.toml", "[[rules]]\nid = "), Ct));
        Assert.Equal((422, "/text"), (broken.Problem.Status, Assert.Single(broken.Problem.Errors!).Pointer));
        var nameless = await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).ImportRulesAsync(new("a\nb", Gitleaks), Ct));
        Assert.Equal("/name", Assert.Single(nameless.Problem.Errors!).Pointer);

        Assert.DoesNotContain(await Secrets(world).RulesAsync(Ct), rule => !rule.BuiltIn);
    }

    [Fact]
    public async Task Rules_of_ones_own_find_in_Jira_until_they_are_switched_off_and_deleted()
    {
        await using var world = await StartAsync();
        var (token, session) = (ExampleText.Fill("acme_{hex:40}"), ExampleText.Fill("session-{alnum:12}"));
        world.Sandbox.State.Create("SEC", "Task", $"{token} and {session}");
        Assert.Equal(0, await FoundAsync(world));

        var added = await Secrets(world).AddRulesAsync(new(Acme + Session, TestText: $"a\nmy {session}"), Ct);

        Assert.True(added.Saved);
        Assert.Equal([("acme-token", "created", 0), ("acme-session", "created", 1)], added.Rules.Select(r => (r.Id, r.Change, r.Hits.Count)));
        var hit = added.Rules[1].Hits[0];
        Assert.Equal((2L, 4L, 20, "sess…(20)"), (hit.Line, hit.Column, hit.Length, hit.Masked));
        Assert.Equal(["session-"], added.Rules[1].Literals);
        Assert.Equal(2, await FoundAsync(world));
        var told = (await Secrets(world).FindingsAsync("team", "SEC", null, null, 0, 10, Ct)).Values;
        Assert.Equal(["Acme access token", "Acme session"], told.Select(f => f.Title).Order());
        Assert.All(told, finding => Assert.Equal("Account > Keys", finding.Revoke));
        await Secrets(world).ReviewAsync(new("team", "SEC", token, "acme-token"), Ct);

        Assert.Equal(["acme-session"], (await Secrets(world).ActOnRulesAsync(RuleAction.Disable, ["ACME_SESSION"], Ct)).Names);
        Assert.Equal(1, await FoundAsync(world));
        await Secrets(world).ActOnRulesAsync(RuleAction.Enable, ["acme-session"], Ct);
        Assert.Equal(2, await FoundAsync(world));
        await Secrets(world).ActOnRulesAsync(RuleAction.Delete, ["acme-token", "acme-session"], Ct);
        Assert.Equal(0, await FoundAsync(world));
        Assert.DoesNotContain(await Secrets(world).RulesAsync(Ct), rule => !rule.BuiltIn);
        var activity = (await world.Host.Client.Operations.ActivityAsync(null, 100, Ct)).Items.Where(a => a.Subject == "acme-session").Select(a => a.Action);
        Assert.Equal(["secrets.rule-deleted", "secrets.rule-switched", "secrets.rule-switched", "secrets.rule-added"], activity);
    }

    [Fact]
    public async Task A_rule_is_shown_as_it_was_written_and_replaced_by_its_id()
    {
        await using var world = await StartAsync();
        await Secrets(world).AddRulesAsync(new(Acme), Ct);
        var rule = await Secrets(world).RuleAsync("ACME_TOKEN", Ct);

        Assert.Equal(("acme-token", "Acme", false, true, null, "acme_[0-9a-f]{40}"), (rule.Id, rule.Vendor, rule.BuiltIn, rule.Enabled, rule.Problem, rule.Pattern));
        Assert.Equal("unchanged", Assert.Single((await Secrets(world).AddRulesAsync(new(rule.Text!), Ct)).Rules).Change);
        Assert.Equal("replaced", Assert.Single((await Secrets(world).AddRulesAsync(new(rule.Text!.Replace("access token", "token", StringComparison.Ordinal)), Ct)).Rules).Change);
        Assert.Equal("Acme token", Assert.Single(await Secrets(world).RulesAsync(Ct), r => !r.BuiltIn).Title);
        Assert.False((await Secrets(world).AddRulesAsync(new(Acme, DryRun: true), Ct)).Saved);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_told_with_its_place_and_nothing_is_kept()
    {
        await using var world = await StartAsync();

        await RefusedAsync(world, new(Acme.Replace("severity", "sverity", StringComparison.Ordinal)), 422, "/text", "Line 7: 'sverity' is not known here; did you mean severity?");
        await RefusedAsync(world, new(Acme.Replace("    counterexamples: ['acme_{hex:39}']\n", "", StringComparison.Ordinal)), 422, "/text", "no counterexamples");
        await RefusedAsync(world, new(Acme.Replace("{hex:39}", "{hex:40}", StringComparison.Ordinal)), 422, "/text", "the counterexample is found");
        await RefusedAsync(world, new(Acme.Replace("acme-token", "npm-token", StringComparison.Ordinal)), 422, "/text", "is the name of a rule of Fairlead (npm-token)");
        await RefusedAsync(world, new(Acme + Session), 422, "/testText", "give a text in which it finds something");
        await RefusedAsync(world, new(Acme + Session, TestText: "nothing"), 422, "/testText", "finds nothing");
        await RefusedAsync(world, new(Acme + Session.Replace("session-", @"(['""])\\1", StringComparison.Ordinal).Replace("'(?", "\"(?", StringComparison.Ordinal)), 422, "/text", "Line ");
        await RefusedAsync(world, new(Acme + Session.Replace("{12}+", @"\1", StringComparison.Ordinal)), 422, "/text", "at its character 25: \\1 refers back");
        await RefusedAsync(world, new("vendor: ["), 422, "/text", "Line ");
        // THREATS T-59: it would find something nearly everywhere.
        foreach (var everything in (string[])[@"\w{4,}", ".{8,}", "[a-z]{5}"])
            await RefusedAsync(world, new(Acme + Session.Replace(@"(?<!\w)session-\p{Alnum}{12}+(?!\w)", everything, StringComparison.Ordinal), TestText: "session"), 422, "/text", "% of ordinary lines");

        Assert.DoesNotContain(await Secrets(world).RulesAsync(Ct), rule => !rule.BuiltIn);
    }

    /// <summary>THREATS T-59.</summary>
    [Fact]
    public async Task A_rule_that_finds_much_fills_no_list_and_hides_no_other()
    {
        await using var world = await StartAsync();
        await Secrets(world).AddRulesAsync(new(Acme + Session, TestText: "session-abcdef123456"), Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "it").Key;
        for (var i = 0; i < 3; i++)
            world.Sandbox.State.Comment(key, string.Join(' ', Enumerable.Range(1_000 * i, 500).Select(n => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"session-{n:000000000000}"))));
        world.Sandbox.State.Comment(key, ExampleText.Fill("acme_{hex:40}"));

        Assert.Equal(1_001, await FoundAsync(world));

        var skips = (await Secrets(world).ScansAsync("team", Ct))[0].Skipped;
        Assert.Equal(("tooManyMatches", 1L), Assert.Single(skips.Select(skip => (skip.Cause, skip.Count))));
    }

    [Fact]
    public async Task A_rule_that_takes_too_much_is_given_up_until_its_text_changes()
    {
        await using var world = await StartAsync(("SecretScanning:RuleTableMegabytes", "1"));
        const string Hostile = """
            vendor: Acme
            revoke: R
            source: S
            rules:
              - id: acme-hostile
                title: Hostile
                severity: low
                regex: '[ab]*a[ab]{300}[xyz]{4}'

            """;
        var random = new Random(1);
        var key = world.Sandbox.State.Create("SEC", "Task", "it").Key;
        for (var i = 0; i < 5; i++)
            world.Sandbox.State.Comment(key, string.Create(30_000, random, static (span, random) => random.GetItems("ab", span)));
        await Secrets(world).AddRulesAsync(new(Acme), Ct);
        await Secrets(world).AddRulesAsync(new(Hostile, TestText: $"{new string('a', 400)}xyzx"), Ct);
        world.Sandbox.State.Create("SEC", "Task", ExampleText.Fill("acme_{hex:40}"));

        Assert.Equal(1, await FoundAsync(world));

        var scan = (await Secrets(world).ScansAsync("team", Ct))[0];
        Assert.Equal(SecretScanStateName.Done, scan.State);
        Assert.Contains("the rule acme-hostile (it took more than 1 MB of memory for what it made of its pattern)", scan.Problem, StringComparison.Ordinal);
        var rule = await Secrets(world).RuleAsync("acme-hostile", Ct);
        Assert.Equal((true, "it took more than 1 MB of memory for what it made of its pattern"), (rule.Enabled, rule.Problem));
        Assert.Single((await world.Host.Client.Operations.ActivityAsync(null, 100, Ct)).Items, a => a.Action == "secrets.rule-given-up");

        // A scan of one issue tells it as one of a project does.
        await Secrets(world).AddRulesAsync(new(Hostile.Replace("Hostile", "Hostile still", StringComparison.Ordinal), TestText: $"{new string('a', 400)}xyzx"), Ct);
        await Secrets(world).AskAsync(new("team", Issue: key, Force: true), Ct);
        await Secrets(world).RunAsync(Ct);
        var alone = (await Secrets(world).ScansAsync("team", Ct))[0];
        Assert.Equal((key, SecretScanStateName.Done), (alone.Issue, alone.State));
        Assert.Contains("the rule acme-hostile", alone.Problem, StringComparison.Ordinal);
        rule = await Secrets(world).RuleAsync("acme-hostile", Ct);

        Assert.Equal("unchanged", Assert.Single((await Secrets(world).AddRulesAsync(new(rule.Text!, TestText: $"{new string('a', 400)}xyzx"), Ct)).Rules).Change);
        Assert.NotNull((await Secrets(world).RuleAsync("acme-hostile", Ct)).Problem);
        await Secrets(world).AddRulesAsync(new(rule.Text!.Replace("[ab]{300}", "", StringComparison.Ordinal), TestText: "aaaxyzx"), Ct);
        Assert.Null((await Secrets(world).RuleAsync("acme-hostile", Ct)).Problem);
    }

    [Fact]
    public async Task Names_that_there_are_not_and_rules_of_Fairlead_are_refused()
    {
        await using var world = await StartAsync();

        var missing = await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).ActOnRulesAsync(RuleAction.Enable, ["npm-tokn"], Ct));
        Assert.Equal(404, missing.Problem.Status);
        Assert.Contains("did you mean npm-token?", missing.Problem.Detail, StringComparison.Ordinal);
        Assert.Equal(409, (await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).ActOnRulesAsync(RuleAction.Delete, ["npm-token"], Ct))).Problem.Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).RuleAsync("nothing", Ct))).Problem.Status);
    }

    private static SecretsClient Secrets(TicketsWorld world) => world.Host.Client.Secrets;

    /// <summary>Looks through the project, unless it is up to date.</summary>
    private static async Task<int> FoundAsync(TicketsWorld world)
    {
        await Secrets(world).AskAsync(new("team", "SEC"), Ct);
        await Secrets(world).RunAsync(Ct);
        return (int)(await Secrets(world).FindingsAsync("team", "SEC", null, null, 0, 100, Ct)).Total;
    }

    private static async Task RefusedAsync(TicketsWorld world, SecretRulesRequest request, int status, string pointer, string word)
    {
        var problem = (await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).AddRulesAsync(request, Ct))).Problem;
        var error = Assert.Single(problem.Errors!);
        Assert.Equal((status, pointer), (problem.Status, error.Pointer));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    private Task<TicketsWorld> StartAsync(params (string Key, string Value)[] settings) => TicketsWorld.StartAsync(
        databases, settings: new(settings.ToDictionary(s => s.Key, s => (string?)s.Value)) { ["SecretScanning:JobsEnabled"] = "false", ["Tickets:Sync:JobsEnabled"] = "false" });

    public class OnSqlite(SqliteTestDatabase db) : SecretRulesContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SecretRulesContract(db), IClassFixture<PostgresTestDatabase>;
}
