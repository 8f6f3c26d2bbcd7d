using Fairlead.Client.Operations;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>Which comment is the same that somebody said before.</summary>
public class SaidWordsTests
{
    private static readonly Actor Ann = new(ActorKind.User, "1", "Ann");

    [Theory]
    [InlineData(0, true)]
    [InlineData(599, true)]
    [InlineData(600, false)]
    [InlineData(-599, true)]
    [InlineData(-600, false)]
    public void The_same_words_are_a_retry_within_ten_minutes(int seconds, bool expected)
    {
        var first = Of(Ann, "Any news?");

        Assert.Equal(expected, (first with { At = first.At.AddSeconds(seconds) }).IsRetryOf(first.Reference));
        Assert.Equal(first.At, SaidWords.AtOf(first.Reference));
    }

    [Fact]
    public void Other_words_and_other_people_are_no_retry()
    {
        var first = Of(Ann, "Any news?");

        Assert.True(Of(Ann, " Any news?\n").IsRetryOf(first.Reference));
        Assert.False(Of(Ann, "Any other news?").IsRetryOf(first.Reference));
        Assert.False(Of(Ann with { Id = "2" }, "Any news?").IsRetryOf(first.Reference));
        Assert.False(Of(Ann with { Kind = ActorKind.System }, "Any news?").IsRetryOf(first.Reference));
        Assert.False(Of(Ann with { Name = "Bea" }, "Any news?").IsRetryOf(first.Reference));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/x")]
    [InlineData("/-1")]
    [InlineData("/99999999999999999999")]
    public void What_somebody_wrote_into_a_reference_makes_it_another(string end)
    {
        var first = Of(Ann, "Any news?");

        Assert.False(first.IsRetryOf(first.Key + end));
        Assert.Null(SaidWords.AtOf(first.Key + end));
    }

    private static SaidWords Of(Actor actor, string text) => SaidWords.Of("marker", actor, text, new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
}
