using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Web.Tests.Connections;

/// <summary>A test of a connection names its cause, against the sandbox and against things that are no Jira.</summary>
public abstract class ConnectionTestContract(HostFixture fixture)
{
    public static TheoryData<string, string, ConnectionCause> Faults => new()
    {
        { "captcha", "/myself", ConnectionCause.AccountDisabledOrCaptcha },
        { "login page", "/serverInfo", ConnectionCause.ProxyOrLoginPage },
        { "redirect to sign-in", "/serverInfo", ConnectionCause.ProxyOrLoginPage },
        { "redirect to a new name", "/serverInfo", ConnectionCause.WrongUrl },
        { "maintenance", "/serverInfo", ConnectionCause.JiraFailed },
        { "reset", "/serverInfo", ConnectionCause.Unreachable },
        { "page of a proxy", "/myself", ConnectionCause.ProxyOrLoginPage },
        { "forbidden", "/myself", ConnectionCause.InsufficientPermission },
        { "limited", "/myself", ConnectionCause.RateLimited },
        { "limited for half the time of a test", "/myself", ConnectionCause.RateLimited },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ConnectionsClient Connections => fixture.Server.Client.Connections;

    [Theory]
    [InlineData(CredentialKind.CloudApiToken)]
    [InlineData(CredentialKind.CloudScopedToken)]
    [InlineData(CredentialKind.ClientCredentials)]
    public async Task Cloud_works_with_every_kind_of_credential(CredentialKind kind)
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        await AssertWorksAsync(await AddAsync(jira.BaseUrl, Credential(jira, kind), JiraEditionKind.Cloud), JiraEditionKind.Cloud);
    }

    [Theory]
    [InlineData(CredentialKind.PersonalAccessToken)]
    [InlineData(CredentialKind.Password)]
    [InlineData(CredentialKind.ClientCredentials)]
    public async Task Data_Center_works_with_every_kind_of_credential(CredentialKind kind)
    {
        await using var jira = await SandboxServer.StartAsync(
            new SandboxOptions { Edition = SandboxEdition.DataCenter, ContextPath = "/jira" }, Ct);
        await AssertWorksAsync(await AddAsync(jira.BaseUrl, Credential(jira, kind), JiraEditionKind.DataCenter), JiraEditionKind.DataCenter);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Client_credentials_take_the_edition_from_the_site(SandboxEdition edition)
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, Ct);
        var made = await Connections.CreateAsync(
            new CreateConnectionRequest(ConnectionId.New(TimeProvider.System).ToString(), jira.BaseUrl.AbsoluteUri, Credential(jira, CredentialKind.ClientCredentials)), Ct);

        await AssertWorksAsync(made.Id, (JiraEditionKind)edition);
        Assert.Equal((JiraEditionKind)edition, (await Connections.ListAsync(Ct)).Single(c => c.Id == made.Id).Edition);
        var told = (await fixture.Server.Client.Operations.ActivityAsync(null, 100, Ct)).Items.Where(a => a.Subject == made.Id.ToString() && a.Summary.Contains("as the site says", StringComparison.Ordinal));
        Assert.Equal(made.Edition == (JiraEditionKind)edition ? 0 : 1, told.Count());
    }

    [Theory]
    [InlineData(CredentialKind.CloudApiToken, SandboxEdition.Cloud)]
    [InlineData(CredentialKind.PersonalAccessToken, SandboxEdition.DataCenter)]
    [InlineData(CredentialKind.Password, SandboxEdition.DataCenter)]
    public async Task A_wrong_secret_is_not_accepted(CredentialKind kind, SandboxEdition edition)
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, Ct);
        var id = await AddAsync(jira.BaseUrl, Credential(jira, kind) with { Secret = "wrong" }, (JiraEditionKind)edition);

        var result = await Connections.TestAsync(id, Ct);

        Assert.Contains(result.Cause!.Value, (ConnectionCause[])[ConnectionCause.AuthenticationFailed, ConnectionCause.TokenExpiredOrRevoked]);
        Assert.NotNull(result.NextStep);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_named(string fault, string path, ConnectionCause cause)
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        jira.Faults.Add(new SandboxFault(Behaviour(fault), Path: path, Times: null));
        var id = await AddAsync(jira.BaseUrl, Credential(jira, CredentialKind.CloudApiToken), JiraEditionKind.Cloud);

        var result = await Connections.TestAsync(id, Ct);

        Assert.Equal(cause, result.Cause);
        Assert.False(result.Works);
        var stored = await Connections.GetAsync(id, Ct);
        Assert.Equal(ConnectionHealth.Failing, stored.Health);
        Assert.Equal(cause, stored.Cause);
        Assert.NotNull(stored.CheckedAt);
    }

    [Theory]
    [InlineData(CredentialKind.CloudApiToken, SandboxEdition.Cloud)]
    [InlineData(CredentialKind.PersonalAccessToken, SandboxEdition.DataCenter)]
    public async Task A_token_that_worked_before_has_expired_or_was_revoked(CredentialKind kind, SandboxEdition edition)
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, Ct);
        var id = await AddAsync(jira.BaseUrl, Credential(jira, kind), (JiraEditionKind)edition);
        await AssertWorksAsync(id, (JiraEditionKind)edition);
        jira.State.RevokeCredentials();

        for (var i = 0; i < 2; i++)
        {
            var result = await Connections.TestAsync(id, Ct);
            Assert.Equal(ConnectionCause.TokenExpiredOrRevoked, result.Cause);
            Assert.Contains("fairlead connection rotate ", result.NextStep, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_wrong_edition_is_named()
    {
        await using var dataCenter = await SandboxServer.StartAsync(new SandboxOptions { Edition = SandboxEdition.DataCenter }, Ct);
        var asCloud = await AddAsync(
            dataCenter.BaseUrl, new CredentialRequest(CredentialKind.CloudApiToken, "x", "a@b.example"), JiraEditionKind.Cloud);
        Assert.Equal(ConnectionCause.WrongEdition, (await Connections.TestAsync(asCloud, Ct)).Cause);

        await using var cloud = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var asDataCenter = await AddAsync(
            cloud.BaseUrl, new CredentialRequest(CredentialKind.PersonalAccessToken, "x"), JiraEditionKind.DataCenter);
        Assert.Equal(ConnectionCause.WrongEdition, (await Connections.TestAsync(asDataCenter, Ct)).Cause);
    }

    [Fact]
    public async Task Something_that_is_no_Jira_is_a_wrong_URL()
    {
        // Fairlead itself is a web server without Jira's API.
        var id = await AddAsync(
            fixture.Server.BaseAddress, new CredentialRequest(CredentialKind.PersonalAccessToken, "x"), JiraEditionKind.DataCenter);

        Assert.Equal(ConnectionCause.WrongUrl, (await Connections.TestAsync(id, Ct)).Cause);
    }

    [Fact]
    public async Task Nobody_there_is_unreachable()
    {
        var closed = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        closed.Start();
        var port = ((System.Net.IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var id = await AddAsync(
            new Uri($"http://127.0.0.1:{port}"), new CredentialRequest(CredentialKind.PersonalAccessToken, "x"), JiraEditionKind.DataCenter);

        Assert.Equal(ConnectionCause.Unreachable, (await Connections.TestAsync(id, Ct)).Cause);
    }

    [Fact]
    public async Task Https_at_a_plain_port_is_named()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var id = await AddAsync(
            new UriBuilder(jira.BaseUrl) { Scheme = "https" }.Uri, Credential(jira, CredentialKind.CloudApiToken), JiraEditionKind.Cloud);

        var result = await Connections.TestAsync(id, Ct);
        Assert.Equal(ConnectionCause.Tls, result.Cause);
        Assert.Contains("does not speak https", result.Message, StringComparison.Ordinal);
        Assert.Contains("http://", result.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_sees_no_project_lacks_permission()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        jira.State.RemovePermission("BROWSE_PROJECTS");
        var id = await AddAsync(jira.BaseUrl, Credential(jira, CredentialKind.CloudApiToken), JiraEditionKind.Cloud);

        Assert.Equal(ConnectionCause.InsufficientPermission, (await Connections.TestAsync(id, Ct)).Cause);
        var report = await Connections.PermissionsAsync(id, null, Ct);
        Assert.False(report.CanRead);
        Assert.False(report.CanWrite);
    }

    [Fact]
    public async Task A_reference_that_leads_nowhere_is_named_without_a_call()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var id = await AddAsync(
            jira.BaseUrl, Credential(jira, CredentialKind.CloudApiToken) with { Secret = "env:A_TEST_NOT_SET" }, JiraEditionKind.Cloud);

        var result = await Connections.TestAsync(id, Ct);

        Assert.Equal(ConnectionCause.SecretUnreadable, result.Cause);
        Assert.Contains("A_TEST_NOT_SET", result.Message, StringComparison.Ordinal);
        Assert.Equal(0, jira.Requests.Count);
    }

    [Fact]
    public async Task A_secret_in_a_file_is_read_when_it_is_used()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var file = Path.GetTempFileName();
        var id = await AddAsync(
            jira.BaseUrl, Credential(jira, CredentialKind.CloudApiToken) with { Secret = $"file:{file}" }, JiraEditionKind.Cloud);
        Assert.Equal(ConnectionCause.SecretUnreadable, (await Connections.TestAsync(id, Ct)).Cause);

        await File.WriteAllTextAsync(file, jira.Accounts.ApiToken + "\n", Ct);
        Assert.True((await Connections.TestAsync(id, Ct)).Works);
        File.Delete(file);
    }

    [Fact]
    [Trait("Complaint", "U-42")]
    public async Task The_permission_report_follows_the_project()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var id = await AddAsync(jira.BaseUrl, Credential(jira, CredentialKind.CloudApiToken), JiraEditionKind.Cloud);
        Assert.True((await Connections.PermissionsAsync(id, "SEC", Ct)).CanWrite);

        jira.State.RemovePermission("ADD_COMMENTS", "SEC");
        var report = await Connections.PermissionsAsync(id, "SEC", Ct);

        Assert.True(report.CanRead);
        Assert.False(report.CanWrite);
        Assert.Contains(report.Permissions, p => p is { Functionality: "View Projects", Permission: "Browse Projects", Granted: true });
        Assert.Contains(report.Permissions, p => p is { Functionality: "Manage Comments", Permission: "Add Comments", Granted: false });
        var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => Connections.PermissionsAsync(id, "AND", Ct));
        Assert.Equal("Invalid project key", refused.Problem.Title);
    }

    [Fact]
    public async Task Every_call_leaves_a_row_without_ids_or_secrets()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var id = await AddAsync(jira.BaseUrl, Credential(jira, CredentialKind.CloudApiToken), JiraEditionKind.Cloud);
        await Connections.TestAsync(id, Ct);

        var calls = (await fixture.Server.Client.Operations.JiraCallsAsync(null, 1000, Ct)).Items
            .Where(c => c.ConnectionId == id.Value).ToList();

        Assert.Contains(calls, c => c is { Method: "GET", PathTemplate: "/rest/api/3/myself", Status: 200, Outcome: "succeeded" });
        Assert.Equal(jira.Requests.Count, calls.Count);
        var text = await fixture.Server.Http.GetStringAsync("api/v1/activity/jira-calls", Ct);
        Assert.DoesNotContain(jira.Accounts.ApiToken, text, StringComparison.Ordinal);
    }

    private static FaultBehaviour Behaviour(string fault) => fault switch
    {
        "captcha" => new FaultBehaviour.Captcha(),
        "login page" => new FaultBehaviour.LoginPage(),
        "redirect to sign-in" => new FaultBehaviour.Redirect(),
        "redirect to a new name" => new FaultBehaviour.Redirect(302, "https://new-name.atlassian.net/rest/api/3/serverInfo"),
        "maintenance" => new FaultBehaviour.Answer(503, "<html>Maintenance</html>", "text/html"),
        "reset" => new FaultBehaviour.Drop(FaultTime.BeforeCommit),
        "forbidden" => new FaultBehaviour.Answer(403, """{"errorMessages":["You do not have access."],"errors":{}}"""),
        "page of a proxy" => new FaultBehaviour.Answer(403, "<html>Access denied by policy</html>", "text/html"),
        "limited" => new FaultBehaviour.RateLimited("3600"),
        "limited for half the time of a test" => new FaultBehaviour.RateLimited("30"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    private static CredentialRequest Credential(SandboxServer jira, CredentialKind kind) => kind switch
    {
        CredentialKind.CloudApiToken => new(kind, jira.Accounts.ApiToken, jira.Accounts.Email),
        CredentialKind.CloudScopedToken => new(kind, jira.Accounts.ScopedToken, jira.Accounts.Email),
        CredentialKind.ClientCredentials => new(kind, jira.Accounts.ClientSecret, jira.Accounts.ClientId),
        CredentialKind.PersonalAccessToken => new(kind, jira.Accounts.PersonalAccessToken),
        _ => new(kind, jira.Accounts.Password, jira.Accounts.UserName),
    };

    private async Task<ConnectionId> AddAsync(Uri url, CredentialRequest credential, JiraEditionKind edition)
    {
        var name = ConnectionId.New(TimeProvider.System).ToString();
        return (await Connections.CreateAsync(new CreateConnectionRequest(name, url.AbsoluteUri, credential, edition), Ct)).Id;
    }

    private async Task AssertWorksAsync(ConnectionId id, JiraEditionKind edition)
    {
        var result = await Connections.TestAsync(id, Ct);
        Assert.True(result.Works, result.Message);
        Assert.Equal(edition, result.Edition);
        Assert.True(result.ProjectCount > 0);
        Assert.Equal(ConnectionHealth.Healthy, (await Connections.GetAsync(id, Ct)).Health);
    }

    public sealed class OnSqlite(SqliteHost host) : ConnectionTestContract(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : ConnectionTestContract(host), IClassFixture<PostgresHost>;
}
