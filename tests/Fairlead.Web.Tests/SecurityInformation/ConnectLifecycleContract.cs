using Fairlead.Client.Providers;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>Fairlead as an app of a Jira site: installed, switched off and on, installed again, uninstalled, with the sandbox's signatures.</summary>
public abstract class ConnectLifecycleContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_site_installs_Fairlead_switches_it_off_and_on_and_uninstalls_it()
    {
        await using var world = await SiteWorld.StartAsync(databases, jobs: "01:00:00");

        var app = await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        var site = await world.SiteAsync();
        Assert.Equal((SiteWorld.App, app.ClientKey), (app.Key, site.ClientKey));
        Assert.Equal((ProviderSiteState.Enabled, world.Jira.BaseUrl.AbsoluteUri.TrimEnd('/')), (site.State, site.BaseUrl));

        // The address that it told is its word alone until its secret was taken there.
        var unproven = await Assert.ThrowsAsync<InvalidOperationException>(() => world.Jira.Security.SearchContainersAsync(SiteWorld.App, "fairlead", "x", Ct));
        Assert.Contains("403", unproven.Message);
        await world.ProveAsync();

        // Its secret counts from now on, and no other.
        Assert.Empty(await world.Jira.Security.SearchContainersAsync(SiteWorld.App, "fairlead", "x", Ct));
        await world.Jira.Security.EnableAsync(SiteWorld.App, false, Ct);
        Assert.Equal(ProviderSiteState.Disabled, (await world.SiteAsync()).State);
        var no = await Assert.ThrowsAsync<InvalidOperationException>(() => world.Jira.Security.SearchContainersAsync(SiteWorld.App, "fairlead", "x", Ct));
        Assert.Contains("403", no.Message);
        await world.Jira.Security.EnableAsync(SiteWorld.App, true, Ct);
        Assert.Equal(ProviderSiteState.Enabled, (await world.SiteAsync()).State);

        await world.Jira.Security.UninstallAsync(SiteWorld.App, Ct);
        Assert.Equal(ProviderSiteState.Uninstalled, (await world.SiteAsync()).State);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        Assert.Equal(2, (await world.Host.Client.Operations.ActivityAsync(null, 100, Ct)).Items.Count(a => a.Action == "provider-site.installed"));
    }

    public class OnSqlite(SqliteTestDatabase db) : ConnectLifecycleContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ConnectLifecycleContract(db), IClassFixture<PostgresTestDatabase>;
}
