using System.Text.Json;
using Fairlead.Jira.RichText;

namespace Fairlead.Jira.Tests.RichText;

public sealed class RichTextReaderTests
{
    [Fact]
    public void Adf_reads_line_by_line()
    {
        var document = RichDocument.Of(
            Rich.Heading(1, "Title"),
            Rich.Paragraph(Rich.Text("one "), Rich.Strong("two"), new RichInline.LineBreak(), Rich.Text("three")),
            Rich.Bullets(RichListItem.Of("a"), RichListItem.Of(Rich.Paragraph("b"), Rich.Numbered(RichListItem.Of("c")))),
            Rich.Table(["h", "i"], ["1", "2"]),
            Rich.CodeBlock("x\ny"),
            Rich.Expand("more", Rich.Paragraph("folded")));
        var text = RichTextReader.ToPlainText(JsonSerializer.SerializeToElement(AdfRenderer.Render(document)));
        Assert.Equal("Title\none two\nthree\n- a\n- b\n  1. c\nh\ti\n1\t2\nx\ny\nmore\nfolded", text);
    }

    [Fact]
    public void Adf_from_people_reads_with_mentions_emoji_dates_and_cards()
    {
        var json = JsonDocument.Parse("""
            {"type":"doc","version":1,"content":[{"type":"paragraph","content":[
              {"type":"mention","attrs":{"id":"1","text":"@Kim"}},{"type":"text","text":" false positive "},
              {"type":"emoji","attrs":{"shortName":":ok:","text":"👌"}},{"type":"date","attrs":{"timestamp":"1582152559000"}},
              {"type":"inlineCard","attrs":{"url":"https://example.com/1"}}]},
              {"type":"strangeNode","content":[{"type":"paragraph","content":[{"type":"text","text":"kept"}]}]},{"type":"paragraph"}, 5, null]}
            """).RootElement;
        Assert.Equal("@Kim false positive 👌2020-02-19https://example.com/1\nkept", RichTextReader.ToPlainText(json));
    }

    [Theory]
    [InlineData("h2. Title\n\n*bold* and _em_ text", "Title\nbold and em text")]
    [InlineData("[~admin] says [see|https://x.example/y] [https://z.example]", "@admin says see https://z.example")]
    [InlineData("{code:java}\nint x;\n{code}", "int x;")]
    [InlineData("{color:#ff0000}*RED*{color} {{mono}}", "RED mono")]
    [InlineData("* one\n** two", "* one\n** two")]
    [InlineData("||h||i||\n|1|2|", "h\ti\n1\t2")]
    [InlineData("risk accepted until 2026-01-01", "risk accepted until 2026-01-01")]
    public void Wiki_markup_reads_as_text(string markup, string expected) =>
        Assert.Equal(expected, RichTextReader.ToPlainText(JsonSerializer.SerializeToElement(markup)));

    [Fact]
    public void Hostile_markup_of_any_kind_reads_in_linear_time()
    {
        foreach (var unit in new[] { "*a ", "{{", "[~", "[x|", "\\", "{code}", "&#1", "-a", "|", "h1." })
            Assert.NotNull(WikiText.ToPlainText(string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length))));
    }
}
