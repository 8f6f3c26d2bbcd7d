using System.Text.Json.Nodes;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Jira.Tests.RichText;
using Fairlead.Kernel;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Limits;

namespace Fairlead.Jira.Tests.Sandbox;

/// <summary>The whole client against a strict Jira, the same for both editions and both lines of Data Center.</summary>
/// <param name="version">Data Center's; null for the sandbox's own.</param>
public abstract class JiraClientContract(SandboxEdition edition, Version? version = null) : ClientOnSandbox(edition, version)
{
    [Fact]
    public async Task A_site_says_what_it_is_who_we_are_and_what_we_may()
    {
        await using var jira = await StartAsync();
        Assert.Equal(jira.Client.Site.Edition, (await jira.Client.ServerInfo.GetAsync(Ct)).Edition);
        Assert.NotEmpty((await jira.Client.Myself.GetAsync(Ct)).DisplayName);
        var mine = await jira.Client.Permissions.GetMineAsync([JiraPermission.CreateIssues, JiraPermission.AddComments], "SEC", Ct);
        Assert.All(mine, p => Assert.True(p.Value, p.Key));
        jira.Server.State.RemovePermission(JiraPermission.CreateIssues, "SEC");
        Assert.False((await jira.Client.Permissions.GetMineAsync([JiraPermission.CreateIssues], "SEC", Ct))[JiraPermission.CreateIssues]);
    }

    [Fact]
    public async Task Projects_types_fields_people_and_workflows_can_be_read()
    {
        await using var jira = await StartAsync();
        var projects = await jira.Client.Projects.ListAsync(null, Ct).ToListAsync(Ct);
        Assert.Superset(new HashSet<string> { "OPS", "PAY", "SEC", "WEB" }, projects.Select(p => p.Key).ToHashSet());
        Assert.Equal("SEC", Assert.Single(await jira.Client.Projects.ListAsync("Secur", Ct).ToListAsync(Ct)).Key);
        Assert.Equal("Security", (await jira.Client.Projects.GetAsync("SEC", Ct))!.Name);
        Assert.Null(await jira.Client.Projects.GetAsync("NOPE", Ct));

        var type = (await jira.Client.CreateMeta.IssueTypesAsync("PAY", Ct)).First(t => t.Name == "Bug");
        var fields = await jira.Client.CreateMeta.FieldsAsync("PAY", type.Id, Ct);
        Assert.Contains(fields, f => f.Id == "summary" && f.IsRequired);
        Assert.True(fields.Count(f => f.IsRequired && !f.HasDefault) >= 3);
        Assert.Contains(fields, f => f.Id == "description" && f.Schema.IsRichText);

        Assert.NotEmpty(await jira.Client.Fields.ListAsync(Ct));
        Assert.NotEmpty(await jira.Client.Priorities.ListAsync(Ct));
        Assert.Contains(await jira.Client.Statuses.ListAsync(Ct), s => s.Category == JiraStatusCategory.Done);
        Assert.All(await jira.Client.Workflow.StatusesAsync("SEC", Ct), t => Assert.NotEmpty(t.Statuses));
        Assert.NotEmpty(await jira.Client.Users.AssignableAsync("SEC", null, 50, Ct));
        Assert.NotEmpty(await jira.Client.IssueLinks.TypesAsync(Ct));
        var refused = await Assert.ThrowsAsync<JiraRefusedException>(() => jira.Client.CreateMeta.IssueTypesAsync("NOPE", Ct));
        Assert.Equal(JiraRefusalCause.NotFound, refused.Cause);
    }

    [Fact]
    public async Task Groups_are_found_by_a_part_of_their_name_as_far_as_the_account_may_see_them()
    {
        await using var jira = await StartAsync();
        Assert.Equal(["jira-administrators", "jira-software-users"], (await jira.Client.Groups.FindAsync("JIRA", Ct)).Names);
        Assert.Equal(3, (await jira.Client.Groups.FindAsync("", Ct)).Total);
        Assert.Empty((await jira.Client.Groups.FindAsync("nothing", Ct)).Names);

        jira.Server.State.AddGroups([.. Enumerable.Range(0, 30).Select(i => $"a-team-{i}"), "team"]);
        Assert.True(await jira.Client.Groups.HasAsync("security-leads", Ct));
        Assert.False(await jira.Client.Groups.HasAsync("security-lead", Ct));
        // Data Center tells of one group only those who administer Jira.
        Assert.Equal(jira.Client.Site.Edition == JiraEdition.Cloud ? true : null, await jira.Client.Groups.HasAsync("team", Ct));
        Assert.Equal(jira.Client.Site.Edition == JiraEdition.Cloud ? false : null, await jira.Client.Groups.HasAsync("tea", Ct));

        jira.Server.State.RemovePermission("USER_PICKER");
        Assert.Empty((await jira.Client.Groups.FindAsync("lead", Ct)).Names);
        Assert.Equal(
            jira.Client.Site.Edition == JiraEdition.Cloud ? ["security-leads"] : [], (await jira.Client.Groups.FindAsync("security-leads", Ct)).Names);
    }

    [Fact]
    public async Task Groups_and_roles_of_people_can_be_read()
    {
        await using var jira = await StartAsync();
        var me = await jira.Client.Myself.GetAsync(Ct);
        Assert.Contains("jira-software-users", await jira.Client.Users.GroupsOfAsync(me.Id, Ct));
        Assert.Empty(await jira.Client.Users.GroupsOfAsync("nobody", Ct));

        var roles = await jira.Client.ProjectRoles.ListAsync("SEC", Ct);
        var actors = await jira.Client.ProjectRoles.ActorsAsync("SEC", roles["Security"], Ct);
        Assert.Equal((0, "security-leads"), (actors.Users.Count, Assert.Single(actors.Groups)));
        jira.Server.State.GiveRole("SEC", "Security", "bob");
        Assert.Single((await jira.Client.ProjectRoles.ActorsAsync("SEC", roles["Security"], Ct)).Users);

        // Cloud answers 401, which here is no matter of signing in.
        jira.Server.State.RemovePermission("ADMINISTER_PROJECTS", "SEC");
        var refused = await Assert.ThrowsAsync<JiraRefusedException>(() => jira.Client.ProjectRoles.ListAsync("SEC", Ct));
        Assert.True(refused.Cause is JiraRefusalCause.Forbidden or JiraRefusalCause.NotFound, refused.Message);
        jira.Server.State.RevokeCredentials();
        refused = await Assert.ThrowsAsync<JiraRefusedException>(() => jira.Client.ProjectRoles.ListAsync("SEC", Ct));
        Assert.False(refused.Cause is JiraRefusalCause.Forbidden or JiraRefusalCause.NotFound, refused.Message);
    }

    [Fact]
    public async Task An_issue_lives_from_create_to_done()
    {
        await using var jira = await StartAsync();
        var draft = await DraftAsync(jira, "SEC") with
        {
            Description = new RichTextGenerator(17).Document().Append(Rich.Paragraph("[~admin] {html} !x!")),
            Properties = new Dictionary<string, JsonNode> { ["fairlead"] = new JsonObject { ["marker"] = "fl-1" } },
        };
        var created = Committed(await jira.Client.Issues.CreateAsync(draft, Ct));
        var issue = (await jira.Client.Issues.GetAsync(created.Key, IssueSelection.All.With("fairlead"), Ct))!;
        Assert.Equal((created.Id, draft.Summary, JiraStatusCategory.ToDo), (issue.Id, issue.Summary, issue.Status!.Category));
        Assert.Equal(["fl-abc"], issue.Labels);
        Assert.Contains("[~admin] {html} !x!", issue.DescriptionText);
        Assert.Equal("fl-1", issue.Property("fairlead")?.GetProperty("marker").GetString());

        Committed(await jira.Client.Issues.EditAsync(created.Key, new() { Summary = "new words", AddLabels = ["extra"], RemoveLabels = ["fl-abc"] }, Ct));
        Committed(await jira.Client.Properties.SetAsync(created.Key, "fairlead", new JsonObject { ["marker"] = "fl-2" }, Ct));
        Assert.Equal("fl-2", (await jira.Client.Properties.GetAsync(created.Key, "fairlead", Ct))?.GetProperty("marker").GetString());
        Assert.Null(await jira.Client.Properties.GetAsync(created.Key, "other", Ct));

        Committed(await jira.Client.Comments.AddAsync(created.Key, RichDocument.FromPlainText("seen *twice*"), new Dictionary<string, JsonNode> { ["fl"] = "c1" }, null, Ct));
        var comment = Assert.Single(await jira.Client.Comments.ListAsync(created.Key, Ct).ToListAsync(Ct));
        Assert.Equal("seen *twice*", comment.Text);
        Assert.Equal("c1", comment.Properties["fl"].GetString());
        Assert.Equal(comment.Text, (await jira.Client.Comments.GetAsync(created.Key, comment.Id, Ct))!.Text);
        Assert.Null(await jira.Client.Comments.GetAsync(created.Key, "999999", Ct));
        Committed(await jira.Client.Comments.EditAsync(created.Key, comment.Id, RichDocument.FromPlainText("edited"), Ct));

        var done = (await jira.Client.Transitions.ListAsync(created.Key, Ct))!.First(t => t.To.Category == JiraStatusCategory.Done);
        Committed(await jira.Client.Transitions.ApplyAsync(created.Key, new(done.Id), Ct));
        issue = (await jira.Client.Issues.GetAsync(created.Id, IssueSelection.All, Ct))!;
        Assert.Equal((JiraStatusCategory.Done, "new words"), (issue.Status!.Category, issue.Summary));
        Assert.Equal(["extra"], issue.Labels);
        var history = await jira.Client.Changelog.ForIssueAsync(created.Key, Ct).ToListAsync(Ct);
        Assert.Contains(history.SelectMany(h => h.Items), i => i.FieldId == "status" && i.ToText == done.To.Name);
        var changes = await jira.Client.Changelog.FetchAsync([created.Key], ["status"], Ct).ToListAsync(Ct);
        Assert.All(changes.SelectMany(c => c.Changes).SelectMany(c => c.Items), i => Assert.Equal("status", i.FieldId));
        Assert.Equal(created.Id, Assert.Single(changes).IssueId);
    }

    [Fact]
    public async Task Remarks_come_whole_and_as_they_were_written()
    {
        await using var jira = await StartAsync();
        var issue = Committed(await jira.Client.Issues.CreateAsync(await DraftAsync(jira, "SEC"), Ct));
        for (var i = 0; i < 120; i++)
            jira.Server.State.Comment(issue.Key, $"comment {i}");
        for (var i = 0; i < 30; i++)
            jira.Server.State.LogWork(issue.Key, $"work {i}");

        var comments = await jira.Client.Comments.RemarksAsync(issue.Key, Ct).ToListAsync(Ct);
        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"comment {i}"), comments.Select(c => RichTextReader.ToPlainText(c.Text!.Value)));
        var worklogs = await jira.Client.Worklogs.RemarksAsync(issue.Key, Ct).ToListAsync(Ct);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"work {i}"), worklogs.Select(w => RichTextReader.ToPlainText(w.Text!.Value)));
        Assert.Equal((120, 30), (comments.DistinctBy(c => c.Id).Count(), worklogs.DistinctBy(w => w.Id).Count()));
    }

    [Fact]
    public async Task Bulk_create_search_and_fetch_agree()
    {
        await using var jira = await StartAsync();
        var draft = await DraftAsync(jira, "SEC");
        var drafts = Enumerable.Range(0, 120).Select(i => draft with { Labels = ["fl-bulk", $"fl-{i}"], Summary = $"finding {i}" }).ToList();
        var keys = new List<string>();
        foreach (var part in drafts.Chunk(IssuesResource.MaxBulkCreate))
            keys.AddRange((await jira.Client.Issues.BulkCreateAsync(part, Ct)).Select(o => Committed(o).Key));
        Assert.Equal(120, keys.Distinct().Count());

        var query = Jql.Field("labels").Equal("fl-bulk").OrderBy("key");
        Assert.Equal(120, (await jira.Client.Search.IdsAsync(query, Ct).ToListAsync(Ct)).Count);
        var found = await jira.Client.Search.IssuesAsync(new(query, IssueSelection.Of("summary", "labels")), Ct).ToListAsync(Ct);
        Assert.Equal(drafts.Select(d => d.Summary).Order(), found.Select(i => i.Summary).Order());
        Assert.Equal(120, await jira.Client.Search.CountAsync(Jql.Field("labels").Equal("fl-bulk"), Ct));

        var gone = keys[5];
        jira.Server.State.Delete(gone);
        var batch = await jira.Client.Issues.FetchAsync(keys, IssueSelection.Of("status", "labels"), Ct);
        Assert.Equal((119, gone), (batch.Issues.Count, Assert.Single(batch.Missing)));
        Assert.All(batch.Issues, i => Assert.NotNull(i.Status));
        var byId = await jira.Client.Issues.FetchAsync([.. found.Take(3).Select(i => i.Id)], IssueSelection.Of("status").With("fl"), Ct);
        Assert.Equal(3, byId.Issues.Count);
    }

    /// <summary>What is deleted or moved out while it is paged through shifts all that stands behind it, to the place of a page that was read.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 700)]
    [InlineData(true, 1_500)]
    public async Task A_search_misses_none_that_stays_whatever_goes_away_meanwhile(bool isOrdered, int count)
    {
        await using var jira = await StartAsync();
        for (var i = 0; i < 2_300; i++)
            jira.Server.State.Create("SEC", "Task", "one of many");
        var keys = jira.Server.State.Issues.Where(issue => issue.Key.StartsWith("SEC-", StringComparison.Ordinal)).OrderBy(issue => issue.Id).Select(issue => issue.Key).ToList();
        var query = Jql.Field("project").Equal("SEC");
        var found = new HashSet<string>();
        await foreach (var issue in jira.Client.Search.IdsAsync(isOrdered ? query.OrderBy("key") : query, Ct))
        {
            if (!found.Add(issue.Key) || found.Count != 900)
                continue;
            jira.Server.State.Move(keys[0], "OPS");
            foreach (var gone in keys.Skip(1).Take(count))
                jira.Server.State.Delete(gone);
        }

        Assert.Empty(keys.Skip(1 + count).Except(found));
    }

    [Fact]
    public async Task F047_failed_elements_of_a_bulk_are_named_and_the_others_matched()
    {
        await using var jira = await StartAsync();
        var good = await DraftAsync(jira, "SEC");
        var bad = good with { Fields = new Dictionary<string, JsonNode?> { ["no_such_field"] = "x" } };
        var outcomes = await jira.Client.Issues.BulkCreateAsync([bad, good with { Labels = ["fl-1"] }, bad, good with { Labels = ["fl-3"] }], Ct);
        Assert.Equal(
            [typeof(JiraOutcome<CreatedIssue>.Rejected), typeof(JiraOutcome<CreatedIssue>.Committed), typeof(JiraOutcome<CreatedIssue>.Rejected), typeof(JiraOutcome<CreatedIssue>.Committed)],
            outcomes.Select(o => o.GetType()));
        Assert.Equal("fl-3", Assert.Single(jira.Server.State.Find(Committed(outcomes[3]).Key)!.Labels));
        Assert.Contains("no_such_field", Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(outcomes[0]).Error.FieldErrors.Keys);
        Assert.All(await jira.Client.Issues.BulkCreateAsync([bad, bad], Ct), o => Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(o));
    }

    [Fact]
    public async Task Refusals_name_the_field()
    {
        await using var jira = await StartAsync();
        var draft = await DraftAsync(jira, "PAY");
        var rejected = Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(await jira.Client.Issues.CreateAsync(draft, Ct));
        Assert.Equal((JiraRefusalCause.Invalid, 400), (rejected.Cause, rejected.Status));
        Assert.Equal(2, rejected.Error.FieldErrors.Count);
        Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(await jira.Client.Issues.CreateAsync(draft with { Project = "NOPE" }, Ct));
        var gone = Assert.IsType<JiraOutcome<JiraAccepted>.Rejected>(await jira.Client.Issues.EditAsync("SEC-999", new() { Summary = "x" }, Ct));
        Assert.Equal(JiraRefusalCause.NotFound, gone.Cause);
        var transition = Assert.IsType<JiraOutcome<JiraAccepted>.Rejected>(await jira.Client.Transitions.ApplyAsync(
            Committed(await jira.Client.Issues.CreateAsync(await DraftAsync(jira, "SEC"), Ct)).Key, new("999"), Ct));
        Assert.Equal(400, transition.Status);
    }

    [Fact]
    public async Task The_longest_description_that_we_make_is_accepted()
    {
        await using var jira = await StartAsync();
        var rows = Enumerable.Range(0, 5000).Select(i => (IReadOnlyList<string>)[$"pkg-{i} {{x}}", "[1.0|2.0]"]);
        var fitted = RichTextBudget.Fit(RichDocument.Of(Rich.Table(["Package", "Version"], rows)));
        Assert.True(fitted.WasCut);
        Committed(await jira.Client.Issues.CreateAsync(await DraftAsync(jira, "SEC") with { Description = fitted.Document }, Ct));
    }

    [Fact]
    public async Task Every_document_is_accepted()
    {
        await using var jira = await StartAsync();
        var draft = await DraftAsync(jira, "SEC");
        for (var seed = 0; seed < 300; seed += IssuesResource.MaxBulkCreate)
        {
            var drafts = Enumerable.Range(seed, IssuesResource.MaxBulkCreate).Select(s => draft with { Description = new RichTextGenerator(s).Document() });
            Assert.All(await jira.Client.Issues.BulkCreateAsync([.. drafts], Ct), o => Committed(o));
        }
    }

    public static TheoryData<FaultBehaviour, bool> Uncertainties { get; } = new()
    {
        { new FaultBehaviour.LoginPage(), false },
        { new FaultBehaviour.Redirect(), false },
        { new FaultBehaviour.Redirect(Time: FaultTime.AfterCommit), true },
        { new FaultBehaviour.Answer(500, Time: FaultTime.AfterCommit), true },
        { new FaultBehaviour.Answer(502, "<html>", "text/html"), false },
        { new FaultBehaviour.Truncate(20), true },
        { new FaultBehaviour.Truncate(20, AnnounceLength: false), true },
        { new FaultBehaviour.GzipBomb(), true },
    };

    [Theory]
    [MemberData(nameof(Uncertainties))]
    public async Task A_create_that_may_have_happened_is_uncertain_sent_once_and_found_by_its_marker(FaultBehaviour fault, bool isCommitted)
    {
        await using var jira = await StartAsync();
        var draft = await DraftAsync(jira, "SEC");
        jira.Server.Faults.Add("POST", "issue", fault);
        Assert.IsType<JiraOutcome<CreatedIssue>.Uncertain>(await jira.Client.Issues.CreateAsync(draft, Ct));
        Assert.Single(jira.Server.Requests.All, r => r.Method == "POST" && r.Path.EndsWith("/issue", StringComparison.Ordinal));
        var found = await jira.Client.Search.IdsAsync(Jql.Field("labels").Equal("fl-abc"), Ct).ToListAsync(Ct);
        Assert.Equal(isCommitted ? 1 : 0, found.Count);
    }

    [Fact]
    public async Task F031_a_revoked_token_is_a_refusal_for_reads_and_effects()
    {
        await using var jira = await StartAsync();
        var draft = await DraftAsync(jira, "SEC");
        jira.Server.State.RevokeCredentials();
        var rejected = Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(await jira.Client.Issues.CreateAsync(draft, Ct));
        Assert.Contains(rejected.Cause, new[] { JiraRefusalCause.AuthenticationFailed, JiraRefusalCause.TokenExpiredOrRevoked });
        await Assert.ThrowsAsync<JiraRefusedException>(() => jira.Client.Myself.GetAsync(Ct));
        await jira.Client.ServerInfo.GetAsync(Ct);
    }

    [Fact]
    public async Task F032_a_captcha_is_named()
    {
        await using var jira = await StartAsync();
        jira.Server.Faults.Add("GET", "myself", new FaultBehaviour.Captcha());
        var refused = await Assert.ThrowsAsync<JiraRefusedException>(() => jira.Client.Myself.GetAsync(Ct));
        Assert.Equal(JiraRefusalCause.CaptchaOrDisabled, refused.Cause);
    }

    [Fact]
    public async Task Client_credentials_sign_in_and_survive_an_expired_token()
    {
        await using var jira = await StartAsync(s => new JiraCredential.ClientCredentials(s.Accounts.ClientId, new SecretText(s.Accounts.ClientSecret)));
        var name = (await jira.Client.Myself.GetAsync(Ct)).DisplayName;
        jira.Server.State.ExpireAccessTokens();
        Assert.Equal(name, (await jira.Client.Myself.GetAsync(Ct)).DisplayName);
    }

    [Fact]
    public async Task Under_Atlassians_limits_everything_arrives_and_nothing_twice()
    {
        await using var jira = await StartAsync(limits: SandboxLimits.Atlassian with
        {
            CloudBurst = new CloudBurstLimit(Post: 20),
            DataCenter = new DataCenterLimit(BucketSize: 20, FillRate: 20),
        });
        var draft = await DraftAsync(jira, "SEC");
        var creates = Enumerable.Range(0, 60).Select(i => jira.Client.InBackground().Issues.CreateAsync(draft with { Labels = [$"fl-{i}"] }, Ct));
        Assert.All(await Task.WhenAll(creates), o => Committed(o));
        Assert.Equal(60, jira.Server.State.IssueCount);
    }

    public sealed class OnCloud() : JiraClientContract(SandboxEdition.Cloud)
    {
        [Fact]
        [Trait("Complaint", "U-44")]
        public async Task A_scoped_token_works_through_the_gateway_only()
        {
            await using var jira = await StartAsync(s => new JiraCredential.CloudScopedToken(s.Accounts.Email, new SecretText(s.Accounts.ScopedToken)));
            await jira.Client.Myself.GetAsync(Ct);
            Assert.All(jira.Server.Requests.All, r => Assert.True(r.ViaGateway || r.Path == "/_edge/tenant_info"));

            await using var direct = await StartAsync(s => new JiraCredential.CloudApiToken(s.Accounts.Email, new SecretText(s.Accounts.ScopedToken)));
            await Assert.ThrowsAsync<JiraRefusedException>(() => direct.Client.Myself.GetAsync(Ct));
        }
    }

    public sealed class OnDataCenter() : JiraClientContract(SandboxEdition.DataCenter)
    {
        [Fact]
        public async Task A_password_works_and_three_wrong_ones_ask_for_a_captcha()
        {
            await using var jira = await StartAsync(s => new JiraCredential.Password(s.Accounts.UserName, new SecretText(s.Accounts.Password)));
            await jira.Client.Myself.GetAsync(Ct);

            await using var wrong = await StartAsync(s => new JiraCredential.Password(s.Accounts.UserName, new SecretText("wr" + "ong")));
            for (var i = 0; i < 3; i++)
            {
                var refused = await Assert.ThrowsAsync<JiraRefusedException>(() => wrong.Client.Myself.GetAsync(Ct));
                Assert.Equal(JiraRefusalCause.AuthenticationFailed, refused.Cause);
            }

            var locked = await Assert.ThrowsAsync<JiraRefusedException>(() => wrong.Client.Myself.GetAsync(Ct));
            Assert.Equal(JiraRefusalCause.CaptchaOrDisabled, locked.Cause);
        }
    }
    public sealed class OnDataCenter11() : JiraClientContract(SandboxEdition.DataCenter, new Version(11, 0, 1))
    {
        [Fact]
        public async Task A_password_is_refused_because_Basic_is_off()
        {
            await using var jira = await StartAsync(s => new JiraCredential.Password(s.Accounts.UserName, new SecretText(s.Accounts.Password)));
            var refused = await Assert.ThrowsAsync<JiraRefusedException>(() => jira.Client.Myself.GetAsync(Ct));
            Assert.Equal(JiraRefusalCause.AuthenticationFailed, refused.Cause);
        }
    }
}
