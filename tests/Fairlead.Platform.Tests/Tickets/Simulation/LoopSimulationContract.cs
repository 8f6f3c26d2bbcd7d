using System.Globalization;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>
/// The whole loop under whatever a seed brings. A seed that fails is named; <c>FAIRLEAD_TEST_SEEDS=17</c> plays it again, with the same groups, steps and faults, though
/// ids and how far the clock goes while something waits are new each time. <c>FAIRLEAD_TEST_SEEDS=1-500</c> looks for others.
/// </summary>
public abstract class LoopSimulationContract(TestDatabase databases)
{
    private const int Steps = 70;

    public static TheoryData<SandboxEdition, int> Seeds
    {
        get
        {
            var wanted = (Environment.GetEnvironmentVariable("FAIRLEAD_TEST_SEEDS") ?? "1-6").Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
            var data = new TheoryData<SandboxEdition, int>();
            foreach (var edition in Enum.GetValues<SandboxEdition>())
            {
                for (var seed = wanted[0]; seed <= wanted[^1]; seed++)
                    data.Add(edition, seed);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Complaint", "U-55")]
    public async Task Whatever_happens_each_group_has_its_one_issue_and_nothing_is_lost(SandboxEdition edition, int seed)
    {
        await using var world = await TicketWorld.StartAsync(databases, TestContext.Current.CancellationToken, new SandboxOptions { Edition = edition }, c => c with { Id = IdOf(seed) });
        if (seed % 3 == 0)
            await BranchAsync(world);
        else if (seed % 3 == 2)
            await MapAsync(world);
        else
            await AssignAsync(world, edition);
        await using var loop = new LoopSimulation(world, seed);
        try
        {
            await loop.PlayAsync(Steps);
            await loop.CalmAsync();
            await loop.AssertTrueAsync();
        }
        finally
        {
            // Shown with a test that fails.
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}\n{loop.Told}");
        }
    }

    /// <summary>Groups are keyed, and of one severity ordered, by their configuration: the same seed has the same issues.</summary>
    private static TicketConfigurationId IdOf(int seed) => TicketConfigurationId.From(new Guid(seed, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0));

    /// <summary>Statuses for some finding statuses, and issues that are not opened again.</summary>
    private static async Task MapAsync(TicketWorld world)
    {
        var ct = TestContext.Current.CancellationToken;
        var jira = await world.Jira.ClientForAsync(default, ct);
        var statuses = (await jira.Workflow.StatusesAsync("SEC", ct)).Single(t => t.IssueTypeId == world.Configuration.IssueType.Id).Statuses;
        (FindingStatus Finding, string Status)[] map =
            [(FindingStatus.Active, "To Do"), (FindingStatus.InProgress, "In Progress"), (FindingStatus.Potential, "In Review"), (FindingStatus.FalsePositive, "Done")];
        await world.ConfigureAsync(
            c => c with
            {
                StatusTargetsSince = c.CreatedAt,
                StatusTargets =
                [
                    .. from entry in map
                       join status in statuses on entry.Status equals status.Name
                       select new StatusTarget { Finding = entry.Finding, Status = new(status.Id, status.Name), Category = status.Category },
                ],
                Growth = GrowthPolicy.NewTicket,
                Reopen = new() { WithinDays = 1, NewTicket = true },
                FollowLink = new("10003", "Relates"),
            },
            ct);
    }

    /// <summary>Issues go to people who come and go.</summary>
    private static Task AssignAsync(TicketWorld world, SandboxEdition edition)
    {
        string[] people = edition == SandboxEdition.Cloud ? ["712020:1b2d8b8f-bob", "712020:3d4fada1-dana"] : ["bob", "dana"];
        var turns = new ValueSource.RoundRobin([.. people.Select(p => new JiraName(p, p))]);
        return world.ConfigureAsync(c => c with { Fields = [new("assignee", "Assignee", FieldShape.User, turns)] }, TestContext.Current.CancellationToken);
    }

    /// <summary>Few groups with sub-tasks, in a workflow that closes no parent before them.</summary>
    private static async Task BranchAsync(TicketWorld world)
    {
        await world.ConfigureAsync(c => SubTaskContract.Growing(c) with { GroupBy = [GroupingKey.Asset] }, TestContext.Current.CancellationToken);
        world.Sandbox.State.BlockOnSubtasks("SEC", "Done");
    }

    public class OnSqlite(SqliteTestDatabase db) : LoopSimulationContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LoopSimulationContract(db), IClassFixture<PostgresTestDatabase>;
}
