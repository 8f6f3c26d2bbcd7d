using Fairlead.Platform.Notifications.Troubles;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tests.Notifications;

public class TroubleNewsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly HealthReason Failing = new("connection_failing", "Connection team does not work.", false) { About = "team" };
    private static readonly HealthReason Low = new("storage_low", "Little is free.", false, IsOfNode: true);

    [Fact]
    public void What_stands_for_five_minutes_is_told_once()
    {
        var noted = Assert.Single(Of([], [Failing], Now).Found);
        Assert.Empty(Of([noted], [Failing], Now.AddMinutes(4)).Begun);

        var told = Assert.Single(Of([noted], [Failing], Now.AddMinutes(5)).Begun);

        Assert.Equal(Now.AddMinutes(5), told.ToldAt);
        Assert.True(Of([told], [Failing], Now.AddDays(9)).IsNone);
    }

    [Fact]
    public void What_was_over_before_anybody_was_told_is_forgotten()
    {
        var noted = Assert.Single(Of([], [Failing], Now).Found);

        Assert.Equal([noted], Of([noted], [], Now.AddMinutes(1)).Forgotten);
    }

    [Fact]
    public void The_end_is_told_when_it_has_been_gone_for_five_minutes()
    {
        var told = Trouble.Of(Failing, "a", Now) with { ToldAt = Now };
        var gone = Assert.Single(Of([told], [], Now.AddHours(1)).Changed);
        Assert.True(Of([gone], [], Now.AddHours(1).AddMinutes(4)).IsNone);

        Assert.Equal([gone], Of([gone], [], Now.AddHours(1).AddMinutes(5)).Ended);
        var back = Assert.Single(Of([gone], [Failing], Now.AddHours(1).AddMinutes(2)).Changed);
        Assert.True(Of([back], [Failing], Now.AddHours(2)).IsNone);
    }

    /// <summary>Also where the credential that is old ends: nobody is told that all is well with it.</summary>
    [Fact]
    public void What_became_worse_is_told_anew_and_not_as_over()
    {
        var lacking = Failing with { Code = "connection_lacking" };
        var told = Trouble.Of(lacking, "a", Now) with { ToldAt = Now };

        var failing = Failing with { Over = "connection_lacking" };

        var worse = Assert.Single(Of([told], [failing], Now.AddHours(1)).Found);
        Assert.Equal("connection_failing", worse.Code);
        // It may be mended before anybody is told of it: what was told then stands, or ends, as it is.
        Assert.True(Of([told, worse], [failing], Now.AddHours(1).AddMinutes(3)).IsNone);
        Assert.Equal([worse], Of([told, worse], [lacking], Now.AddHours(1).AddMinutes(4)).Forgotten);
        Assert.Equal(told.Code, Assert.Single(Of([told, worse], [], Now.AddHours(1).AddMinutes(4)).Changed).Code);

        var known = Assert.Single(Of([told, worse], [failing], Now.AddHours(1).AddMinutes(5)).Begun);
        Assert.Equal([told], Of([told, known], [failing], Now.AddHours(1).AddMinutes(6)).Forgotten);
        Assert.Empty(Of([told, known], [failing with { About = "other" }], Now.AddHours(1).AddMinutes(6)).Forgotten);
    }

    [Fact]
    public void The_same_about_two_is_two()
    {
        var news = Of([], [Failing, Failing with { About = "other" }, Failing], Now);

        Assert.Equal(["team", "other"], news.Found.Select(t => t.About));
    }

    /// <summary>The disk of one node is nothing that another could see.</summary>
    [Fact]
    public void What_only_one_node_sees_only_that_node_judges()
    {
        var noted = Assert.Single(Of([], [Low], Now).Found);
        Assert.Equal("a", noted.Node);

        Assert.True(Of([noted], [], Now.AddMinutes(1), "b").IsNone);
        Assert.Equal("b", Assert.Single(Of([noted], [Low], Now.AddMinutes(1), "b").Found).Node);
        var told = Assert.Single(Of([noted], [Low], Now.AddMinutes(5)).Begun);
        Assert.True(Of([told], [], Now.AddHours(9), "b").IsNone);
    }

    [Fact]
    public void Of_a_node_that_is_gone_for_good_nothing_stands()
    {
        var noted = Trouble.Of(Low, "a", Now);
        var told = noted with { ToldAt = Now.AddMinutes(5) };

        Assert.Equal([told], Of([told], [], Now.AddDays(1), "b").Ended);
        Assert.Equal([noted], Of([noted], [], Now.AddDays(1), "b").Forgotten);
    }

    [Theory]
    [InlineData(HealthCheck.Failed)]
    [InlineData(HealthCheck.TimedOut)]
    [InlineData(HealthCheck.NoDatabase)]
    public void While_a_check_gives_no_answer_nothing_is_over(string code)
    {
        var silent = new HealthReason(code, "No answer.", false, IsOfNode: true);
        var told = Trouble.Of(Failing, "a", Now) with { ToldAt = Now };
        var untold = Trouble.Of(Failing with { About = "other" }, "a", Now);

        var news = Of([told, told with { About = "gone", GoneAt = Now }, untold], [silent], Now.AddHours(1));

        Assert.Equal([code], news.Found.Select(t => t.Code));
        Assert.True((news with { Found = [] }).IsNone);
    }

    private static TroubleNews Of(IReadOnlyList<Trouble> known, IReadOnlyList<HealthReason> reasons, DateTimeOffset now, string node = "a") =>
        TroubleNews.Of(known, reasons, node, now);
}
