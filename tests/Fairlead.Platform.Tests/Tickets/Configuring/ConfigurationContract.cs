using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Http;
using Fairlead.Sandbox;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Configuring;

/// <summary>Configurations are checked against the live project before they are saved (U-30…U-33).</summary>
public abstract class ConfigurationContract(TestDatabase databases)
{
    private static readonly TicketConfigurationBody Body = new("web", "jira", "SEC", "Bug");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-05")]
    public async Task Names_become_ids(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });

        var saved = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(
            Actor.System, Body with { Priorities = new Dictionary<string, string> { ["critical"] = "highest" }, GroupBy = ["asset", "rule"] }, Ct));

        Assert.Equal("SEC", saved.Configuration.Project.Name);
        Assert.All([saved.Configuration.Project.Id, saved.Configuration.IssueType.Id], id => Assert.Matches("^[0-9]+$", id));
        Assert.Equal("Highest", saved.Configuration.Priorities[Severity.Critical].Name);
        var read = (await world.Configurations.FindAsync("WEB", Ct))!;
        Assert.Equivalent(saved.Configuration, read, strict: true);
    }

    [Fact]
    public async Task Done_fields_become_ids_and_are_shown_as_they_were_written()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var written = new Dictionary<string, string> { ["resolution"] = "done", ["assignee"] = "bob@sandbox.example" };

        var saved = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(Actor.System, Body with { DoneFields = written }, Ct)).Configuration;

        Assert.Equal("712020:1b2d8b8f-bob", Assert.Single(saved.DoneFields, f => f.Id == "assignee").Values.Single());
        Assert.Matches("^[0-9]+$", Assert.Single(saved.DoneFields, f => f.Id == "resolution").Values.Single());
        Assert.Equal(written, ConfigurationWriter.BodyOf(saved).DoneFields);
    }

    public static TheoryData<string, TicketConfigurationBody, string, string> Mistakes => new()
    {
        { "connection", Body with { Connection = "jiro" }, "connection", "fairlead connection add" },
        { "project", Body with { Project = "SECC" }, "project", "did you mean SEC?" },
        { "type", Body with { IssueType = "Bgu" }, "issueType", "did you mean Bug?" },
        { "grouping by a label", Body with { GroupBy = ["owner"] }, "groupBy[0]", "label:owner" },
        { "grouping by no label", Body with { GroupBy = ["label:"] }, "groupBy[0]", "label:owner" },
        { "grouping by a label's value", Body with { GroupBy = ["label:owner=x"] }, "groupBy[0]", "label:owner" },
        { "grouping by a label twice", Body with { GroupBy = ["label:owner", "rule", "label:Owner"] }, "groupBy[2]", "" },
        { "label with a placeholder", Body with { Labels = ["sev-{{group.severty}}"] }, "labels[0]", "Did you mean {{group.severity}}?" },
        { "grouping", Body with { GroupBy = ["aset"] }, "groupBy[0]", "did you mean asset?" },
        { "severity", Body with { Priorities = new Dictionary<string, string> { ["critcal"] = "High" } }, "priorities.critcal", "did you mean critical?" },
        { "priority", Body with { Priorities = new Dictionary<string, string> { ["high"] = "Hihg" } }, "priorities.high", "did you mean High?" },
        { "label", Body with { Labels = ["two words"] }, "labels[0]", "\"two-words\"" },
        { "own label", Body with { Labels = ["fairlead"] }, "labels[0]", "leave it out" },
        { "field", Body with { Fields = new Dictionary<string, FieldBody> { ["Enviroment"] = new("x") } }, "fields.Enviroment", "" },
        { "template", Body with { Template = new TemplateBody("{{group.titel}}") }, "template.summary", "Did you mean {{group.title}}?" },
        { "reopen", Body with { Reopen = new("nevr") }, "reopen.when", "did you mean never?" },
        { "reopen days", Body with { Reopen = new(WithinDays: 0) }, "reopen.withinDays", "" },
        { "reopen never in time", Body with { Reopen = new("never", 30) }, "reopen", "leave them out" },
        { "reopen resolution", Body with { Reopen = new(NotFrom: ["Done", "Wont Do"]) }, "reopen.notFrom[1]", "did you mean Won't Do?" },
        { "status", Body with { DoneStatus = "Dnoe" }, "doneStatus", "did you mean Done?" },
        { "done field", Body with { DoneFields = new Dictionary<string, string> { ["Environmnt"] = "x" } }, "doneFields.Environmnt", "did you mean Environment?" },
        { "done field of wrong shape", Body with { DoneFields = new Dictionary<string, string> { ["Due date"] = "soon" } }, "doneFields.Due date", "2026-01-31" },
        { "done priority", Body with { DoneFields = new Dictionary<string, string> { ["priority"] = "Hihg" } }, "doneFields.priority", "did you mean High?" },
        { "done resolution", Body with { DoneFields = new Dictionary<string, string> { ["resolution"] = "Don" } }, "doneFields.resolution", "did you mean Done?" },
        { "done resolutions", Body with { DoneFields = new Dictionary<string, string> { ["resolution"] = "Done, Duplicate" } }, "doneFields.resolution", "" },
        { "done by nobody", Body with { DoneFields = new Dictionary<string, string> { ["assignee"] = "nobody@nowhere.example" } }, "doneFields.assignee", "fairlead jira users" },
        { "done by a former one", Body with { DoneFields = new Dictionary<string, string> { ["assignee"] = "erik@sandbox.example" } }, "doneFields.assignee", "" },
        { "comment pattern", Body with { CommentRules = [new CommentRuleBody("(?=a)", "fixed")] }, "commentRules[0].pattern", "" },
        { "comment status", Body with { CommentRules = [new CommentRuleBody("a", "fxied")] }, "commentRules[0].status", "did you mean fixed?" },
        { "comment status of reports", Body with { CommentRules = [new CommentRuleBody("a", "waitingForVerification")] }, "commentRules[0].status", "fixed" },
        { "comment without end", Body with { CommentRules = [new CommentRuleBody("a", "riskAccepted")] }, "commentRules[0]", "(?<until>…)" },
        { "comment days", Body with { CommentRules = [new CommentRuleBody("a", "riskAccepted", null, 400)] }, "commentRules[0].days", "" },
        { "comment author", Body with { CommentRules = [new CommentRuleBody("a", "fixed", ["asignee"])] }, "commentRules[0].by[0]", "did you mean assignee?" },
        { "nobody to hear", Body with { CommentRules = [new CommentRuleBody("a", "fixed", [])] }, "commentRules[0].by", "leave it out" },
        { "comment group", Body with { CommentRules = [new CommentRuleBody("a", "fixed", ["group:"])] }, "commentRules[0].by[0]", "group:NAME" },
        { "no such group", Body with { CommentRules = [new CommentRuleBody("a", "fixed", ["anyone", "group:Jira-software-users", "group:security-leeds"])] }, "commentRules[0].by[2]", "did you mean security-leads?" },
        { "status map with neither", Body with { StatusMap = new([new("fixed")]) }, "statusMap.fromJira[0]", "category: done" },
        { "status map finding", Body with { StatusMap = new([new("fxied", Category: "done")]) }, "statusMap.fromJira[0].finding", "did you mean fixed?" },
        { "status map category", Body with { StatusMap = new([new("fixed", Category: "doone")]) }, "statusMap.fromJira[0].category", "did you mean done?" },
        { "status map status", Body with { StatusMap = new([new("fixed", "Done"), new("fixed", "Dune")]) }, "statusMap.fromJira[1].status", "did you mean Done?" },
        { "status map resolution", Body with { StatusMap = new([new("fixed", "Done", Resolution: "Duplicat")]) }, "statusMap.fromJira[0].resolution", "did you mean Duplicate?" },
        { "status map without end", Body with { StatusMap = new([new("riskAccepted", "Done")]) }, "statusMap.fromJira[0]", "days: 90" },
        { "outward map with both", Body with { StatusMap = new(null, [new("fixed", "Done", "done")]) }, "statusMap.toJira[0]", "category: done" },
        { "outward map finding", Body with { StatusMap = new(null, [new("fxied", "Done")]) }, "statusMap.toJira[0].finding", "did you mean fixed?" },
        { "outward map of reports", Body with { StatusMap = new(null, [new("waitingForVerification", "To Do")]) }, "statusMap.toJira[0].finding", "active" },
        { "outward map twice", Body with { StatusMap = new(null, [new("fixed", "Done"), new("fixed", Category: "done")]) }, "statusMap.toJira[1].finding", "leave one" },
        { "outward map status", Body with { StatusMap = new(null, [new("fixed", "Dune")]) }, "statusMap.toJira[0].status", "did you mean Done?" },
        { "outward map resolution", Body with { StatusMap = new(null, [new("fixed", "Done", Resolution: "Duplicat")]) }, "statusMap.toJira[0].resolution", "did you mean Duplicate?" },
        { "outward map open to done", Body with { StatusMap = new(null, [new("potential", "Done")]) }, "statusMap.toJira[0]", "another category" },
        { "outward map resolution of open", Body with { StatusMap = new(null, [new("potential", "To Do", Resolution: "Duplicate")]) }, "statusMap.toJira[0].resolution", "leave it out" },
        { "growth", Body with { Growth = "newTickets" }, "growth", "did you mean newTicket?" },
        { "sub-task type that is not there", Body with { Growth = "subTask", SubTaskType = "Sub-tusk" }, "subTaskType", "did you mean Sub-task?" },
        { "sub-task type that is none", Body with { Growth = "subTask", SubTaskType = "Task" }, "subTaskType", "Sub-task" },
        { "sub-task type of a project without", Body with { Project = "PAY", Growth = "subTask", SubTaskType = "Sub-task", Fields = new Dictionary<string, FieldBody> { ["Severity"] = new("High"), ["Discovered on"] = new("2026-01-31") } }, "subTaskType", "growth: newTicket" },
        { "sub-task type without sub-tasks", Body with { SubTaskType = "Sub-task" }, "subTaskType", "growth: subTask" },
        { "sub-tasks of epics", Body with { IssueType = "Epic", Growth = "subTask" }, "growth", "another issueType" },
        { "internal comments of no service project", Body with { CommentVisibility = "internal" }, "commentVisibility", "everyone" },
        { "comments for nobody", Body with { CommentVisibility = "Security" }, "commentVisibility", "role:NAME" },
        { "comments for no role", Body with { CommentVisibility = "role:Secruity" }, "commentVisibility", "did you mean Security?" },
        { "comments for no group", Body with { CommentVisibility = "group:security-leeds" }, "commentVisibility", "put it in the group" },
        { "comment role", Body with { CommentRules = [new CommentRuleBody("a", "fixed", ["role:Secruity"])] }, "commentRules[0].by[0]", "did you mean Security?" },
        { "status", Body with { Filter = new TicketFilterBody { Statuses = ["potental"] } }, "filter.statuses[0]", "did you mean potential?" },
        { "status that only an open one can be", Body with { Filter = new TicketFilterBody { Statuses = ["accepted"] } }, "filter.statuses[0]", "" },
        { "closed status", Body with { Filter = new TicketFilterBody { Statuses = ["riskAccepted"] } }, "filter.statuses[0]", "leave it out" },
        { "day", Body with { Filter = new TicketFilterBody { FirstSeenFrom = "31.1.2026" } }, "filter.firstSeenFrom", "2026-01-31" },
        { "score", Body with { Filter = new TicketFilterBody { MinimumEpss = 50 } }, "filter.minimumEpss", "0.5" },
        { "age", Body with { Filter = new TicketFilterBody { MinimumAgeDays = 0 } }, "filter.minimumAgeDays", "" },
        { "quarantine", Body with { QuarantineSeconds = 5 }, "quarantineSeconds", "" },
        { "too few creates", Body with { MaxCreates = 0 }, "maxCreates", "" },
        { "too many creates", Body with { MaxCreates = TicketConfiguration.MostCreates + 1 }, "maxCreates", "" },
        { "name", Body with { Name = " " }, "name", "" },
        { "name with what is not to be seen", Body with { Name = "p\u200Bq" }, "name", "leave it out" },
        { "name in another order", Body with { Name = "p\u202Eq" }, "name", "leave it out" },
        { "reporter", Body with { Fields = new Dictionary<string, FieldBody> { ["Reporter"] = new("bob@sandbox.example") } }, "fields.Reporter", "leave it out" },
        { "summary as a field", Body with { Fields = new Dictionary<string, FieldBody> { ["Summary"] = new("x") } }, "fields.Summary", "use template" },
        { "labels as a field", Body with { Fields = new Dictionary<string, FieldBody> { ["Labels"] = new("x") } }, "fields.Labels", "use labels" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_named_with_its_place_and_its_fix(string name, TicketConfigurationBody body, string path, string fix)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);

        var invalid = Assert.IsType<SaveOutcome.Invalid>(await world.Configurations.CreateAsync(Actor.System, body, Ct));

        var problem = Assert.Single(invalid.Problems);
        Assert.True(problem.Path == path, $"{name}: {problem}");
        Assert.Contains(fix, problem.Fix ?? "");
        Assert.Null(await world.Configurations.FindAsync(body.Name, Ct));
    }

    [Fact]
    public async Task What_is_told_of_a_name_a_reporter_and_a_label_is_true_and_no_fix_is_refused_itself()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);

        var problems = (await world.Configurations.CheckAsync(
            Body with
            {
                Name = "p\u200Bq",
                Labels = [new string('x', 300), $"{new string('x', 299)} ", "two\tother words"],
                Fields = new Dictionary<string, FieldBody> { ["Reporter"] = new("bob@sandbox.example") },
            },
            Ct)).Problems.ToDictionary(p => p.Path);

        Assert.Equal("holds U+200B, a character that is not to be seen", problems["name"].Message);
        Assert.Equal("Reporter is the account with which the connection signs in", problems["fields.Reporter"].Message);
        Assert.Null(problems["labels[0]"].Fix);
        Assert.Null(problems["labels[1]"].Fix);
        Assert.Equal("\"two-other-words\"", problems["labels[2]"].Fix);
    }

    /// <summary>U-30: every required field without a default must have a value, and each is named with its fix.</summary>
    [Fact]
    [Trait("Complaint", "U-30")]
    public async Task Required_fields_without_a_value_are_named()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        world.Sandbox.State.AddToScreen("SEC", "duedate", isRequired: true);

        var check = await world.Configurations.CheckAsync(Body, Ct);
        Assert.Equal(2, check.Problems.Count);
        Assert.Contains(check.Problems, p => p.Message.Contains("environment") && p.Fix!.Contains("add under fields"));
        Assert.Contains(check.Problems, p => p.Message.Contains("duedate"));

        var mended = Body with { Fields = new Dictionary<string, FieldBody> { ["environment"] = new("found in {{group.asset}}"), ["duedate"] = new("2026-06-30") } };
        Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(Actor.System, mended, Ct));
    }

    [Fact]
    public async Task Fields_reach_the_issue()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        var saved = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(
            Actor.System, Body with { Fields = new Dictionary<string, FieldBody> { ["environment"] = new("found in {{group.asset}}") }, Labels = ["security"] }, Ct));
        world.Findings.Add(1);

        await world.Sync.RunAsync(saved.Configuration.Id, null, Ct);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Contains("found in api", issue.Fields["environment"]);
        Assert.Contains("security", issue.Labels);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_the_create_screen_of_sub_tasks_demands_is_told_and_can_be_given(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Sandbox.State.RemoveFromScreen("SEC", "customfield_10050");
        world.Sandbox.State.AddToScreen("SEC", "customfield_10050", isRequired: true, issueType: "Sub-task");
        var body = Body with { Growth = "subTask" };

        var invalid = Assert.IsType<SaveOutcome.Invalid>(await world.Configurations.CreateAsync(Actor.System, body, Ct));
        var problem = Assert.Single(invalid.Problems);
        Assert.Contains("of Sub-task", problem.Message);
        Assert.Contains("add under fields", problem.Fix);

        // A value that only sub-tasks have a place for; the only sub-task type need not be named.
        var name = problem.Path["fields.".Length..];
        var saved = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(
            Actor.System, body with { Fields = new Dictionary<string, FieldBody> { [name] = new("trivy") } }, Ct));
        Assert.Equal((GrowthPolicy.SubTask, "Sub-task"), (saved.Configuration.Growth, saved.Configuration.SubTaskType!.Name));
        var written = TicketMapping.Response(saved.Configuration, null).Configuration with { Connection = "jira" };
        Assert.Equal(("subTask", "Sub-task"), (written.Growth, written.SubTaskType));
        Assert.Equivalent(saved.Configuration.SubTaskType, (await world.Configurations.CheckAsync(written, Ct)).Result!.SubTaskType, strict: true);
    }

    [Fact]
    [Trait("Complaint", "U-26")]
    public async Task A_check_counts_the_open_findings_and_the_tickets_that_they_form()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        for (var i = 1; i <= 6; i++)
            world.Findings.Add(i, i <= 4 ? "CVE-1" : $"CVE-{i}", Severity.High);
        world.Findings.Add(7, "CVE-7", Severity.Low);
        world.Findings.Close(6);

        var check = await world.Configurations.CheckAsync(Body with { GroupBy = ["rule"], Filter = new TicketFilterBody(Severity.Medium) }, Ct);

        Assert.Equal(new ConfigurationReach(5, 2, 2), await world.Configurations.ReachAsync(check.Result!, Ct));
    }

    /// <summary>Told, not refused: two teams may want an issue each.</summary>
    [Fact]
    public async Task Comment_rules_count_from_when_they_became_what_they_are()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        const string Yaml = "name: web\nconnection: jira\nproject: SEC\nissueType: Bug\ncommentRules:\n- pattern: done\n  status: fixed\n  by: [assignee]\n";
        var first = await ApplyAsync(Yaml);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var label = await ApplyAsync(Yaml + "labels: [web]\n");
        world.Clock.Advance(TimeSpan.FromHours(1));
        var rule = await ApplyAsync(Yaml.Replace("done", "ready", StringComparison.Ordinal));
        var none = await ApplyAsync("name: web\nconnection: jira\nproject: SEC\nissueType: Bug\n");

        Assert.Equal(
            [first.CreatedAt, first.CreatedAt, rule.UpdatedAt, null],
            [first.CommentRulesSince, label.CommentRulesSince, rule.CommentRulesSince, none.CommentRulesSince]);
        Assert.Equal("assignee", Assert.Single(Assert.Single(first.CommentRules).By).ToString());
        // What was written under them may not be read yet.
        Assert.Equal([0, 0, 1, 2], new[] { first, label, rule, none }.Select(c => c.FormerCommentRules.Count));
        Assert.Equal([("done", first.CreatedAt, rule.UpdatedAt), ("ready", rule.UpdatedAt, none.UpdatedAt)], none.FormerCommentRules.Select(f => (Assert.Single(f.Rules).Pattern, f.Since, f.Until)));
        Assert.Empty(Assert.IsType<SaveOutcome.Saved>(await world.Configurations.DuplicateAsync(Actor.System, "web", "other", Ct)).Configuration.FormerCommentRules);
        for (var i = 0; i < FormerCommentRules.Kept; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            none = await ApplyAsync(Yaml.Replace("done", $"done {i}", StringComparison.Ordinal));
        }

        Assert.Equal((FormerCommentRules.Kept, "ready"), (none.FormerCommentRules.Count, Assert.Single(none.FormerCommentRules[0].Rules).Pattern));
        Assert.Equivalent(none, await world.Configurations.FindAsync("web", Ct), strict: true);

        async Task<TicketConfiguration> ApplyAsync(string yaml) =>
            Assert.IsType<YamlOutcome.Applied>(await world.Configurations.ApplyYamlAsync(Actor.System, yaml, Ct)).Configurations[0].Configuration;
    }

    [Fact]
    public async Task Rules_for_roles_need_an_account_that_may_look_at_them()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.RemovePermission("ADMINISTER_PROJECTS");

        var invalid = Assert.IsType<SaveOutcome.Invalid>(await world.Configurations.CreateAsync(
            Actor.System, Body with { CommentRules = [new CommentRuleBody("a", "fixed", ["role:Security"])] }, Ct));

        Assert.Contains("Administer projects in SEC", Assert.Single(invalid.Problems).Fix);
    }

    /// <summary>Jira shows 20 of those that hold the name.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_group_is_found_by_its_name_however_many_others_hold_it(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Sandbox.State.AddGroups([.. Enumerable.Range(0, 30).Select(i => $"a-team-{i}"), "team"]);

        var other = await world.Configurations.CreateAsync(Actor.System, Body with { Name = "other", CommentRules = [new CommentRuleBody("a", "fixed", ["group:tea"])] }, Ct);
        var saved = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(
            Actor.System, Body with { CommentRules = [new CommentRuleBody("a", "fixed", ["group:team"])] }, Ct));

        // Data Center tells an administrator alone of a group by its name.
        Assert.Equal(edition == SandboxEdition.Cloud ? typeof(SaveOutcome.Invalid) : typeof(SaveOutcome.Saved), other.GetType());
        Assert.Equal(edition == SandboxEdition.Cloud ? [] : ["commentRules[0].by[0]"], saved.Warnings.Select(w => w.Path));
    }

    /// <summary>Data Center shows whom everybody's groups are, and no list of groups, where Browse Users is not granted.</summary>
    [Fact]
    public async Task A_group_that_cannot_be_looked_up_is_taken_with_a_warning()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = SandboxEdition.DataCenter });
        world.Sandbox.State.RemovePermission("USER_PICKER");

        var saved = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(
            Actor.System, Body with { CommentRules = [new CommentRuleBody("a", "fixed", ["group:security-leeds", "group:others"])] }, Ct));

        var warning = Assert.Single(saved.Warnings);
        Assert.Equal("commentRules[0].by[0]", warning.Path);
        Assert.Contains("Browse users and groups", warning.Fix);
    }

    /// <summary>Fairlead's account is the reporter of what it makes: such a rule listens only where people linked an issue.</summary>
    [Theory]
    [InlineData("this rule listens to nobody", "reporter")]
    [InlineData("this listens to nobody", "assignee", "reporter")]
    [InlineData(null, "assignee", "anyone")]
    public async Task A_rule_for_the_reporter_is_taken_with_a_warning(string? told, params string[] by)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);

        var saved = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(
            Actor.System, Body with { CommentRules = [new CommentRuleBody("b", "fixed"), new CommentRuleBody("a", "fixed", by)] }, Ct));

        Assert.Equal(told is null ? [] : [$"commentRules[1].by[{by.Length - 1}]"], saved.Warnings.Select(w => w.Path));
        Assert.All(saved.Warnings, w => Assert.EndsWith(told!, w.Message));
        Assert.All(saved.Warnings, w => Assert.DoesNotContain("reporter", w.Fix));
    }

    /// <summary>What is the same for every project, or for every type of the project, is held against Jira nevertheless.</summary>
    [Theory]
    [InlineData("SECC", "Bug", "project", "Jira has no status")]
    [InlineData("SEC", "Bgu", "issueType", "project SEC has no status")]
    public async Task A_wrong_project_or_type_hides_no_priority_and_no_status(string project, string type, string path, string words)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var body = Body with
        {
            Project = project,
            IssueType = type,
            Priorities = new Dictionary<string, string> { ["high"] = "Hihg", ["low"] = "Low" },
            DoneStatus = "Dnoe",
            StatusMap = new([new("fixed", "Done")], [new("fixed", "Done", Resolution: "Duplicat")]),
        };

        var check = await world.Configurations.CheckAsync(body, Ct);

        Assert.Equal(
            [path, "doneStatus", "statusMap.toJira[0].resolution", "priorities.high"],
            check.Problems.Select(p => p.Path));
        Assert.StartsWith(words, check.Problems[1].Message);
        Assert.Equal("did you mean High?", check.Problems[3].Fix);
    }

    /// <summary>Both are waited for by whoever writes them; taken in another order than everywhere else, each would wait for the other.</summary>
    [Fact]
    public async Task A_save_waits_for_its_turn_among_the_events_before_it_holds_the_audit_trail()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var (events, activity) = (new EventLog(world.Database, world.Clock), new ActivityLog(world.Database, world.Instance, world.Clock));
        Task<SaveOutcome> saving;
        await using (var work = await world.Database.BeginAsync(Ct))
        {
            await events.AppendAsync(work, "findings.imported", "1", Ct);
            saving = world.Configurations.CreateAsync(Actor.System, Body, Ct);
            while (!await IsSavingAsync(world.Database))
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
            await activity.AppendAsync(work, Actor.System, "findings.imported", "1", "Imported.", Ct);
            await work.CommitAsync(Ct);
        }

        Assert.IsType<SaveOutcome.Saved>(await saving);
    }

    /// <summary>Somebody who wrote a configuration waits for whoever writes events. SQLite's writers wait in this process, and none is asked.</summary>
    private static async Task<bool> IsSavingAsync(Database database) =>
        database.Engine == DatabaseEngine.Sqlite || await database.FirstAsync<long>(
            SqlText.FromFixedParts(
                """
                SELECT count(*) FROM pg_locks AS waits JOIN pg_locks AS holds ON holds.pid = waits.pid
                 WHERE NOT waits.granted AND waits.locktype = 'advisory' AND holds.relation = 'ticket_configurations'::regclass
                """),
            null, Ct) > 0;

    public class OnSqlite(SqliteTestDatabase db) : ConfigurationContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ConfigurationContract(db), IClassFixture<PostgresTestDatabase>;
}
