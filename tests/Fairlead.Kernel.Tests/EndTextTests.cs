using Fairlead.Kernel.Text;

namespace Fairlead.Kernel.Tests;

public sealed class EndTextTests
{
    [Theory]
    [InlineData("2027-03-01T00:00:00Z", "2027-02-28")]
    [InlineData("2027-03-01T02:00:00+02:00", "2027-02-28")]
    [InlineData("2027-02-28T14:23:45Z", "2027-02-28 14:23Z")]
    public void An_end_at_midnight_is_the_day_before(string end, string text) =>
        Assert.Equal(text, EndText.Of(DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture)));
}
