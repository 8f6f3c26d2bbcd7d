using Fairlead.Client;
using Fairlead.Client.Alerts;
using Fairlead.Sandbox;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.Alerts;

/// <summary>Connection, configuration and trigger in one step.</summary>
public abstract class AlertChannelsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud, "Story", null, null)]
    [InlineData(SandboxEdition.DataCenter, "Bug", null, null)]
    [InlineData(SandboxEdition.Cloud, "Bug", "712020:1b2d8b8f-bob", "Bob Tanaka")]
    [InlineData(SandboxEdition.Cloud, "Story", "dana@sandbox.example", "Dana Novak")]
    [InlineData(SandboxEdition.DataCenter, "Story", "bob", "Bob Tanaka")]
    public async Task A_channel_leads_alerts_into_its_project_and_to_its_user(SandboxEdition edition, string issueType, string? user, string? assignee)
    {
        await using var world = await WorldAsync(edition);
        var alerts = world.Host.Client.Alerts;
        var made = await alerts.AddChannelAsync(BodyOf(world) with { IssueType = issueType, UserId = user, Summary = "Incident on a cluster: {{group.title}}" }, Ct);
        Assert.NotNull(made.Account);
        Assert.Null((await alerts.TriggerAsync("soc", Ct)).Problem);

        await alerts.SendAsync("""{"rule":"beacon","severity":"high"}"""u8.ToArray(), null, Ct);
        Assert.Equal(1, (await alerts.RunTriggerAsync("soc", Ct)).Released);
        await world.Tickets.RunAsync("soc", Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal(("SEC", issueType, "Incident on a cluster: beacon", assignee), (issue.ProjectKey, issue.IssueType, issue.Summary, issue.Assignee));

        // Closed as done, it is opened again when the same comes again.
        world.Sandbox.State.Transition(issue.Key, "Done", "bob");
        await world.Tickets.PollAsync((await world.Host.Client.Connections.ListAsync(Ct)).Single(c => c.Name == "soc").Id, Ct);
        await alerts.SendAsync("""{"rule":"beacon","severity":"high"}"""u8.ToArray(), null, Ct);
        await alerts.RunTriggerAsync("soc", Ct);
        await world.Tickets.RunAsync("soc", Ct);
        Assert.False(world.Sandbox.State.Find(issue.Key)!.IsDone);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("project")]
    [InlineData("issueType")]
    [InlineData("summary")]
    [InlineData("userId")]
    [InlineData("site")]
    [InlineData("nobody")]
    [InlineData("demanded")]
    public async Task A_channel_of_which_one_part_does_not_work_is_not_made_at_all(string wrong)
    {
        await using var world = await WorldAsync(SandboxEdition.Cloud);
        var body = BodyOf(world);
        body = wrong switch
        {
            "token" => body with { Token = Guid.CreateVersion7().ToString() },
            "project" => body with { ProjectKey = "NOPE" },
            "issueType" => body with { IssueType = "Incident report" },
            "summary" => body with { Summary = "{{nothing}}" },
            "nobody" => body with { UserId = "nobody" },
            "demanded" => body,
            "userId" => body with { UserId = " " },
            _ => body with { Site = "http://169.254.169.254/" },
        };
        if (wrong == "demanded")
            world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => world.Host.Client.Alerts.AddChannelAsync(body, Ct));

        if (wrong is not "token")
        {
            var field = wrong switch
            {
                "project" => "projectKey",
                "nobody" => "userId",
                "demanded" => "issueType",
                _ => wrong,
            };
            Assert.Equal($"/{field}", Assert.Single(refused.Problem.Errors!).Pointer);
        }

        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        Assert.DoesNotContain(await world.Host.Client.Connections.ListAsync(Ct), c => c.Name == "soc");
        Assert.Empty(await world.Tickets.ConfigurationsAsync(Ct));
        Assert.Empty(await world.Host.Client.Alerts.TriggersAsync(Ct));

        await world.Host.Client.Alerts.AddChannelAsync(BodyOf(world), Ct);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused()
    {
        await using var world = await WorldAsync(SandboxEdition.Cloud);
        var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => world.Host.Client.Alerts.AddChannelAsync(BodyOf(world) with { Name = "TEAM" }, Ct));
        Assert.Equal(409, refused.Problem.Status);
        Assert.Contains("connection", refused.Problem.Detail);
    }

    private static AlertChannelBody BodyOf(TicketsWorld world)
    {
        var credential = TicketsWorld.CredentialOf(world.Sandbox);
        return new("soc", world.Sandbox.BaseUrl.AbsoluteUri, credential.Secret, "SEC", "Bug", credential.User);
    }

    private Task<TicketsWorld> WorldAsync(SandboxEdition edition) =>
        TicketsWorld.StartAsync(databases, sandbox: new SandboxOptions { Edition = edition }, settings: new() { ["Alerts:JobsEnabled"] = "false" });

    public class OnSqlite(SqliteTestDatabase db) : AlertChannelsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : AlertChannelsContract(db), IClassFixture<PostgresTestDatabase>;
}
