using System.Xml.Linq;
using Fairlead.Jira.RichText;

namespace Fairlead.Jira.Tests.RichText;

public sealed class HtmlRendererTests
{
    private static readonly string[] Tags =
    [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "code", "hr", "br", "ul", "ol", "li", "blockquote", "div", "details", "summary", "table", "tr", "th", "td",
        "span", "a", "strong", "em", "s",
    ];

    private static readonly string[] Attributes = ["href", "rel", "class", "start"];

    [Fact]
    public void A_document_reads_as_expected()
    {
        var document = RichDocument.Of(
            Rich.Heading(2, "Summary"),
            Rich.Paragraph(Rich.Text("See "), Rich.Strong("this & that"), Rich.Text(" and "), Rich.Link("https://example.com/?a=1&b=\"2\"", "here"), Rich.Text(".")),
            Rich.Bullets(RichListItem.Of("one"), RichListItem.Of(Rich.Paragraph("two"), Rich.Numbered(RichListItem.Of("inner")))),
            Rich.CodeBlock("if (x < 1) {\n  y();\n}", "js"),
            Rich.Table(["Package", "Version"], ["a|b", "line\nbreak"], [""]),
            Rich.Paragraph(Rich.Code("f({x})"), Rich.Status("High", StatusColour.Red)),
            Rich.Panel(PanelKind.Warning, Rich.Paragraph("careful")),
            Rich.Expand("More", Rich.Quote(Rich.Paragraph("folded"))),
            new RichBlock.Rule());
        Snapshot.Match(HtmlRenderer.Render(document).Replace("><", ">\n<", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\"' onmouseover=alert(1) x='")]
    [InlineData("&lt;b&gt;")]
    [InlineData("</p></div><h1>")]
    public void Text_stays_text(string text)
    {
        var body = Read(new RichDocument([Rich.Paragraph(text), Rich.Heading(1, text), Rich.CodeBlock(text), Rich.Expand(text), Rich.Table([text]), Rich.Paragraph(Rich.Status(text, StatusColour.Red))]));

        Assert.Equal(["p", "h1", "pre", "details", "table", "p"], body.Elements().Select(e => e.Name.LocalName));
        Assert.All(body.Elements(), e => Assert.Equal(text, e.Value));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("https://x.example/ onclick=alert(1)")]
    public void An_address_that_jira_gets_as_text_is_no_link_here_either(string address) =>
        Assert.Empty(Read(RichDocument.Of(Rich.Paragraph(Rich.Link(address, "x")))).Descendants("a"));

    [Fact]
    public void Whatever_a_document_holds_only_known_tags_come_of_it()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var body = Read(new RichTextGenerator(seed).Document());
            Assert.All(body.Descendants(), e => Assert.Contains(e.Name.LocalName, Tags));
            Assert.All(body.Descendants().Attributes(), a => Assert.Contains(a.Name.LocalName, Attributes));
            Assert.All(body.Descendants("a"), a => Assert.Matches("^(https?://|mailto:)", a.Attribute("href")!.Value));
        }
    }

    [Fact]
    public void Nesting_without_end_is_cut_rather_than_followed()
    {
        RichBlock block = Rich.Paragraph("deep");
        for (var i = 0; i < 10_000; i++)
            block = new RichBlock.Quote([block]);

        Assert.InRange(HtmlRenderer.Render(RichDocument.Of(block)).Length, 1, 10_000);
    }

    /// <summary>A text that is not well-formed does not get through the reader.</summary>
    private static XElement Read(RichDocument document) => XElement.Parse($"<body>{HtmlRenderer.Render(document)}</body>", LoadOptions.PreserveWhitespace);
}
