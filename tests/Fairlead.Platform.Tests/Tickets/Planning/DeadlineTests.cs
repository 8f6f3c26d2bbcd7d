using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>U-54: when the findings of a group are due.</summary>
public class DeadlineTests
{
    private static readonly DateTimeOffset Seen = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly DateOnly Day = DateOnly.FromDateTime(Seen.UtcDateTime);

    [Theory]
    [InlineData(TicketGroup.MaxListed, false)]
    [InlineData(TicketGroup.MaxListed + 1, true)]
    public void The_members_of_a_group_that_names_some_only_are_due_by_all(int count, bool isCut)
    {
        var findings = Enumerable.Range(1, count).Select(i => SamplePlanning.Finding(i, severity: Severity.Critical) with { FirstSeenAt = Seen })
            .SkipLast(1).Append(SamplePlanning.Finding(count) with { FirstSeenAt = Seen.AddDays(-60), AcceptedFor = TimeSpan.FromHours(25) }).ToList();

        Assert.Equal(isCut, DueFromOf(findings) is not null);
        if (!isCut)
            return;
        Assert.Equal([(Severity.High, Day.AddDays(-58)), (Severity.Critical, Day)], PairsOf(DueFromOf(findings)!));
        Assert.Equal(PairsOf(DueFromOf(findings)!), PairsOf(DueFromOf(Enumerable.Reverse(findings))!));
    }

    /// <summary>As members that are named are counted.</summary>
    [Fact]
    public void Open_members_alone_count_and_all_where_none_is_open()
    {
        GroupMember open = new(true, Severity.High, default, Day), closed = new(false, Severity.High, default, Day.AddDays(-9)), low = new(false, Severity.Low, default, Day);

        Assert.Equal([(Severity.High, Day)], PairsOf(GroupMember.DueFromOf([closed, open, low])));
        Assert.Equal([(Severity.Low, Day), (Severity.High, Day.AddDays(-9))], PairsOf(GroupMember.DueFromOf([closed, low])));
    }

    /// <summary>What is worse may have been seen so much later that it is due later.</summary>
    [Theory]
    [InlineData(-20, "2026-02-07")]
    [InlineData(-24, "2026-02-06")]
    public void The_first_day_of_any_severity_that_has_days_counts(int highSeen, string due)
    {
        var earliest = new Dictionary<Severity, DateOnly> { [Severity.Low] = Day.AddDays(-999), [Severity.High] = Day.AddDays(highSeen), [Severity.Critical] = Day };

        Assert.Equal(DateOnly.ParseExact(due, "yyyy-MM-dd"), Deadline.DayOf(earliest, [new(Severity.Critical, 7), new(Severity.High, 30), new(Severity.Medium, 1)]));
        Assert.Null(Deadline.DayOf(earliest, [new(Severity.Medium, 1)]));
    }

    private static IReadOnlyDictionary<Severity, DateOnly>? DueFromOf(IEnumerable<PlannedFinding> findings) =>
        Assert.Single(SamplePlanning.Plan(findings).Operations).Group.DueFrom;

    private static IEnumerable<(Severity, DateOnly)> PairsOf(IReadOnlyDictionary<Severity, DateOnly> days) => days.Select(d => (d.Key, d.Value)).OrderBy(d => d.Key);
}
