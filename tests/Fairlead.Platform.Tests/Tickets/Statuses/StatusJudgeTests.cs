using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Statuses;

namespace Fairlead.Platform.Tests.Tickets.Statuses;

public class StatusJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JiraStatus ToDo = new("1", "To Do", JiraStatusCategory.ToDo);
    private static readonly JiraStatus Working = new("2", "In Progress", JiraStatusCategory.InProgress);
    private static readonly JiraStatus Done = new("3", "Erledigt", JiraStatusCategory.Done);
    private static readonly JiraStatus Refused = new("4", "Won't Do", JiraStatusCategory.Done);

    private static readonly StatusRule[] Map =
    [
        new() { Status = new("4", "renamed since"), Finding = FindingStatus.FalsePositive },
        new() { Category = JiraStatusCategory.Done, Resolution = new("7", "Risk accepted"), Finding = FindingStatus.RiskAccepted, Days = 30 },
        new() { Category = JiraStatusCategory.Done, Finding = FindingStatus.Fixed },
    ];

    private static readonly StandingChange BySomebody = new(IsOurs: false, Now.AddHours(-1));

    [Fact]
    [Trait("Complaint", "U-18")]
    public void The_first_rule_that_fits_decides_by_status_id_category_and_resolution()
    {
        Assert.Equal(new StatusVerdict.Change(0, FindingStatus.FalsePositive, null), Judge(new(Refused, "7")));
        Assert.Equal(new StatusVerdict.Change(1, FindingStatus.RiskAccepted, BySomebody.At.AddDays(30)), Judge(new(Done, "7")));
        Assert.Equal(new StatusVerdict.Change(2, FindingStatus.Fixed, null), Judge(new(Done, null)));
        Assert.Equal(new StatusVerdict.Nothing(), Judge(new(Working, null)));
    }

    [Fact]
    public void A_standing_that_says_nothing_takes_back_what_one_before_it_said() =>
        Assert.Equal(new StatusVerdict.TakeBack(), Judge(new(ToDo, null), hasEffect: true));

    /// <summary>It may be heard long after.</summary>
    [Fact]
    public void Days_count_from_the_move_and_what_is_over_by_then_says_nothing()
    {
        var judge = new StatusJudge(Map, null);
        var standing = new IssueStanding(Done, "7");

        Assert.Equal(Now.AddDays(1), Assert.IsType<StatusVerdict.Change>(judge.Judge(standing, new(IsOurs: false, Now.AddDays(-29)), null, hasEffect: false, Now)).Until);
        Assert.Equal(new StatusVerdict.Nothing(), judge.Judge(standing, new(IsOurs: false, Now.AddDays(-30)), null, hasEffect: false, Now));
        Assert.Equal(new StatusVerdict.TakeBack(), judge.Judge(standing, new(IsOurs: false, Now.AddDays(-30)), null, hasEffect: true, Now));
    }

    [Fact]
    public void Our_own_moves_and_those_older_than_the_map_say_nothing_and_take_nothing_back()
    {
        var judge = new StatusJudge(Map, Now.AddDays(-1));
        foreach (var change in (StandingChange?[])[null, BySomebody with { IsOurs = true }, BySomebody with { At = Now.AddDays(-2) }])
        {
            foreach (var standing in (IssueStanding[])[new(Done, null), new(ToDo, null)])
                Assert.Equal(new StatusVerdict.Nothing(), judge.Judge(standing, change, null, hasEffect: true, Now));
        }
    }

    [Fact]
    public void Another_resolution_is_another_standing() => Assert.NotEqual(new IssueStanding(Done, null).Key, new IssueStanding(Done, "7").Key);

    [Fact]
    public void What_was_moved_before_the_issue_was_the_tickets_says_nothing()
    {
        var judge = new StatusJudge(Map, null);
        var standing = new IssueStanding(Done, null);
        Assert.IsType<StatusVerdict.Change>(judge.Judge(standing, new(IsOurs: false, Now), Now, hasEffect: false, Now));
        Assert.Equal(new StatusVerdict.Nothing(), judge.Judge(standing, new(IsOurs: false, Now.AddSeconds(-1)), Now, hasEffect: false, Now));
    }

    private static StatusVerdict Judge(IssueStanding standing, bool hasEffect = false) => new StatusJudge(Map, null).Judge(standing, BySomebody, null, hasEffect, Now);
}
