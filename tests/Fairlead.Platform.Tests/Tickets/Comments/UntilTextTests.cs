using System.Globalization;
using Fairlead.Platform.Tickets.Comments;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>How long a risk is accepted, as people write it.</summary>
public sealed class UntilTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 9, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2027-01-31", "2027-02-01")]
    [InlineData("2027-01-31, see mail", "2027-02-01")]
    [InlineData("31 Jan 2027 as agreed", "2027-02-01")]
    [InlineData("January 31, 2027.", "2027-02-01")]
    [InlineData("March", "2027-04-01")]
    [InlineData("march, then we look again", "2027-04-01")]
    [InlineData("the end of November", "2026-12-01")]
    [InlineData("Feb 2028", "2028-03-01")]
    [InlineData("May, we talk then", "2027-06-01")]
    [InlineData("March 15", "2027-03-16")]
    [InlineData("15 March", "2027-03-16")]
    [InlineData("15 March as agreed", "2027-03-16")]
    [InlineData("May 5th, 2027", "2027-05-06")]
    [InlineData("January 5th, 2028", "2028-01-06")]
    [InlineData("Dec 31st", "2027-01-01")]
    [InlineData("2027-06", "2027-07-01")]
    public void An_end_is_a_day_or_a_month_whatever_is_written_behind_it(string text, string end) =>
        Assert.Equal(DateTimeOffset.Parse(end + "T00:00:00Z", CultureInfo.InvariantCulture), UntilText.Read(text, Now));

    [Theory]
    [InlineData("30 days", 30)]
    [InlineData("2 weeks from now", 14)]
    [InlineData("6w", 42)]
    public void Or_it_is_so_long_from_now(string text, int days) => Assert.Equal(Now.AddDays(days), UntilText.Read(text, Now));

    [Theory]
    [InlineData("3/4/2027")]
    [InlineData("soon")]
    [InlineData("the 1st")]
    [InlineData("May we talk")]
    [InlineData("March 15 20277")]
    [InlineData("29 February")]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("the end of the year")]
    [InlineData("2027-02-30")]
    [InlineData("99999 days")]
    [InlineData("9999-12-31")]
    public void What_says_no_day_is_no_end(string text) => Assert.Null(UntilText.Read(text, Now));
}
