using Fairlead.Kernel.Text;

namespace Fairlead.Kernel.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain text\twith\nbreaks 😀", "plain text\twith\nbreaks 😀")]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData("a\u001b[31mred", "a[31mred")]
    [InlineData("pay \u202Etxt.exe\u202C \u2066x\u2069", "pay txt.exe x")]
    [InlineData("\u200Fשלום \u200Eabc", "\u200Fשלום \u200Eabc")]
    public void Clean_keeps_text_and_drops_controls(string text, string expected) => Assert.Equal(expected, PlainText.Clean(text));

    [Fact]
    public void Clean_mends_lone_surrogates_and_keeps_pairs()
    {
        var broken = "x" + '\ud800' + "y" + '\udc00' + "😀";

        Assert.Equal("x\uFFFDy\uFFFD😀", PlainText.Clean(broken));
    }

    [Fact]
    public void Clean_returns_the_same_instance_when_nothing_is_wrong()
    {
        var text = new string('a', 10);

        Assert.Same(text, PlainText.Clean(text));
    }

    [Theory]
    [InlineData("pay mañana ü 😀 ⚠\uFE0F שלום", null)]
    [InlineData("می\u200Cخواهم 👩\u200D💻", null)]
    [InlineData("p\u200Cq", "U+200C")]
    [InlineData("p\u200Bq", "U+200B")]
    [InlineData("p\u202Eq", "U+202E")]
    [InlineData("p\u200Fq", "U+200F")]
    [InlineData("pq\u00AD", "U+00AD")]
    [InlineData("pq\uFE0F", "U+FE0F")]
    [InlineData("p\u3164q", "U+3164")]
    [InlineData("pq\U000E0041", "U+E0041")]
    [InlineData("p\u0007q", "U+0007")]
    public void What_is_not_to_be_seen_is_named(string text, string? hidden) => Assert.Equal(hidden, PlainText.HiddenIn(text));

    [Theory]
    [InlineData("  a \r\n\t b  ", "a b")]
    [InlineData("a b", "a b")]
    [InlineData("a\nb", "a b")]
    [InlineData("   ", "")]
    public void OneLine_folds_white_space(string text, string expected) => Assert.Equal(expected, PlainText.OneLine(text));

    [Theory]
    [InlineData("", true)]
    [InlineData(" \u00A0\u200B\u00AD\u2800\u3164", true)]
    [InlineData("\u200B.", false)]
    [InlineData("😀", false)]
    public void A_text_of_which_nothing_is_seen_is_blank(string text, bool isBlank) => Assert.Equal(isBlank, PlainText.IsBlank(text));

    [Fact]
    public void Cut_never_splits_a_pair()
    {
        Assert.Equal("ab…", PlainText.Cut("ab😀cd", 4));
        Assert.Equal("ab😀…", PlainText.Cut("ab😀cd", 5));
        Assert.Equal("ab😀cd", PlainText.Cut("ab😀cd", 6));
    }
}
