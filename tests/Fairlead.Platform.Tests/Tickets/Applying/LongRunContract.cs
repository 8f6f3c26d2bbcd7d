using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>What a run shows, and what it looks at again, while it takes long.</summary>
public abstract class LongRunContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_looks_at_a_run_at_work_sees_how_far_it_is()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(1_200);
        var seen = new List<(SyncRunState State, int Done)>();
        var looks = new Look(progress =>
        {
            if (progress is { Step: "Creating issues", Done: > 0 })
            {
                var (at, id) = TicketPosition.Start;
                var run = Assert.Single(world.Sync.ListAsync(null, at, id, 10, Ct).GetAwaiter().GetResult());
                seen.Add((run.State, run.Done));
            }
        });

        var ended = (await world.Sync.RunAsync(world.Configuration.Id, looks, Ct))!;

        Assert.Equal((SyncRunState.Done, 1_200), (ended.State, ended.Done));
        Assert.All(seen, s => Assert.Equal(SyncRunState.Applying, s.State));
        Assert.Equal(seen.Select(s => s.Done).Order(), seen.Select(s => s.Done));
        Assert.InRange(seen[^1].Done, 500, 1_199);
        Assert.Equal(1_200, world.Sandbox.State.IssueCount);
    }

    /// <summary>F091: a hundred issues are read at once, and written one after the other.</summary>
    [Fact]
    [Trait("Complaint", "U-55")]
    public async Task What_people_change_while_the_issues_before_theirs_are_written_stays()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { SummaryOwner = FieldOwner.Last });
        world.Findings.AddMany(20);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var number in world.Findings.Numbers)
            world.Findings.Change(number, f => f with { Title = $"{f.Title}, worse than thought" });
        var isLate = false;
        var looks = new Look(progress =>
        {
            if (progress is { Step: "Updating issues", Done: > 0 } && !isLate)
            {
                isLate = true;
                world.Clock.Advance(TimeSpan.FromSeconds(20));
                world.Sandbox.State.Edit("SEC-20", """{"summary": "Ours to fix"}""");
            }
        });

        var run = (await world.Sync.RunAsync(world.Configuration.Id, looks, Ct))!;

        Assert.Equal((SyncRunState.Done, 20), (run.State, run.Planned.Update));
        Assert.Equal("Ours to fix", world.Sandbox.State.Find("SEC-20")!.Summary);
        Assert.All(Enumerable.Range(1, 19), n => Assert.Contains("worse than thought", world.Sandbox.State.Find($"SEC-{n}")!.Summary, StringComparison.Ordinal));
    }

    /// <summary>The same of an undo.</summary>
    [Fact]
    public async Task What_people_change_while_the_issues_before_theirs_are_taken_back_stays()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(20);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var number in world.Findings.Numbers)
            world.Findings.Change(number, f => f with { Title = $"{f.Title}, worse than thought" });
        var run = await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var alice = new Fairlead.Platform.Operations.Actor(Fairlead.Client.Operations.ActorKind.User, null, "Alice");
        var undo = Assert.IsType<RunUndoOutcome.Planned>(await world.Undos.PlanAsync(alice, run.Id, deleteIssues: false, Ct)).Run;
        var isLate = false;
        var looks = new Look(progress =>
        {
            if (progress is { Step: "Undoing", Done: > 0 } && !isLate)
            {
                isLate = true;
                world.Clock.Advance(TimeSpan.FromSeconds(20));
                foreach (var issue in world.Sandbox.State.Issues.Where(i => i.Summary.Contains("worse", StringComparison.Ordinal)))
                    world.Sandbox.State.Edit(issue.Key, """{"summary": "Ours to fix"}""");
            }
        });

        await world.Sync.ApplyAsync(undo.Id, looks, Ct);

        Assert.True(isLate);
        Assert.Equal(19, world.Sandbox.State.Issues.Count(i => i.Summary == "Ours to fix"));
        Assert.DoesNotContain(world.Sandbox.State.Issues, i => i.Summary.Contains("worse", StringComparison.Ordinal));
    }

    private sealed class Look(Action<SyncProgress> at) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value) => at(value);
    }

    public class OnSqlite(SqliteTestDatabase db) : LongRunContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LongRunContract(db), IClassFixture<PostgresTestDatabase>;
}
