using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>Over random histories of findings, people and Jira: after a plan was applied, the next plan is empty.</summary>
public class PlanIsEmptyAfterApplying
{
    [Fact]
    [Trait("Complaint", "U-27")]
    public void Planning_again_after_applying_yields_nothing() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static bool Holds(int seed)
    {
        var random = new System.Random(seed);
        var world = new PlannedHistory(random);
        for (var round = 0; round < 12; round++)
        {
            world.Change();
            world.Apply(world.Plan());
            if (!world.Plan().IsEmpty || !world.NoIssueIsForgotten())
                return false;
        }

        return world.TicketsPerGroupAndGeneration().All(count => count == 1);
    }
}
