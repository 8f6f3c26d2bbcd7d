using System.Text.RegularExpressions;
using Fairlead.Jira.RichText;

namespace Fairlead.Jira.Tests.RichText;

public sealed class WikiRendererTests
{
    [Theory]
    [InlineData("CVE-2024-3094 in snake_case at 10:30", "CVE-2024-3094 in snake_case at 10:30")]
    [InlineData("[~admin]", "\\[\\~admin\\]")]
    [InlineData("!http://x/y.png!", "\\!http&#58;//x/y.png\\!")]
    [InlineData("{html}", "\\{html\\}")]
    [InlineData("* item", "\\* item")]
    [InlineData("- item", "\\- item")]
    [InlineData("h1. title", "h1&#46; title")]
    [InlineData("bq. quote", "bq&#46; quote")]
    [InlineData("a \\\\ b", "a &#92;\\ b")]
    [InlineData("C:\\temp", "C:\\temp")]
    [InlineData("end\\", "end&#92;")]
    [InlineData("\\*x*", "&#92;\\*x\\*")]
    [InlineData("&lt; & &#42;", "&#38;lt; & &#38;\\#42;")]
    [InlineData("a|b", "a\\|b")]
    [InlineData("(x) (i)", "&#40;x) &#40;i)")]
    [InlineData("----", "\\-\\-\\-\\-")]
    public void Text_is_made_inert(string text, string expected) =>
        Assert.Equal(expected, WikiRenderer.Render(RichDocument.FromPlainText(text)));

    [Fact]
    public void A_document_reads_as_expected()
    {
        var document = RichDocument.Of(
            Rich.Heading(2, "Summary"),
            Rich.Paragraph(Rich.Text("See "), Rich.Strong("this"), Rich.Text(" and "), Rich.Link("https://example.com/a[1]|x", "th|at"), Rich.Text(".")),
            Rich.Paragraph(Rich.Text("in"), Rich.Strong("side"), Rich.Text(" a word, "), Rich.Code("f({x})"), Rich.Text(" and "), Rich.Status("High", StatusColour.Red)),
            Rich.Bullets(RichListItem.Of("one"), RichListItem.Of(Rich.Paragraph("two"), Rich.Numbered(RichListItem.Of("inner")))),
            Rich.CodeBlock("if (x) {\n  y();\n}", "js"),
            Rich.CodeBlock("{code}evil{code} {noformat}"),
            Rich.Table(["Package", "Version"], ["a|b", "line\nbreak"], [""]),
            Rich.Quote(Rich.Paragraph("q"), Rich.Quote(Rich.Paragraph("inner"))),
            Rich.Panel(PanelKind.Warning, Rich.Paragraph("careful")),
            Rich.Expand("More | {x}", Rich.Paragraph("folded")),
            new RichBlock.Rule());
        Snapshot.Match(WikiRenderer.Render(document));
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    [Trait("Complaint", "U-36")]
    public void No_hostile_text_becomes_markup()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var wiki = WikiRenderer.Render(new RichTextGenerator(seed).Document());
            var inert = WithoutCode(wiki);
            Assert.DoesNotMatch(@"(?<!\\)\[\s*(?<!\\)~", inert);
            Assert.DoesNotMatch(@"(?<!\\)!\S", inert);
            Assert.DoesNotMatch(@"(?<!\\)\{(html|include|jiraissues|iframe)", inert);
            Assert.DoesNotMatch(@"(?<!\|)(?<!\w)https?://evil", inert);
            Assert.DoesNotContain("javascript:", inert.Replace("javascript:alert", ""));
        }
    }

    /// <summary>A template and the values in it make one text out of many pieces.</summary>
    [Theory]
    [InlineData("(on)")]
    [InlineData("h1. See below")]
    [InlineData("see http://evil.example/x and mailto:a@b")]
    [InlineData("&#42; and &lt;b&gt;")]
    [InlineData("a -- b --- {code} !x.png! [~admin] :) ;( \\\\server")]
    public void A_text_in_pieces_is_as_inert_as_the_whole(string text)
    {
        var whole = WikiRenderer.Render(RichDocument.Of(Rich.Paragraph(Rich.Text(text))));
        for (var at = 1; at < text.Length; at++)
            Assert.Equal(whole, WikiRenderer.Render(RichDocument.Of(Rich.Paragraph(Rich.Text(text[..at]), Rich.Text(text[at..])))));
        Assert.Equal(whole, WikiRenderer.Render(RichDocument.Of(Rich.Paragraph([.. text.Select(c => Rich.Text(c.ToString()))]))));
    }

    [Fact]
    public void Frames_are_always_closed()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var wiki = WikiRenderer.Render(new RichTextGenerator(seed).Document());
            var plain = WithoutCode(wiki);
            foreach (var frame in new[] { "quote", "panel", "color", "code", "noformat" })
                Assert.True(Regex.Count(plain, @"(?<!\\)\{" + frame + @"(:[^}]*)?\}", RegexOptions.ExplicitCapture, Patience) % 2 == 0, $"seed {seed}: {frame}\n{wiki}");
        }
    }

    [Theory]
    [InlineData("plain words")]
    [InlineData("[~admin] !x! {code} *b* _e_ -s- {{m}} |c| h1. t")]
    [InlineData("C:\\temp\\new \\\\server\\share \\ end\\")]
    [InlineData("&lt;b&gt; &amp; &#42; http://evil.example mailto:a@b")]
    [InlineData("CVE-2024-3094 a--b --- ++ (x) :) ;) #1 ??x??")]
    public void Text_comes_back_as_it_was(string text) =>
        Assert.Equal(text, WikiText.ToPlainText(WikiRenderer.Render(RichDocument.FromPlainText(text))));

    [Fact]
    public void Any_printable_text_comes_back_as_it_was()
    {
        var random = new Random(20261122);
        const string Alphabet = "ab1 {}[]|*_-+^~?!#\\&;:.()/@h.q";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Alphabet[random.Next(Alphabet.Length)])).Trim();
            var wiki = WikiRenderer.Render(RichDocument.FromPlainText(text));
            Assert.True(text == WikiText.ToPlainText(wiki), $"{text} → {wiki} → {WikiText.ToPlainText(wiki)}");
        }
    }

    private static string WithoutCode(string wiki) => Regex.Replace(
        wiki, @"(?<!\\)\{(?<tag>code|noformat)[^}]*\}\n.*?\n\{\k<tag>\}", "", RegexOptions.Singleline | RegexOptions.ExplicitCapture, Patience);

    [Theory]
    [InlineData("bob", "[~bob], look")]
    [InlineData("bob]{color:red}", "Bob, look")]
    [InlineData("a|b", "Bob, look")]
    public void A_person_is_called_and_a_name_that_ends_the_markup_is_text(string user, string wiki) =>
        Assert.Equal(wiki, WikiRenderer.Render(RichDocument.Of(Rich.Paragraph(new RichInline.Mention(user, "Bob"), Rich.Text(", look")))).Trim());
}
