using System.Globalization;
using System.Text.Json;
using Fairlead.Platform.SecurityInformation.Reading;

namespace Fairlead.Platform.Tests.SecurityInformation;

public class FieldChecksTests
{
    /// <summary>As JSON Schema's <c>maxLength</c> does.</summary>
    [Theory]
    [InlineData("a", 5, null)]
    [InlineData("a", 6, "must have at most 5 characters, has 6")]
    [InlineData("😀", 5, null)]
    [InlineData("😀", 6, "must have at most 5 characters, has 6")]
    public void Characters_are_counted_and_not_code_units(string character, int times, string? problem) =>
        Assert.Equal(problem, FieldChecks.Text(JsonSerializer.SerializeToElement(string.Concat(Enumerable.Repeat(character, times))), 5));

    /// <summary>RFC 3339, 5.6 and 5.7: a leap second is the last second of a day by UTC.</summary>
    [Theory]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z")]
    [InlineData("2016-12-31t23:59:60.25z", "2016-12-31T23:59:59.999Z")]
    [InlineData("1998-12-31T15:59:60.123-08:00", "1998-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T23:59:60Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("2026-01-31T09:30:00.5+01:00", "2026-01-31T08:30:00.5Z")]
    [InlineData("2016-12-31T23:58:60Z", null)]
    [InlineData("2016-12-31T22:59:60Z", null)]
    [InlineData("2016-12-31T23:59:60+01:00", null)]
    [InlineData("2016-12-31T23:59:61Z", null)]
    [InlineData("2016-12-31T24:00:00Z", null)]
    [InlineData("2016-12-31T23:60:00Z", null)]
    [InlineData("2016-12-31T23:59:60", null)]
    [InlineData("0001-01-01T00:00:60+23:59", null)]
    public void An_instant_may_be_a_leap_second(string text, string? instant)
    {
        Assert.Equal(instant is null, FieldChecks.Instant(JsonSerializer.SerializeToElement(text)) is not null);
        if (instant is not null)
            Assert.Equal(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture), FieldChecks.InstantOf(text));
    }

    [Theory]
    [InlineData("https://x.example/a", true)]
    [InlineData("HTTP://x.example", true)]
    [InlineData("https://x.example/a%20b?c=[d]#e", true)]
    [InlineData("https://x.example/\u00e4", true)]
    [InlineData(" https://x.example/a b ", false)]
    [InlineData("https://x.example/a b", false)]
    [InlineData("https://x.example/a ", false)]
    [InlineData("https://x.example/a\n", false)]
    [InlineData("https://x.example/\u0001", false)]
    [InlineData("https://x.example/\u0085", false)]
    [InlineData("https://x.example/\u00a0", false)]
    [InlineData("https:x.example", false)]
    [InlineData("https:\\\\x.example", false)]
    [InlineData("//x.example/a", false)]
    [InlineData("x.example/a", false)]
    [InlineData("https://", false)]
    public void An_address_is_a_URI_as_it_stands(string text, bool isOne) =>
        Assert.Equal(isOne ? null : "must be an absolute http or https address", FieldChecks.Url(JsonSerializer.SerializeToElement(text)));
}
