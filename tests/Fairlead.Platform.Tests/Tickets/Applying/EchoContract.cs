using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>F091: people, scanners and Fairlead change the same fields of the same issues, a thousand times.</summary>
public abstract class EchoContract(TestDatabase databases)
{
    private const int Issues = 50;
    private const int Rounds = 20;

    private static readonly string[] Names = ["Highest", "High", "Medium", "Low", "Lowest"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>
    /// The summary is whose word came last, the priority Fairlead's, the description Jira's once it is made. In each of the thousand rounds of an
    /// issue a person edits it, its finding changes, both, or nothing.
    /// </summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task F091_A_thousand_rounds_cost_at_most_a_write_for_each_change_and_settle(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => c with
        {
            SummaryOwner = FieldOwner.Last,
            PriorityOwner = FieldOwner.Fairlead,
            DescriptionOwner = FieldOwner.Jira,
            Priorities = Names.Select((name, i) => (name, i)).ToDictionary(n => Severity.Critical - n.i, n => new JiraName($"{n.i + 1}", n.name)),
        });
        world.Findings.AddMany(Issues);
        await world.RunAsync(Ct);
        var numbers = world.Sandbox.State.Issues.ToDictionary(i => i.Key, i => world.Findings.Numbers.Single(n => i.Summary.Split(' ').Contains($"CVE-{n}")));
        var random = new Random(91);
        var (theirs, writes, changes) = (new Dictionary<string, string>(), 0, 0);

        for (var round = 1; round <= Rounds; round++)
        {
            // Later than whatever would be called moving back and forth.
            world.Clock.Advance(TimeSpan.FromHours(2));
            var mayWrite = new HashSet<string>();
            foreach (var (key, number) in numbers)
                changes += Change(world, random, key, number, round, theirs, mayWrite);
            world.Sandbox.Requests.Clear();

            await world.PollAsync(Ct);
            await world.RunAsync(Ct);
            var sent = world.Sandbox.Requests.Matching("PUT", "issue/*").Select(r => r.Path.Split('/')[^1]).ToList();
            writes += sent.Count;
            Assert.Equal(sent.Count, sent.Distinct().Count());
            Assert.All(sent, id => Assert.Contains(world.Sandbox.State.Find(id)!.Key, mayWrite));

            // Fairlead's own writes are nobody's change.
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            world.Sandbox.Requests.Clear();
            await world.PollAsync(Ct);
            Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
            Assert.DoesNotContain(world.Sandbox.Requests.All, r => r.Method == "PUT");
            AssertAsOwned(world, numbers, theirs);
        }

        Assert.InRange(writes, 1, changes);
    }

    /// <returns>How much happened to what Fairlead may write.</returns>
    private static int Change(TicketWorld world, Random random, string key, int number, int round, Dictionary<string, string> theirs, HashSet<string> mayWrite)
    {
        var (person, finding) = (random.Next(3), random.Next(3));
        if (person == 1)
        {
            theirs[key] = $"Theirs of round {round}";
            world.Sandbox.State.Edit(key, $$"""{"summary": "{{theirs[key]}}", "description": "Their words of round {{round}}."}""");
        }
        else if (person == 2)
        {
            var now = world.Sandbox.State.Find(key)!.Priority;
            world.Sandbox.State.Edit(key, $$$"""{"priority": {"name": "{{{Names.First(n => n != now)}}}"}}""");
        }

        if (finding == 1)
            world.Findings.Change(number, f => f with { Title = $"Weakness of round {round}", Description = $"More is known in round {round}." });
        else if (finding == 2)
            world.Findings.Change(number, f => f with { Severity = (Severity)(1 + (((int)f.Severity + 1) % 5)) });
        if (person != 2 && finding == 0)
            return 0;
        mayWrite.Add(key);
        return (person == 2 ? 1 : 0) + (finding > 0 ? 1 : 0);
    }

    private static void AssertAsOwned(TicketWorld world, Dictionary<string, int> numbers, Dictionary<string, string> theirs)
    {
        var wanted = world.Findings.Numbers.Zip(world.Findings.All).ToDictionary(f => f.First, f => f.Second);
        foreach (var issue in world.Sandbox.State.Issues)
        {
            Assert.Equal(Names[Severity.Critical - wanted[numbers[issue.Key]].Severity], issue.Priority);
            if (theirs.TryGetValue(issue.Key, out var words))
                Assert.Equal(words, issue.Summary);
        }
    }

    public class OnSqlite(SqliteTestDatabase db) : EchoContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : EchoContract(db), IClassFixture<PostgresTestDatabase>;
}
