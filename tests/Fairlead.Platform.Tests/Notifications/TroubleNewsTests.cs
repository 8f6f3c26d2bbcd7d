using Fairlead.Platform.Notifications.Troubles;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tests.Notifications;

public class TroubleNewsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly HealthReason Failing = new("connection_failing", "Connection team does not work.", false) { About = "team" };

    [Fact]
    public void What_stands_for_five_minutes_is_told_once()
    {
        var noted = Assert.Single(TroubleNews.Of([], [Failing], Now).Noted);
        Assert.Empty(TroubleNews.Of([noted], [Failing], Now.AddMinutes(4)).Begun);

        var told = Assert.Single(TroubleNews.Of([noted], [Failing], Now.AddMinutes(5)).Begun);

        Assert.Equal(Now.AddMinutes(5), told.ToldAt);
        AssertNothing(TroubleNews.Of([told], [Failing], Now.AddDays(9)));
    }

    [Fact]
    public void What_was_over_before_anybody_was_told_is_forgotten()
    {
        var noted = Assert.Single(TroubleNews.Of([], [Failing], Now).Noted);

        Assert.Equal([noted], TroubleNews.Of([noted], [], Now.AddMinutes(1)).Forgotten);
    }

    [Fact]
    public void The_end_is_told_when_it_has_been_gone_for_five_minutes()
    {
        var told = Trouble.Of(Failing, Now) with { ToldAt = Now };
        var gone = Assert.Single(TroubleNews.Of([told], [], Now.AddHours(1)).Noted);
        AssertNothing(TroubleNews.Of([gone], [], Now.AddHours(1).AddMinutes(4)));

        Assert.Equal([gone], TroubleNews.Of([gone], [], Now.AddHours(1).AddMinutes(5)).Ended);
        var back = Assert.Single(TroubleNews.Of([gone], [Failing], Now.AddHours(1).AddMinutes(2)).Noted);
        AssertNothing(TroubleNews.Of([back], [Failing], Now.AddHours(2)));
    }

    [Fact]
    public void The_same_about_two_is_two()
    {
        var news = TroubleNews.Of([], [Failing, Failing with { About = "other" }, Failing], Now);

        Assert.Equal(["team", "other"], news.Noted.Select(t => t.About));
    }

    private static void AssertNothing(TroubleNews news) => Assert.True(news is { Noted: [], Begun: [], Ended: [], Forgotten: [] });
}
