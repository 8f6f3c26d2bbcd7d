using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Labels and other fields of a configuration reach issues that are there already; what people set stays.</summary>
public abstract class ManagedFieldsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changed_labels_are_sent_again_and_peoples_labels_stay()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Labels = ["security", "old", "kept"] });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        var marker = Assert.Single(await world.TicketsAsync(Ct)).Marker;
        // A person adds one of theirs and takes one of ours away.
        world.Sandbox.State.Edit(key, $"{{\"labels\":[\"{Marker.CommonLabel}\",\"{marker}\",\"old\",\"kept\",\"theirs\"]}}");

        await world.ConfigureAsync(c => c with { Labels = ["security", "new", "kept"] }, Ct);
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Update);

        Assert.Equal(
            new[] { Marker.CommonLabel, marker, "kept", "new", "theirs" }.Order(StringComparer.Ordinal),
            world.Sandbox.State.Find(key)!.Labels.Order(StringComparer.Ordinal));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        await world.ConfigureAsync(c => c with { Labels = [] }, Ct);
        await world.RunAsync(Ct);
        Assert.Equal(3, world.Sandbox.State.Find(key)!.Labels.Count);
    }

    [Fact]
    public async Task A_changed_field_is_sent_again_and_what_a_person_wrote_stays_until_then()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Fields = [Environment("found in {{group.asset}}")] });
        world.Sandbox.State.AddToScreen("SEC", "environment");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        Assert.Contains("found in api", world.Sandbox.State.Find(key)!.Fields["environment"]);

        await world.ConfigureAsync(c => c with { Fields = [Environment("the {{group.asset}} cluster")] }, Ct);
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Update);
        Assert.Contains("the api cluster", world.Sandbox.State.Find(key)!.Fields["environment"]);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        world.Findings.Change(1, f => f with { Title = "A better title" });
        world.Sandbox.Requests.Clear();
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Update);
        Assert.DoesNotContain("environment", world.Sandbox.Requests.All.Single(r => r.Method == "PUT").Body);
    }

    [Fact]
    public async Task A_field_that_jira_refuses_is_told_and_the_rest_is_sent_without_it()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Fields = [Environment("one")] });
        world.Sandbox.State.AddToScreen("SEC", "environment");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        world.Findings.Change(1, f => f with { Title = "A better title" });
        await world.ConfigureAsync(c => c with { Fields = [Environment("two")] }, Ct);

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, run.Outcomes["refused"]);
        Assert.Contains("A better title", Assert.Single(world.Sandbox.State.Issues).Summary);
        Assert.Contains("sent without environment", Assert.Single(await world.TicketsAsync(Ct)).Reason);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    private static FieldValue Environment(string text) => new("environment", "Environment", FieldShape.RichText, [text]);

    public class OnSqlite(SqliteTestDatabase db) : ManagedFieldsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ManagedFieldsContract(db), IClassFixture<PostgresTestDatabase>;
}
