using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>U-55: whose word counts for a field of an issue that is there.</summary>
public abstract class FieldOwnersContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<FieldOwner, string, string> Owners => new()
    {
        { FieldOwner.Last, "Low theirs d theirs", "Low theirs e theirs" },
        { FieldOwner.Jira, "Low theirs d theirs", "Low theirs d theirs" },
        { FieldOwner.Fairlead, "Highest ours d ours", "High new e ours" },
    };

    [Theory]
    [MemberData(nameof(Owners))]
    public Task What_a_person_sets_stays_or_is_set_back_as_the_owner_says_on_cloud(FieldOwner owner, string afterPerson, string afterBoth) =>
        OwnerAsync(SandboxEdition.Cloud, owner, afterPerson, afterBoth);

    [Theory]
    [MemberData(nameof(Owners))]
    public Task What_a_person_sets_stays_or_is_set_back_as_the_owner_says_on_data_center(FieldOwner owner, string afterPerson, string afterBoth) =>
        OwnerAsync(SandboxEdition.DataCenter, owner, afterPerson, afterBoth);

    [Theory]
    [InlineData(FieldOwner.Fairlead, FieldOwner.Jira)]
    [InlineData(FieldOwner.Jira, FieldOwner.Fairlead)]
    [InlineData(FieldOwner.Jira, FieldOwner.Jira)]
    [InlineData(FieldOwner.Fairlead, FieldOwner.Fairlead)]
    public async Task A_text_is_sent_over_what_people_wrote_only_where_it_is_Fairleads(FieldOwner summary, FieldOwner description)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, null, c => c with { SummaryOwner = summary, DescriptionOwner = description });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.State.Edit(key, """{"summary": "Theirs", "description": "Their words."}""");
        world.Findings.Change(1, f => f with { Title = "Another", Description = "More is known now." });

        await world.RunAsync(Ct);

        var issue = world.Sandbox.State.Find(key)!;
        Assert.Equal(summary == FieldOwner.Jira, issue.Summary == "Theirs");
        Assert.Equal(description == FieldOwner.Jira, issue.Description == "Their words.");
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Theory]
    [InlineData("jira", "last", null)]
    [InlineData("fairlead", "fairlead", null)]
    [InlineData("fairlead", "ours", "owners.description")]
    public async Task Texts_have_owners_as_other_fields_have(string summary, string description, string? refused)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var body = new Client.Tickets.TicketConfigurationBody("Other", "jira", "SEC", world.Configuration.IssueType.Name)
        {
            Owners = new Dictionary<string, string> { ["summary"] = summary, ["description"] = description },
        };
        var outcome = await world.Configurations.CreateAsync(Platform.Operations.Actor.System, body, Ct);
        if (refused is null)
            Assert.Equal(summary, Platform.Tickets.Configuring.ConfigurationWriter.BodyOf(Assert.IsType<SaveOutcome.Saved>(outcome).Configuration).Owners!["summary"]);
        else
            Assert.Equal(refused, Assert.Single(Assert.IsType<SaveOutcome.Invalid>(outcome).Problems).Path);
    }

    /// <summary>A person changes priority and field, and takes away the label <c>ours</c> for <c>theirs</c>; then the configuration changes.</summary>
    private async Task OwnerAsync(SandboxEdition edition, FieldOwner owner, string afterPerson, string afterBoth)
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, c => Configured(c, owner, "1", "ours", "d"));
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        var marks = issue.Labels.Where(l => l.StartsWith('f')).Select(l => $"\"{l}\"");
        world.Sandbox.State.Edit(
            issue.Key, $"{{\"priority\":{{\"name\":\"Low\"}},\"customfield_10050\":\"theirs\",\"labels\":[{string.Join(',', marks)},\"theirs\",\"d\"]}}");

        await world.ReconcileAsync(Ct);
        await world.RunAsync(Ct);
        Assert.Equal(afterPerson, Shown());
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        await world.ConfigureAsync(c => Configured(c, owner, "2", "new", "e"), Ct);
        await world.RunAsync(Ct);
        Assert.Equal(afterBoth, Shown());
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        string Shown()
        {
            var now = world.Sandbox.State.Find(issue.Key)!;
            var field = now.Fields["customfield_10050"].Trim('"');
            var labels = now.Labels.Where(l => l is "d" or "e").Concat(now.Labels.Contains("ours") ? ["ours"] : ["theirs"]);
            return $"{now.Priority} {field} {string.Join(' ', labels)}";
        }
    }

    /// <summary>Which fields, and whose change it was, so that nobody has to compare issues with templates.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_plan_says_which_fields_an_update_is_about_and_why(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, c => Configured(c, FieldOwner.Fairlead, "1", "ours", "d"));
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);

        world.Findings.Change(1, f => f with { Title = "Another", Description = "More is known now." });
        Assert.Equal("summary, description: findings or template changed", await ReasonAsync());
        await world.RunAsync(Ct);

        world.Sandbox.State.Edit(issue.Key, """{"priority":{"name":"Low"},"customfield_10050":"theirs"}""");
        await world.ReconcileAsync(Ct);
        var set = await ReasonAsync();
        Assert.Matches("^priority, .+: set back, as somebody changed them in Jira$", set);

        // Both at once are told apart.
        world.Findings.Change(1, f => f with { Title = "A third" });
        Assert.StartsWith($"{set}; summary", await ReasonAsync());
        Assert.EndsWith(": findings or template changed", await ReasonAsync());
        await world.RunAsync(Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        async Task<string> ReasonAsync() =>
            Assert.IsType<SyncOperation.Update>(Assert.Single((await world.Previews.PreviewAsync(world.Configuration.Id, 10, Ct))!.Plan.Operations)).Reason;
    }

    /// <summary>Values that Jira gives back in another form or order are no change.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_jira_shows_in_its_own_form_is_the_same_value(SandboxEdition edition)
    {
        var bob = edition == SandboxEdition.Cloud ? "712020:1b2d8b8f-bob" : "bob";
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => c with
        {
            Fields =
            [
                Ours("assignee", FieldShape.User, bob), Ours("components", FieldShape.Options, "10001", "10000"), Ours("duedate", FieldShape.Date, "2026-03-01"),
                Ours("security", FieldShape.Option, "10300"), Ours("customfield_10052", FieldShape.Number, "7.50"), Ours("customfield_10056", FieldShape.Cascade, "10220/10221"),
                Ours("customfield_10058", FieldShape.Texts, "b", "a"), Ours("customfield_10061", FieldShape.DateTime, "2026-01-31T12:00:00.000+0000"),
                Ours("customfield_10062", FieldShape.Users, bob),
            ],
        });
        world.Findings.Add(1);
        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["applied"]);

        await world.ReconcileAsync(Ct);

        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        world.Sandbox.State.Edit(Assert.Single(world.Sandbox.State.Issues).Key, """{"assignee":null,"components":[]}""");
        await world.ReconcileAsync(Ct);
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Update);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal("Bob Tanaka", issue.Assignee);
        Assert.Contains("web", issue.Fields["components"]);
    }

    /// <summary>What is done is left alone; opened again it is as Fairlead has it, at once.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Whoever_closes_the_issue_and_changes_what_is_fairleads_finds_all_of_it_set_back(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, c => Configured(c, FieldOwner.Fairlead, "1", "ours", "d") with { StatusOwner = FieldOwner.Fairlead });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        world.Sandbox.State.Edit(key, """{"priority": {"name": "Low"}, "labels": ["z"], "customfield_10050": "theirs"}""");
        world.Sandbox.State.Transition(key, "Done");
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.ReconcileAsync(Ct);

        await world.RunAsync(Ct);

        var issue = world.Sandbox.State.Find(key)!;
        Assert.Equal((false, "Highest", "\"ours\""), (issue.IsDone, issue.Priority, issue.Fields["customfield_10050"]));
        Assert.Superset(new HashSet<string> { "ours", "d", "z", Platform.Tickets.Protocol.Marker.CommonLabel }, issue.Labels.ToHashSet());
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task An_automation_that_sets_it_again_and_again_is_left_alone_for_a_day()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => Configured(c, FieldOwner.Fairlead, "1", "ours", "d"));
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        SyncRun run = null!;
        for (var i = 0; i < 3; i++)
        {
            world.Sandbox.State.Edit(key, """{"priority":{"name":"Low"}}""");
            await world.ReconcileAsync(Ct);
            run = await world.RunAsync(Ct);
        }

        Assert.Equal((0, AttentionKind.Frozen), (run.Planned.All, Assert.Single(run.Attention).Kind));
        Assert.Contains("owners", run.Attention[0].Reason);
        Assert.Equal("Low", world.Sandbox.State.Find(key)!.Priority);
        world.Clock.Advance(TimeSpan.FromHours(25));
        await world.RunAsync(Ct);
        Assert.Equal("Highest", world.Sandbox.State.Find(key)!.Priority);
    }

    /// <summary>The default for people: given once, and theirs from then on.</summary>
    [Fact]
    [Trait("Complaint", "U-53")]
    public async Task An_assignee_is_set_when_the_issue_is_made_and_not_again()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Fields = [Assignee("712020:1b2d8b8f-bob")] });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        Assert.Equal("Bob Tanaka", world.Sandbox.State.Find(key)!.Assignee);

        await world.ConfigureAsync(c => c with { Fields = [Assignee("712020:3d4fada1-dana")] }, Ct);
        await world.RunAsync(Ct);
        Assert.Equal("Bob Tanaka", world.Sandbox.State.Find(key)!.Assignee);
        world.Findings.Add(2, "CVE-2");
        await world.RunAsync(Ct);
        Assert.Equal("Dana Novak", world.Sandbox.State.Issues[^1].Assignee);
    }

    private static FieldMapping Assignee(string id) =>
        new("assignee", "Assignee", FieldShape.User, new ValueSource.Constant([new(id, id)]), FieldOwner.Jira);

    private static FieldMapping Ours(string id, FieldShape shape, params IReadOnlyList<string> values) =>
        new(id, id, shape, new ValueSource.Constant([.. values.Select(v => new JiraName(v, v))]), FieldOwner.Fairlead);

    private static TicketConfiguration Configured(TicketConfiguration c, FieldOwner owner, string priority, string field, string label) => c with
    {
        Priorities = new Dictionary<Severity, JiraName> { [Severity.High] = new(priority, priority) },
        Labels = ["ours", label],
        Fields = [new("customfield_10050", "Scanner", FieldShape.Text, new ValueSource.Constant([new(field, field)]), owner)],
        PriorityOwner = owner,
        LabelsOwner = owner,
    };

    public class OnSqlite(SqliteTestDatabase db) : FieldOwnersContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : FieldOwnersContract(db), IClassFixture<PostgresTestDatabase>;
}
