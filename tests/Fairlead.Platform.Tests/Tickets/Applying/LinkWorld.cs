using Fairlead.Client.Operations;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.State;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>What tests of links between tickets and issues have in common.</summary>
internal static class LinkWorld
{
    public const string Theirs = """{"description": "h2. Seen in *production*", "priority": {"name": "Low"}}""";

    public static readonly Actor Ann = new(ActorKind.User, null, "Ann");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TicketId> LinkAsync(TicketWorld world, string key, params int[] findings) =>
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.LinkAsync(Ann, Draft(world, key, findings), Ct)).Ticket;

    public static async Task UnlinkAsync(TicketWorld world) =>
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.UnlinkAsync(Ann, Assert.Single(await world.TicketsAsync(Ct)).Id, Ct));

    public static async Task RelinkAsync(TicketWorld world, string key) =>
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.RelinkAsync(Ann, Assert.Single(await world.TicketsAsync(Ct)).Id, key, Ct));

    public static async Task<TicketWorld> StartAsync(TestDatabase databases, SandboxEdition edition, Func<TicketConfiguration, TicketConfiguration>? configure = null)
    {
        var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, c => (configure ?? (same => same))(c with { Filter = new TicketFilter { Assets = ["none"] } }));
        world.Findings.Add(1);
        world.Findings.Add(2, "CVE-2");
        return world;
    }

    /// <summary>With a ticket that the configuration made.</summary>
    public static async Task<TicketWorld> StartGroupedAsync(TestDatabase databases, SandboxEdition edition)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        return world;
    }

    /// <summary>Whatever looks at issues by itself.</summary>
    public static async Task LooksAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.WakeAsync(Ct);
        await world.PollAsync(Ct);
        Assert.True((await world.Sync.SweepAsync(world.Configuration.Connection, Ct)).IsComplete);
        await world.ReconcileAsync(Ct);
    }

    public static async Task PlansNothingAsync(TicketWorld world)
    {
        var plan = (await world.Previews.PreviewAsync(world.Configuration.Id, 5, Ct))!.Plan;
        Assert.Empty(plan.Operations);
    }

    public static async Task<SyncRun> RunAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        return await world.RunAsync(Ct);
    }

    public static SandboxIssue Now(TicketWorld world, SandboxIssue issue) => world.Sandbox.State.Find(issue.Key)!;

    public static void AssertTheirs(SandboxIssue before, SandboxIssue after) => Assert.Equal(
        (before.Summary, before.DescriptionMarkup, before.Priority), (after.Summary, after.DescriptionMarkup, after.Priority));

    public static LinkDraft Draft(TicketWorld world, string key, params int[] findings) =>
        new(world.Configuration, key, [.. findings.Select(FakeFindings.IdOf)]);
}
