using Fairlead.Platform.SecretScanning.Acting;

namespace Fairlead.Platform.Tests.SecretScanning;

public class WikiMarkupTests
{
    [Theory]
    [InlineData("see [https://x.example/?t=TOK] there", true)]
    [InlineData("see [the page|https://x.example/?t=TOK] there", true)]
    [InlineData("[TOK|https://x.example/]", true)]
    [InlineData("!https://x.example/a.png?k=TOK!", true)]
    [InlineData("!a.png|alt=TOK!", true)]
    [InlineData("{panel:title=TOK}x{panel}", true)]
    [InlineData("TOK", false)]
    [InlineData("use TOK now!", false)]
    [InlineData("Careful! TOK !", false)]
    [InlineData("[a link|https://x.example/] TOK [another]", false)]
    [InlineData("{{TOK}}", false)]
    [InlineData("{panel}TOK{panel}", false)]
    [InlineData("[open\nTOK\nclosed]", false)]
    [InlineData("{code:json}\n[\"TOK\"] {a}\n{code}", false)]
    [InlineData("{code}\nx\n{code}\n[TOK]", true)]
    [InlineData("{noformat}[TOK]{noformat}", false)]
    public void Markup_is_told_from_text(string text, bool holds)
    {
        var at = text.IndexOf("TOK", StringComparison.Ordinal);

        Assert.Equal(holds, WikiMarkup.Holds(text, at, at + 3));
    }
}
