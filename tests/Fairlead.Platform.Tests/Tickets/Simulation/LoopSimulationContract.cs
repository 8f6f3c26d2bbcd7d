using System.Globalization;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>
/// The whole loop under whatever a seed brings. A seed that fails is named; <c>FAIRLEAD_TEST_SEEDS=17</c> plays it again,
/// <c>FAIRLEAD_TEST_SEEDS=1-500</c> looks for others.
/// </summary>
public abstract class LoopSimulationContract(TestDatabase databases)
{
    private const int Steps = 70;

    public static TheoryData<SandboxEdition, int> Seeds
    {
        get
        {
            var wanted = (Environment.GetEnvironmentVariable("FAIRLEAD_TEST_SEEDS") ?? "1-5").Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
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
    public async Task Whatever_happens_each_group_has_its_one_issue_and_nothing_is_lost(SandboxEdition edition, int seed)
    {
        await using var world = await TicketWorld.StartAsync(databases, TestContext.Current.CancellationToken, new SandboxOptions { Edition = edition });
        var loop = new LoopSimulation(world, seed);
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

    public class OnSqlite(SqliteTestDatabase db) : LoopSimulationContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LoopSimulationContract(db), IClassFixture<PostgresTestDatabase>;
}
