using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Comments;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>Who had an issue when somebody wrote something.</summary>
public class IssuePeopleTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JiraUser Bob = new("bob", "Bob", null, true, null, null) { Key = "JIRAUSER1" };
    private static readonly JiraUser Chen = new("chen", "Chen", null, true, null, null) { Key = "JIRAUSER2" };

    [Theory]
    [InlineData(60, "bob", true)]
    [InlineData(-60, "bob", false)]
    // The same act, of which the change was noted first.
    [InlineData(-1, "bob", true)]
    [InlineData(-1, "chen", false)]
    public void Later_changes_and_those_of_the_same_act_are_taken_back(int seconds, string by, bool isAssignee)
    {
        var handed = new JiraChange("1", At.AddSeconds(seconds), by == "bob" ? Bob : Chen, [new("assignee", "assignee", "JIRAUSER1", "Bob", "JIRAUSER2", "Chen")]);

        Assert.Equal(isAssignee, new IssuePeople("dana", "chen").When(At, Bob, [handed]).IsAssignee(Bob));
    }

    [Fact]
    public void Changes_are_taken_back_from_the_last_to_the_first()
    {
        JiraChange[] changes =
        [
            new("1", At.AddMinutes(1), Chen, [new("assignee", "assignee", null, null, "chen", "Chen")]),
            new("2", At.AddMinutes(2), Chen, [new("assignee", "assignee", "chen", "Chen", "bob", "Bob"), new("reporter", "reporter", "chen", "Chen", "dana", "Dana")]),
        ];

        Assert.Equal(new IssuePeople("chen", null), new IssuePeople("dana", "bob").When(At, Bob, changes));
        Assert.Equal(new IssuePeople("chen", "chen"), new IssuePeople("dana", "bob").When(At.AddSeconds(90), Bob, changes));
        Assert.False(new IssuePeople(null, null).IsAssignee(Bob));
    }
}
