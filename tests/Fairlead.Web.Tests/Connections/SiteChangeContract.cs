using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;
using Fairlead.Sandbox;

namespace Fairlead.Web.Tests.Connections;

/// <summary>Another Jira than before answers at a connection's address: it is told with both names, and a person decides.</summary>
public abstract class SiteChangeContract(HostFixture fixture)
{
    private const string Renamed = "https://renamed.team.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FairleadClient Client => fixture.Server.Client;

    [Fact]
    public async Task Another_jira_is_told_with_both_names_and_accepted_by_a_person()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var (id, name) = await AddAsync(jira);
        Assert.True((await Client.Connections.TestAsync(id, Ct)).Works);
        var known = $"{jira.BaseUrl.AbsoluteUri.TrimEnd('/')} (Cloud)";
        Assert.Equal((known, null), Sites(await Client.Connections.GetAsync(id, Ct)));

        jira.State.Announce(Renamed + "/secure/Dashboard.jspa");
        var test = await Client.Connections.TestAsync(id, Ct);

        Assert.Equal(ConnectionCause.SiteChanged, test.Cause);
        Assert.Contains($"now {Renamed} (Cloud), until now {known}", test.Message);
        Assert.Contains($"accept-site {name}", test.NextStep);
        var told = await Client.Connections.GetAsync(id, Ct);
        Assert.Equal((known, $"{Renamed} (Cloud)"), Sites(told));
        Assert.Equal((ConnectionHealth.Failing, ConnectionCause.SiteChanged), (told.Health, told.Cause));
        var page = await fixture.Server.Http.GetStringAsync("connections", Ct);
        Assert.Contains("Another Jira", page);
        Assert.Contains($"{Renamed} (Cloud)", page);

        var accepted = await Client.Connections.AcceptSiteAsync(id, told.OtherSite!, Ct);
        Assert.Equal(($"{Renamed} (Cloud)", null), Sites(accepted));
        Assert.True((await Client.Connections.TestAsync(id, Ct)).Works);
        var audit = (await Client.Operations.ActivityAsync(null, 1000, Ct)).Items.Where(a => a.Subject == $"{id}").Select(a => (a.Action, a.Summary)).ToList();
        Assert.Contains(audit, a => a.Action == "connection.site_changed" && a.Summary.Contains(known));
        Assert.Contains(audit, a => a.Action == "connection.site_accepted" && a.Summary.Contains($"{Renamed} (Cloud) from now on, was {known}"));
    }

    [Fact]
    public async Task The_known_jira_coming_back_needs_nobody()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions { Edition = SandboxEdition.DataCenter }, Ct);
        var (id, _) = await AddAsync(jira);
        await Client.Connections.TestAsync(id, Ct);
        jira.State.Announce(Renamed);
        await Client.Connections.TestAsync(id, Ct);

        jira.State.Announce(null);

        Assert.True((await Client.Connections.TestAsync(id, Ct)).Works);
        Assert.Null((await Client.Connections.GetAsync(id, Ct)).OtherSite);
    }

    [Fact]
    public async Task Title_and_version_may_change()
    {
        await using var old = await SandboxServer.StartAsync(new SandboxOptions { Edition = SandboxEdition.DataCenter }, Ct);
        var (id, _) = await AddAsync(old);
        await Client.Connections.TestAsync(id, Ct);
        await using var upgraded = await SandboxServer.StartAsync(
            old.Options with { Accounts = old.Accounts, DataCenterVersion = new Version(11, 1), AnnouncedUrl = old.BaseUrl.AbsoluteUri }, Ct);

        await Client.Connections.ChangeAsync(id, new(BaseUrl: upgraded.BaseUrl.AbsoluteUri, Credential: Credential(old)), Ct);

        Assert.True((await Client.Connections.TestAsync(id, Ct)).Works);
    }

    /// <summary>A new address does not make a new Jira: the one whose issues the tickets have stays the one until a person says so.</summary>
    [Fact]
    public async Task A_connection_that_is_pointed_at_a_copy_is_noticed()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var (id, _) = await AddAsync(jira);
        await Client.Connections.TestAsync(id, Ct);
        await using var copy = await SandboxServer.StartAsync(new SandboxOptions { Accounts = jira.Accounts }, Ct);

        await Client.Connections.ChangeAsync(id, new(BaseUrl: copy.BaseUrl.AbsoluteUri, Credential: Credential(jira)), Ct);

        Assert.Equal(ConnectionCause.SiteChanged, (await Client.Connections.TestAsync(id, Ct)).Cause);
        var refused = await Assert.ThrowsAsync<FairleadProblemException>(
            () => Client.Connections.Jira(id).CreateAsync(new CreateJiraIssueRequest("SEC", "Bug", "By hand"), Ct));
        Assert.Equal("site_changed", refused.Problem.Code);
        Assert.Equal(0, copy.State.IssueCount);
    }

    [Fact]
    public async Task Only_the_jira_in_question_can_be_accepted()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var (id, _) = await AddAsync(jira);
        await Client.Connections.TestAsync(id, Ct);

        Assert.Equal("Conflict", await TitleAsync(Client.Connections.AcceptSiteAsync(id, Renamed, Ct)));
        jira.State.Announce(Renamed);
        await Client.Connections.TestAsync(id, Ct);
        Assert.Equal("Validation failed", await TitleAsync(Client.Connections.AcceptSiteAsync(id, "https://third.example (Cloud)", Ct)));
        Assert.Equal("Not found", await TitleAsync(Client.Connections.AcceptSiteAsync(ConnectionId.New(TimeProvider.System), Renamed, Ct)));
        Assert.Equal($"{Renamed} (Cloud)", (await Client.Connections.GetAsync(id, Ct)).OtherSite);
    }

    private static (string?, string?) Sites(ConnectionResponse connection) => (connection.Site, connection.OtherSite);

    private static async Task<string> TitleAsync(Task call) => (await Assert.ThrowsAsync<FairleadProblemException>(() => call)).Problem.Title;

    private static CredentialRequest Credential(SandboxServer jira) => jira.Options.Edition == SandboxEdition.Cloud
        ? new(CredentialKind.CloudApiToken, jira.Accounts.ApiToken, jira.Accounts.Email)
        : new(CredentialKind.PersonalAccessToken, jira.Accounts.PersonalAccessToken);

    private async Task<(ConnectionId Id, string Name)> AddAsync(SandboxServer jira)
    {
        var name = ConnectionId.New(TimeProvider.System).ToString();
        var added = await Client.Connections.CreateAsync(
            new CreateConnectionRequest(name, jira.BaseUrl.AbsoluteUri, Credential(jira), (JiraEditionKind)jira.Options.Edition), Ct);
        return (added.Id, name);
    }

    public sealed class OnSqlite(SqliteHost host) : SiteChangeContract(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : SiteChangeContract(host), IClassFixture<PostgresHost>;
}
