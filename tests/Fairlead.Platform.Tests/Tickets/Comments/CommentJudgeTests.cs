using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Comments;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>What comments say by rules (U-50).</summary>
public sealed class CommentJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_rule_that_fits_decides()
    {
        var judge = Judge(Rule("not a bug", FindingStatus.FalsePositive), Rule("bug", FindingStatus.InProgress));

        Assert.Equal(FindingStatus.FalsePositive, Change(judge, "This is NOT a bug.").Status);
        Assert.Equal(FindingStatus.InProgress, Change(judge, "A real bug").Status);
        Assert.IsType<CommentVerdict.Nothing>(judge.Judge(Anyone("thanks"), Now));
    }

    [Fact]
    public void A_rule_that_does_not_listen_to_the_author_is_passed_over()
    {
        var judge = Judge(
            Rule("false positive", FindingStatus.FalsePositive, new CommentTrigger(CommentAuthors.Group, "Security"), new CommentTrigger(CommentAuthors.Role, "Lead")),
            Rule("false positive", FindingStatus.ExceptionRequested, new CommentTrigger(CommentAuthors.Assignee), new CommentTrigger(CommentAuthors.Reporter)));
        var comment = Anyone("false positive");

        Assert.IsType<CommentVerdict.Nothing>(judge.Judge(comment, Now));
        Assert.Equal(1, Rule(judge, comment with { IsByAssignee = true }));
        Assert.Equal(1, Rule(judge, comment with { IsByReporter = true }));
        Assert.Equal(0, Rule(judge, comment with { IsByAssignee = true, Groups = new HashSet<string> { "security" } }));
        Assert.Equal(0, Rule(judge, comment with { Roles = new HashSet<string> { "LEAD" } }));
    }

    [Theory]
    [InlineData("accept until 2026-12-31", "2027-01-01T00:00:00Z")]
    [InlineData("Accept until 2026/12/31.", "2027-01-01T00:00:00Z")]
    [InlineData("accept until 31 Dec 2026", "2027-01-01T00:00:00Z")]
    [InlineData("accept until December 31, 2026", "2027-01-01T00:00:00Z")]
    [InlineData("accept until 30 days", "2026-12-26T12:00:00Z")]
    [InlineData("accept until 6w", "2027-01-07T12:00:00Z")]
    [InlineData("accept until 3 months", "2027-02-26T12:00:00Z")]
    public void An_end_is_read_from_the_comment(string text, string until)
    {
        var judge = Judge(Rule("accept until (?<until>.+)", FindingStatus.RiskAccepted));

        Assert.Equal(DateTimeOffset.Parse(until, null), Change(judge, text).Until);
    }

    [Theory]
    [InlineData("accept until 2026-11-25", "is over")]
    [InlineData("accept until 2030-01-01", "more than 366 days")]
    [InlineData("accept until 9999-12-31", "no end")]
    [InlineData("accept until 3/4/2027", "no end")]
    [InlineData("accept until forever", "no end")]
    [InlineData("accept until 99999 years", "no end")]
    [InlineData("accept until 999 years", "more than 366 days")]
    public void An_end_that_cannot_be_used_is_told_and_changes_nothing(string text, string problem)
    {
        var judge = Judge(Rule("accept until (?<until>.+)", FindingStatus.RiskAccepted));

        Assert.Contains(problem, Assert.IsType<CommentVerdict.Unusable>(judge.Judge(Anyone(text), Now)).Problem);
    }

    [Fact]
    public void A_rule_gives_the_end_where_the_comment_names_none()
    {
        var judge = Judge(Rule("accepted(?: until (?<until>.+))?", FindingStatus.RiskAccepted) with { Days = 90 });

        Assert.Equal(Now.AddDays(90), Change(judge, "accepted").Until);
        Assert.Equal(Now.AddDays(7), Change(judge, "accepted until 7 days").Until);
        Assert.Contains("names no end", Assert.IsType<CommentVerdict.Unusable>(
            Judge(Rule("accepted(?: until (?<until>.+))?", FindingStatus.RiskAccepted)).Judge(Anyone("accepted"), Now)).Problem);
    }

    /// <summary>A comment may be heard long after it was written: its configuration was disabled, or nobody ran.</summary>
    [Fact]
    public void What_it_says_of_an_end_counts_from_when_it_was_written()
    {
        var judge = Judge(Rule("accepted(?: until (?<until>.+))?", FindingStatus.RiskAccepted) with { Days = 90 });
        CommentVerdict Heard(string text, int daysLate) => judge.Judge(Anyone(text) with { WrittenAt = Now.AddDays(-daysLate) }, Now);
        CommentVerdict.Change End(string text, int daysLate) => Assert.IsType<CommentVerdict.Change>(Heard(text, daysLate));
        void IsOver(string text, int daysLate) => Assert.Contains("is over", Assert.IsType<CommentVerdict.Unusable>(Heard(text, daysLate)).Problem);
        var (yesterday, before) = (Now.AddDays(-1).ToString("d MMM", System.Globalization.CultureInfo.InvariantCulture), Now.AddDays(-40).ToString("MMMM", System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(Now.AddDays(60), End("accepted", 30).Until);
        Assert.Equal(Now.AddDays(5), End("accepted until 30 days", 25).Until);
        IsOver("accepted", 91);
        IsOver("accepted until 30 days", 31);
        // Not those of next year.
        IsOver($"accepted until {yesterday}", 3);
        IsOver($"accepted until {before}", 45);
    }

    [Fact]
    public void Reason_and_issue_are_taken_from_their_groups()
    {
        var judge = Judge(Rule(@"duplicate of (?<issue>[A-Z]+-\d+)(?: because (?<reason>.+))?", FindingStatus.Duplicate));

        var named = Change(judge, "Duplicate of SEC-12 because the image is the same");
        var bare = Change(judge, "Well,\nduplicate of SEC-13");

        Assert.Equal(("SEC-12", "the image is the same", null), (named.Issue, named.Reason, named.Until));
        Assert.Equal(("SEC-13", "Well, duplicate of SEC-13"), (bare.Issue, bare.Reason));
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|aa)+$")]
    [InlineData("(.*a){20}$")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    [Trait("Complaint", "U-50")]
    public void A_hostile_pattern_is_harmless(string pattern)
    {
        var judge = Judge(Rule(pattern, FindingStatus.InProgress));

        // A backtracking engine would be stopped by the time limit, and the verdict be that it was.
        Assert.IsType<CommentVerdict.Nothing>(judge.Judge(Anyone(new string('a', 2_000) + "!"), Now));
    }

    /// <summary>E13, F120.</summary>
    [Fact]
    public void F120_A_pattern_that_takes_too_long_three_times_is_not_tried_again_and_no_later_rule_decides()
    {
        var limit = TimeSpan.FromMilliseconds(1);
        var judge = new CommentJudge([Rule(".*a.{20}c", FindingStatus.FalsePositive), Rule("harmless", FindingStatus.InProgress)], limit, limit);
        var slow = new string(new Random(7).GetItems<char>("ab", 60_000));

        for (var i = 0; i < 3; i++)
            Assert.Contains("took too long on", Assert.IsType<CommentVerdict.Unusable>(judge.Judge(Anyone(slow), Now)).Problem);

        var (comment, watch) = (Anyone($"harmless {slow}"), System.Diagnostics.Stopwatch.StartNew());
        for (var i = 0; i < 1_000; i++)
            Assert.Contains("not tried on others", Assert.IsType<CommentVerdict.Unusable>(judge.Judge(comment, Now)).Problem);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Three_strikes_of_one_rule_leave_the_others_alone()
    {
        var limit = TimeSpan.FromMilliseconds(1);
        var slow = new string(new Random(7).GetItems<char>("ab", 60_000));
        var judge = new CommentJudge([Rule("harmless", FindingStatus.InProgress), Rule(".*a.{20}c", FindingStatus.FalsePositive)], limit, TimeSpan.FromSeconds(5));

        Assert.Equal(FindingStatus.InProgress, Assert.IsType<CommentVerdict.Change>(judge.Judge(Anyone($"harmless {slow}"), Now)).Status);
    }

    [Theory]
    [InlineData("", "1 to 1,000 characters")]
    [InlineData("(", "parenthesis is not closed")]
    [InlineData("*", "repeat stands after nothing")]
    [InlineData("(?=a)b", "look-ahead")]
    [InlineData(@"(?<until>a)\1", "back reference")]
    [InlineData("a*", "every comment")]
    [InlineData("done|", "every comment")]
    [InlineData("((a{100}){100}){100}", "counted repeats")]
    [InlineData("x(?<owner>.*)", "group named owner")]
    public void A_pattern_that_cannot_be_used_is_refused_in_words(string pattern, string problem)
    {
        Assert.Null(CommentPattern.Compile(pattern, out var told));
        Assert.Contains(problem, told);
    }

    private static CommentJudge Judge(params CommentRule[] rules) => new(rules);

    private static CommentRule Rule(string pattern, FindingStatus status, params CommentTrigger[] by) =>
        new() { Pattern = pattern, Status = status, By = by.Length > 0 ? by : [new CommentTrigger(CommentAuthors.Anyone)] };

    private static CommentVerdict.Change Change(CommentJudge judge, string text) =>
        Assert.IsType<CommentVerdict.Change>(judge.Judge(Anyone(text), Now));

    private static int Rule(CommentJudge judge, JudgedComment comment) => Assert.IsType<CommentVerdict.Change>(judge.Judge(comment, Now)).Rule;

    private static JudgedComment Anyone(string text) => new(text, false, false, JudgedComment.None, JudgedComment.None);
}
