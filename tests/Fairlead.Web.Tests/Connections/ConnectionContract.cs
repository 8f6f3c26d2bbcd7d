using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Web.Tests.Connections;

public abstract class ConnectionContract(HostFixture fixture)
{
    private static readonly CredentialRequest Pat = new(CredentialKind.PersonalAccessToken, "a-very-secret-token");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ConnectionsClient Connections => fixture.Server.Client.Connections;

    [Fact]
    public async Task A_connection_tells_what_became_of_its_address_and_never_its_secret()
    {
        var made = await Connections.CreateAsync(new(NewName(), "jira.example/jira/secure/Dashboard.jspa", Pat), Ct);

        Assert.Equal("https://jira.example/jira", made.BaseUrl);
        Assert.Equal(JiraEditionKind.DataCenter, made.Edition);
        Assert.NotEmpty(made.Notices);
        Assert.Equal(ConnectionHealth.Unknown, made.Health);
        var list = await fixture.Server.Http.GetStringAsync("api/v1/connections", Ct);
        Assert.DoesNotContain("a-very-secret-token", list, StringComparison.Ordinal);
        Assert.Empty((await Connections.GetAsync(made.Id, Ct)).Notices);
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case()
    {
        var name = NewName();
        await Connections.CreateAsync(new(name, "https://jira.example", Pat), Ct);

        Assert.Equal("Conflict", await TitleAsync(Connections.CreateAsync(new(name.ToUpperInvariant(), "https://jira.example", Pat), Ct)));
    }

    [Fact]
    public async Task A_new_address_needs_the_credential_again()
    {
        var made = await Connections.CreateAsync(new(NewName(), "https://jira.example", Pat), Ct);

        Assert.Equal("Validation failed", await TitleAsync(Connections.ChangeAsync(made.Id, new(BaseUrl: "https://evil.example"), Ct)));
        await Connections.ChangeAsync(made.Id, new(Credential: Pat, Slot: CredentialSlot.Secondary), Ct);
        var moved = await Connections.ChangeAsync(made.Id, new(BaseUrl: "https://jira2.example", Credential: Pat), Ct);
        Assert.Equal("https://jira2.example", moved.BaseUrl);
        Assert.True(Assert.Single(moved.Credentials).IsActive, "What lay in the other slot was given for the old address.");
    }

    [Fact]
    public async Task A_connection_that_nothing_uses_is_removed_and_its_name_is_free()
    {
        var made = await Connections.CreateAsync(new(NewName(), "https://jira.example", Pat), Ct);
        await Connections.DisableAsync(made.Id, Ct);

        await Connections.RemoveAsync(made.Id, Ct);

        Assert.Equal("Not found", await TitleAsync(Connections.GetAsync(made.Id, Ct)));
        Assert.Equal("Not found", await TitleAsync(Connections.RemoveAsync(made.Id, Ct)));
        Assert.NotEqual(made.Id, (await Connections.CreateAsync(new(made.Name, "https://jira.example", Pat), Ct)).Id);
    }

    [Fact]
    [Trait("Complaint", "U-43")]
    public async Task A_credential_is_replaced_through_the_second_slot()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var wrong = new CredentialRequest(CredentialKind.CloudApiToken, "wrong", jira.Accounts.Email);
        var right = wrong with { Secret = jira.Accounts.ApiToken };
        var made = await Connections.CreateAsync(new(NewName(), jira.BaseUrl.AbsoluteUri, wrong, JiraEditionKind.Cloud), Ct);

        Assert.Equal("Validation failed", await TitleAsync(Connections.ChangeAsync(made.Id, new(ActiveSlot: CredentialSlot.Secondary), Ct)));
        var both = await Connections.ChangeAsync(made.Id, new(Credential: right, Slot: CredentialSlot.Secondary), Ct);
        Assert.Equal(2, both.Credentials.Count);
        Assert.False((await Connections.TestAsync(made.Id, Ct)).Works);

        var switched = await Connections.ChangeAsync(made.Id, new(ActiveSlot: CredentialSlot.Secondary), Ct);
        Assert.Equal(ConnectionHealth.Healthy, switched.Health);
        Assert.True((await Connections.TestAsync(made.Id, Ct)).Works);
    }

    /// <summary>What works is not replaced by what was not tried; what does not work is.</summary>
    [Fact]
    [Trait("Complaint", "U-43")]
    public async Task U43_A_credential_that_works_is_replaced_only_by_one_that_signed_in()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var right = new CredentialRequest(CredentialKind.CloudApiToken, jira.Accounts.ApiToken, jira.Accounts.Email);
        var made = await Connections.CreateAsync(new(NewName(), jira.BaseUrl.AbsoluteUri, right, JiraEditionKind.Cloud), Ct);
        Assert.True((await Connections.TestAsync(made.Id, Ct)).Works);

        Assert.Equal("Connection test failed", await TitleAsync(Connections.ChangeAsync(made.Id, new(Credential: right with { Secret = "wrong" }), Ct)));
        Assert.True((await Connections.TestAsync(made.Id, Ct)).Works);
        Assert.Equal(ConnectionHealth.Healthy, (await Connections.ChangeAsync(made.Id, new(Credential: right), Ct)).Health);
        jira.Faults.Add(null, "myself", new FaultBehaviour.Unauthorized(), times: null);
        Assert.False((await Connections.TestAsync(made.Id, Ct)).Works);
        await Connections.ChangeAsync(made.Id, new(Credential: right with { Secret = "another" }), Ct);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Complaint", "U-43")]
    public async Task U43_A_slot_is_put_in_force_only_after_its_credential_has_signed_in(bool atOnce)
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var right = new CredentialRequest(CredentialKind.CloudApiToken, jira.Accounts.ApiToken, jira.Accounts.Email);
        var made = await Connections.CreateAsync(new(NewName(), jira.BaseUrl.AbsoluteUri, right, JiraEditionKind.Cloud), Ct);
        Assert.True((await Connections.TestAsync(made.Id, Ct)).Works);
        var change = new ChangeConnectionRequest(ActiveSlot: CredentialSlot.Secondary);
        var wrong = new ChangeConnectionRequest(Credential: right with { Secret = "wrong" }, Slot: CredentialSlot.Secondary);
        if (!atOnce)
            await Connections.ChangeAsync(made.Id, wrong, Ct);

        Assert.Equal("Connection test failed", await TitleAsync(Connections.ChangeAsync(made.Id, atOnce ? wrong with { ActiveSlot = CredentialSlot.Secondary } : change, Ct)));
        // What was stored first stays where it is; what came with the switch is not kept.
        if (atOnce)
            Assert.Equal(CredentialSlot.Primary, Assert.Single((await Connections.GetAsync(made.Id, Ct)).Credentials).Slot);
        var (isInForce, tried) = await Connections.UseSlotAsync(made.Id, CredentialSlot.Secondary, wrong.Credential, Ct);
        Assert.Equal((false, false, ConnectionCause.AuthenticationFailed), (isInForce, tried.Works, tried.Cause));
        Assert.Equal("Validation failed", await TitleAsync(Connections.ChangeAsync(made.Id, change with { BaseUrl = jira.BaseUrl.AbsoluteUri, Slot = CredentialSlot.Secondary, Credential = wrong.Credential }, Ct)));

        var after = await Connections.GetAsync(made.Id, Ct);
        Assert.Equal((ConnectionHealth.Healthy, CredentialSlot.Primary), (after.Health, after.Credentials.Single(c => c.IsActive).Slot));
        Assert.NotEmpty(await Connections.Jira(made.Id).ProjectsAsync(null, Ct));
    }

    [Fact]
    [Trait("Complaint", "U-43")]
    public async Task A_credential_that_expires_soon_asks_for_attention()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var soon = new CredentialRequest(
            CredentialKind.CloudApiToken, jira.Accounts.ApiToken, jira.Accounts.Email, TimeProvider.System.GetUtcNow().AddDays(3));
        var made = await Connections.CreateAsync(new(NewName(), jira.BaseUrl.AbsoluteUri, soon, JiraEditionKind.Cloud), Ct);

        Assert.Contains("fairlead connection rotate", (await Connections.GetAsync(made.Id, Ct)).HealthDetail);
        Assert.True((await Connections.TestAsync(made.Id, Ct)).Works);
        Assert.Equal(ConnectionHealth.Attention, (await Connections.GetAsync(made.Id, Ct)).Health);
    }

    [Fact]
    public async Task A_disabled_connection_is_not_called()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var made = await Connections.CreateAsync(Request(sandbox), Ct);
        await Connections.DisableAsync(made.Id, Ct);

        Assert.Equal("Conflict", await TitleAsync(Connections.Jira(made.Id).ProjectsAsync(null, Ct)));
        await Connections.DisableAsync(made.Id, Ct);
        Assert.Equal("Not found", await TitleAsync(Connections.TestAsync(ConnectionId.New(TimeProvider.System), Ct)));
    }

    [Theory]
    [InlineData(CredentialKind.PersonalAccessToken, "x", "user")]
    [InlineData(CredentialKind.Password, "x", null)]
    [InlineData(CredentialKind.Password, "x", "a:b")]
    [InlineData(CredentialKind.CloudApiToken, "x", "a@b.example")]
    [InlineData(CredentialKind.PersonalAccessToken, "", null)]
    [InlineData(CredentialKind.PersonalAccessToken, "  ", null)]
    [InlineData(CredentialKind.PersonalAccessToken, "two\nlines", null)]
    [InlineData(CredentialKind.PersonalAccessToken, "env:FAIRLEAD_MASTER_KEY", null)]
    [InlineData(CredentialKind.PersonalAccessToken, "env:FAIRLEAD_DATABASE", null)]
    [InlineData(CredentialKind.PersonalAccessToken, "file:/proc/self/environ", null)]
    [InlineData(CredentialKind.PersonalAccessToken, "env:A=B", null)]
    [InlineData(CredentialKind.PersonalAccessToken, "file:../../etc/shadow", null)]
    public async Task A_credential_that_cannot_work_is_refused_before_it_is_stored(CredentialKind kind, string secret, string? user) =>
        Assert.Equal("Validation failed", await TitleAsync(Connections.CreateAsync(
            new(NewName(), "https://jira.example", new CredentialRequest(kind, secret, user), JiraEditionKind.DataCenter), Ct)));

    [Fact]
    public async Task The_data_directory_cannot_be_a_secret() => Assert.Equal("Validation failed", await TitleAsync(Connections.CreateAsync(
        new(NewName(), "https://jira.example", Pat with { Secret = $"file:{fixture.Server.DataDirectory}/master.key" }), Ct)));

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_is_created_read_edited_commented_and_moved(SandboxEdition edition)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, Ct);
        var made = await Connections.CreateAsync(Request(sandbox), Ct);
        var jira = Connections.Jira(made.Id);

        Assert.Contains(await jira.ProjectsAsync(null, Ct), p => p.Key == "SEC");
        var type = (await jira.IssueTypesAsync("SEC", Ct)).First(t => t.Name == "Bug");
        Assert.Contains(await jira.FieldsAsync("SEC", type.Name, Ct), f => f is { Id: "summary", IsRequired: true });
        Assert.NotEmpty(await jira.FieldsAsync(null, null, Ct));
        Assert.NotEmpty(await jira.UsersAsync("SEC", null, Ct));
        Assert.Contains(await jira.WorkflowAsync("SEC", Ct), w => w.Statuses.Any(s => s.Category == "done"));

        var issue = await jira.CreateAsync(new("SEC", "bug", "SQL injection", "First line\n\n[~admin] *bold*", Labels: ["one"]), Ct);
        Assert.StartsWith("SEC-", issue.Key, StringComparison.Ordinal);
        Assert.Contains("[~admin] *bold*", issue.Description, StringComparison.Ordinal);
        var edited = await jira.EditAsync(issue.Key, new(Summary: "SQL injection in login", Labels: ["two"]), Ct);
        Assert.Equal(["two"], edited.Labels);
        await jira.CommentAsync(issue.Key, new("Seen again"), Ct);
        Assert.Equal("Seen again", Assert.Single(await jira.CommentsAsync(issue.Key, Ct)).Text);
        var step = (await jira.TransitionsAsync(issue.Key, Ct)).First(t => t.RequiredFields.Count == 0);
        Assert.Equal(step.ToStatus, (await jira.TransitionAsync(issue.Key, new(step.Name), Ct)).Status);
        Assert.Equal("SQL injection in login", (await jira.IssueAsync(issue.Key, Ct)).Summary);
        Assert.Equal("Not found", await TitleAsync(jira.IssueAsync("SEC-999999", Ct)));
        Assert.Equal("Validation failed", await TitleAsync(jira.CreateAsync(new("SEC", "No such type", "x"), Ct)));
    }

    [Fact]
    public async Task A_search_is_read_page_by_page()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var made = await Connections.CreateAsync(Request(sandbox), Ct);
        var jira = Connections.Jira(made.Id);
        for (var i = 0; i < 5; i++)
            sandbox.State.Create("SEC", "Bug", $"Issue {i}", labels: ["paged"]);

        var first = await jira.SearchAsync("labels = paged ORDER BY created ASC", 3, null, null, Ct);
        var second = await jira.SearchAsync("labels = paged ORDER BY created ASC", 3, null, first.Next, Ct);

        Assert.Equal(5, first.Items.Concat(second.Items).DistinctBy(i => i.Key).Count());
        Assert.Null(second.Next);
        Assert.Equal("Invalid cursor", await TitleAsync(jira.SearchAsync("labels = other", 3, null, first.Next, Ct)));
    }

    /// <summary>JQL-01, JQL-03: it is sent as it was written, and Jira is the one that reads it.</summary>
    [Fact]
    public async Task A_search_that_Jira_refuses_is_told_in_its_words()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var made = await Connections.CreateAsync(Request(sandbox), Ct);
        (string Jql, string Said)[] refusals =
        [
            ("summary ~ \"never closed", "has not been completed"),
            ("(project = SEC", "Expecting ')'"),
            ("project = SEC OR nobodysField = 1", "'nobodysField' does not exist"),
            ("ORDER BY created", "Unbounded JQL queries are not allowed"),
        ];

        foreach (var (jql, said) in refusals)
        {
            var refused = (await Assert.ThrowsAsync<FairleadProblemException>(() => Connections.Jira(made.Id).SearchAsync(jql, 3, null, null, Ct))).Problem;
            Assert.Equal((422, "Validation failed"), (refused.Status, refused.Title));
            Assert.Contains(said, refused.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("foo-1")]
    [InlineData("FOO-0")]
    [InlineData("FOO--1")]
    [InlineData("FOO-999999999999")]
    [InlineData("ＦＯＯ-1")]
    [InlineData("FOO-1/../x")]
    [InlineData("FOO-1?x")]
    [InlineData("FOO-1 ")]
    [InlineData("FOO-01")]
    [InlineData("FOO")]
    public async Task A_key_that_is_none_never_reaches_Jira(string key)
    {
        var made = await Connections.CreateAsync(new(NewName(), "https://jira.example", Pat), Ct);
        Assert.Equal("Invalid issue key", await TitleAsync(Connections.Jira(made.Id).IssueAsync(key, Ct)));
        Assert.Equal("Invalid issue key", await TitleAsync(Connections.Jira(made.Id).CommentsAsync(key, Ct)));
        Assert.Equal("Invalid issue key", await TitleAsync(Connections.Jira(made.Id).EditAsync(key, new(Summary: "x"), Ct)));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AND")]
    [InlineData("NULL")]
    [InlineData("sec")]
    [InlineData("\u0405EC")]
    [InlineData("SEC-1")]
    [InlineData("../SEC")]
    public async Task A_project_key_that_is_none_never_reaches_Jira(string key)
    {
        var made = await Connections.CreateAsync(new(NewName(), "https://jira.example", Pat), Ct);
        Assert.Equal("Invalid project key", await TitleAsync(Connections.Jira(made.Id).UsersAsync(key, null, Ct)));
        Assert.Equal("Invalid project key", await TitleAsync(Connections.Jira(made.Id).WorkflowAsync(key, Ct)));
        Assert.Equal("Invalid project key", await TitleAsync(Connections.Jira(made.Id).IssueTypesAsync(key, Ct)));
    }

    private static CreateConnectionRequest Request(SandboxServer jira) => jira.Options.Edition == SandboxEdition.Cloud
        ? new(NewName(), jira.BaseUrl.AbsoluteUri, new(CredentialKind.CloudApiToken, jira.Accounts.ApiToken, jira.Accounts.Email), JiraEditionKind.Cloud)
        : new(NewName(), jira.BaseUrl.AbsoluteUri, new(CredentialKind.PersonalAccessToken, jira.Accounts.PersonalAccessToken), JiraEditionKind.DataCenter);

    private static string NewName() => ConnectionId.New(TimeProvider.System).ToString();

    private static async Task<string> TitleAsync(Task refused) =>
        (await Assert.ThrowsAsync<FairleadProblemException>(() => refused)).Problem.Title;

    public sealed class OnSqlite(SqliteHost host) : ConnectionContract(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ConnectionContract(host), IClassFixture<PostgresHost>;
}
