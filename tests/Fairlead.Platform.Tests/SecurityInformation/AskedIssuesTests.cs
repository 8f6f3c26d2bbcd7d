using Fairlead.Platform.SecurityInformation.Associating;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Each of hundreds of keys may be the former one of what was taken back: Jira is asked for some in a minute, and for none twice.</summary>
public class AskedIssuesTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void So_many_are_asked_for_in_a_minute()
    {
        var asked = new AskedIssues(_clock);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => asked.MayAsk("snyk", 2)));
        Assert.True(asked.MayAsk("other", 2));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(asked.MayAsk("snyk", 2));
    }

    [Fact]
    public void What_was_answered_is_known_for_an_hour()
    {
        var asked = new AskedIssues(_clock);
        asked.Note("snyk", "SEC-1", FoundIssue.None("Jira shows no such issue"));
        Assert.NotNull(asked.Known("snyk", "SEC-1"));
        Assert.Null(asked.Known("other", "SEC-1"));

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(asked.Known("snyk", "SEC-1"));
    }

    [Fact]
    public void Where_Jira_is_silent_it_is_left_alone_for_a_minute()
    {
        var asked = new AskedIssues(_clock);
        Assert.True(asked.MayAsk("snyk", 50));
        asked.Note("snyk", "SEC-1", FoundIssue.None("Jira does not answer", isForNow: true));
        Assert.Null(asked.Known("snyk", "SEC-1"));
        Assert.False(asked.MayAsk("snyk", 50));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(asked.MayAsk("snyk", 50));
    }
}
