using Fairlead.Platform.Tickets;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>
/// Over random histories of findings, people and Jira: after a plan was applied, the next plan is empty. Where a group grows by new issues or
/// sub-tasks, what a plan does to an issue may decide where its group grows: then one more is due, and soon none.
/// </summary>
public class PlanIsEmptyAfterApplying
{
    private const int MostPlansMore = 3;

    [Fact]
    [Trait("Complaint", "U-27")]
    public void Planning_again_after_applying_yields_nothing() =>
        Prop.ForAll(ArbMap.Default.ArbFor<DoNotSize<int>>(), seed => Holds(seed.Item)).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static bool Holds(int seed)
    {
        var random = new System.Random(seed);
        var world = new PlannedHistory(random);
        for (var round = 0; round < 12; round++)
        {
            world.Change();
            var plan = world.Plan();
            world.Apply(plan);
            for (var more = 0; more < MostPlansMore && plan.Operations.Any(o => DecidesOnGrowth(world, o)); more++)
            {
                plan = world.Plan();
                world.Apply(plan);
            }

            if (!world.Plan().IsEmpty || !world.NoIssueIsForgotten())
                return false;
        }

        return world.TicketsPerGroupAndGeneration().All(count => count == 1);
    }

    /// <summary>Work on an issue, or a sub-task, ends or is taken up again, or a parent is made anew: what came may have its place there, which is known once that is done.</summary>
    private static bool DecidesOnGrowth(PlannedHistory world, SyncOperation operation) =>
        world.Growth != GrowthPolicy.Append && operation is (SyncOperation.Transition or SyncOperation.Create { Generation: > 1 });
}
