using System.Globalization;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>
/// The whole loop under whatever a seed brings. A seed that fails is named with the command that plays it again: the same configuration, ids, steps, faults
/// and times. <c>FAIRLEAD_TEST_SEEDS=1-500</c> looks for others.
/// </summary>
/// <remarks>
/// What does not come from the seed: the sandbox's port and tokens, which are compared and never ordered; how long a call takes, which decides only
/// where an ordinary one takes longer than the two seconds that a call whose answer comes late is given; and, on PostgreSQL, the order of rows that nothing orders.
/// </remarks>
public abstract class LoopSimulationContract(TestDatabase databases)
{
    private const int Steps = 70;

    public static TheoryData<SandboxEdition, int> Seeds
    {
        get
        {
            var wanted = (Environment.GetEnvironmentVariable("FAIRLEAD_TEST_SEEDS") ?? $"1-{LoopScenario.Count}").Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
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
        await using var world = await LoopScenario.StartAsync(databases, edition, seed);
        await using var loop = new LoopSimulation(world, seed);
        try
        {
            await loop.PlayAsync(Steps);
            await loop.CalmAsync();
            await new LoopChecks(world, loop).AssertTrueAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"Seed {seed} ({edition}, {world.Database.Engine}): {e.Message}\nPlay it again: {AgainOf(seed)}\n{loop.Told}\n{await loop.StateAsync()}", e);
        }
    }

    /// <summary>Every step, every id and every request to Jira.</summary>
    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    public async Task The_same_seed_plays_the_same_again(int seed) => Assert.Equal(await ToldAsync(seed), await ToldAsync(seed));

    /// <summary>After a build; on PostgreSQL, <c>FAIRLEAD_TEST_POSTGRES</c> says where that is.</summary>
    private string AgainOf(int seed)
    {
        var postgres = GetType() == typeof(OnPostgres) ? "FAIRLEAD_TEST_POSTGRES=$(eng/postgres.sh start) " : "";
        return $"{postgres}FAIRLEAD_TEST_SEEDS={seed} artifacts/bin/Fairlead.Platform.Tests/release/Fairlead.Platform.Tests -class '*{nameof(LoopSimulationContract)}+{GetType().Name}'";
    }

    private async Task<string> ToldAsync(int seed)
    {
        await using var world = await LoopScenario.StartAsync(databases, SandboxEdition.Cloud, seed);
        await using var loop = new LoopSimulation(world, seed);
        await loop.PlayAsync(Steps);
        return $"{loop.Told}\n{string.Join('\n', world.Sandbox.Requests.All.Select(r => $"{r.ReceivedAt:O} {r.Method} {r.Path} {r.Status} {r.Fault}"))}";
    }

    public class OnSqlite(SqliteTestDatabase db) : LoopSimulationContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LoopSimulationContract(db), IClassFixture<PostgresTestDatabase>;
}
