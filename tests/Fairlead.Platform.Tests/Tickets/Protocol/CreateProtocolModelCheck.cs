namespace Fairlead.Platform.Tests.Tickets.Protocol;

/// <summary>Invariants I1–I4 over random schedules, and proof that the check would notice their breach.</summary>
public class CreateProtocolModelCheck
{
    private const int Schedules = 40_000;

    [Fact]
    [Trait("Complaint", "U-02")]
    public void No_schedule_makes_two_issues_or_loses_a_ticket()
    {
        var sum = Run(Schedules, Planted.None);

        Assert.Equal(new ModelResult(0, 0, 0, 0), sum);
    }

    [Theory]
    [InlineData(Planted.RetryUnclear)]
    [InlineData(Planted.FailedSearchIsNone)]
    [InlineData(Planted.NoQuarantine)]
    [InlineData(Planted.ResendTakenOver)]
    [InlineData(Planted.ClaimAfterSend)]
    public void A_planted_bug_makes_duplicates_and_is_noticed(Planted bug)
    {
        var sum = Run(Schedules / 10, bug);

        Assert.True(sum.Duplicates > 0, $"{bug}: {sum}");
        Assert.True(sum.EarlySends > 0, $"{bug}: {sum}");
    }

    [Fact]
    public void Taking_a_server_error_for_a_refusal_loses_tickets_and_is_noticed() =>
        Assert.True(Run(Schedules / 10, Planted.ServerErrorIsRefusal).Lost > 0);

    private static ModelResult Run(int schedules, Planted planted) => Enumerable.Range(0, schedules)
        .Select(seed => new ProtocolModel(seed, planted).Run())
        .Aggregate((a, b) => new(a.Duplicates + b.Duplicates, a.Lost + b.Lost, a.WrongLinks + b.WrongLinks, a.EarlySends + b.EarlySends));
}
