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

    [Theory]
    [InlineData("{code}x{code}\nNo, it is real", "x\nNo, it is real")]
    [InlineData("{quote}false positive{quote}\nNo", "false positive\nNo")]
    [InlineData("so {color:red}red{color} it is", "so red it is")]
    public void A_block_ends_its_line(string markup, string expected) =>
        Assert.Equal(expected, RichTextReader.ToPlainText(JsonSerializer.SerializeToElement(markup)));

    [Theory]
    [InlineData("{quote}false positive{quote}\nNo, it is real", "No, it is real")]
    [InlineData("bq. false positive?\nnot at all", "not at all")]
    [InlineData("-false positive- fixed it", "fixed it")]
    [InlineData("{code:java}\n// false positive\n{code}\nfixed", "fixed")]
    [InlineData("see {noformat}false positive{noformat} there", "see \n there")]
    [InlineData("{quote}a{quote}fixed{quote}b{quote}", "fixed")]
    [InlineData("{quote}never ended", "never ended")]
    [InlineData("\\{quote}fixed\\{quote}", "{quote}fixed{quote}")]
    [InlineData("- fixed\n- done", "- fixed\n- done")]
    [InlineData("fixed since 2026-01-31 - or so -", "fixed since 2026-01-31 - or so -")]
    [InlineData("{panel}fixed{panel} and *really* {{fixed}}", "fixed\n and really fixed")]
    public void What_the_author_quotes_codes_or_strikes_out_is_not_what_they_say(string markup, string expected) =>
        Assert.Equal(expected, RichTextReader.ToOwnText(JsonSerializer.SerializeToElement(markup)));

    [Fact]
    public void Nor_is_it_in_adf()
    {
        var json = JsonDocument.Parse("""
            {"type":"doc","version":1,"content":[
              {"type":"blockquote","content":[{"type":"paragraph","content":[{"type":"text","text":"false positive"}]}]},
              {"type":"paragraph","content":[{"type":"text","text":"No, "},{"type":"text","text":"fixed","marks":[{"type":"strike"}]},{"type":"text","text":"it is "},{"type":"text","text":"real","marks":[{"type":"code"}]}]},
              {"type":"codeBlock","content":[{"type":"text","text":"// false positive"}]},
              {"type":"paragraph","content":[{"type":"text","text":"done"}]}]}
            """).RootElement;
        Assert.Equal("No, it is real\ndone", RichTextReader.ToOwnText(json));
        Assert.Equal("false positive\nNo, fixedit is real\n// false positive\ndone", RichTextReader.ToPlainText(json));
    }

    [Fact]
    public void Whole_text_keeps_the_lines_and_columns_that_people_see()
    {
        var json = JsonDocument.Parse("""
            {"type":"doc","version":1,"content":[
              {"type":"paragraph","content":[
                {"type":"text","text":"to"},{"type":"text","text":"ke","marks":[{"type":"strong"}]},
                {"type":"text","text":"n","marks":[{"type":"link","attrs":{"href":"https://x.example/?key=1"}},{"type":"em"}]},
                {"type":"text","text":"=abc"},{"type":"hardBreak"},{"type":"text","text":"next"}]},
              {"type":"codeBlock","content":[{"type":"text","text":"a: 1\n\tb: 2"}]},
              {"type":"table","content":[{"type":"tableRow","content":[
                {"type":"tableHeader","content":[{"type":"paragraph","content":[{"type":"text","text":"user"}]}]},
                {"type":"tableCell","content":[{"type":"paragraph","content":[{"type":"text","text":"word"}]}]}]}]},
              {"type":"mediaSingle","content":[{"type":"media","attrs":{"type":"external","url":"https://x.example/i.png","alt":"a picture"}}]},
              {"type":"blockCard","attrs":{"url":"https://x.example/card"}},
              {"type":"paragraph","content":[
                {"type":"text","text":"https://x.example/same","marks":[{"type":"link","attrs":{"href":"https://x.example/same"}}]},
                {"type":"mention","attrs":{"id":"1","text":"@Kim"}},{"type":"emoji","attrs":{"shortName":":ok:"}}]},
              {"type":"extension","attrs":{"extensionKey":"k","text":"macro","parameters":{"macroParams":{"url":{"value":"https://x.example/m"}},"n":[1,"p"]}}}]}
            """).RootElement;

        Assert.Equal(
            "token=abc\nnext\na: 1\n\tb: 2\nuser\nword\na picture\nhttps://x.example/card\nhttps://x.example/same@Kim:ok:\nmacro"
            + "\nhttps://x.example/?key=1\nhttps://x.example/i.png\nhttps://x.example/m\np",
            Whole(json));
    }

    [Theory]
    [InlineData("\"plain *wiki* [a|https://x.example]\"", "plain *wiki* [a|https://x.example]")]
    [InlineData("\"q\\\"\\\\\\/\\n\\t\\u00e4\\ud83d\\ude00|\"", "q\"\\/\n\tä😀|")]
    [InlineData("\"a\\u0000b\\ud83dc\\ude00\\ud83d\"", "a\uFFFDb\uFFFDc\uFFFD\uFFFD")]
    [InlineData("\"\\ud83d\\u0041\"", "\uFFFDA")]
    [InlineData("\"\"", "")]
    [InlineData("17", "")]
    public void Whole_text_of_a_string_is_the_string(string json, string expected) =>
        Assert.Equal(expected, Whole(JsonDocument.Parse(json).RootElement));

    /// <summary>Property: what the reader for people finds is in the whole text too.</summary>
    [Fact]
    public void Whole_text_has_all_that_plain_text_has()
    {
        foreach (var seed in Enumerable.Range(0, 200))
        {
            var json = JsonSerializer.SerializeToElement(AdfRenderer.Render(new RichTextGenerator(seed).Document()));
            var whole = Whole(json);
            Assert.All(RichTextReader.ToPlainText(json).Split(['\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries), word => Assert.Contains(word, whole));
        }
    }

    private static string Whole(JsonElement json) => System.Text.Encoding.UTF8.GetString(RichTextReader.ToUtf8(json).Span);

    [Fact]
    public void Hostile_markup_of_any_kind_reads_in_linear_time()
    {
        foreach (var unit in new[] { "*a ", "{{", "[~", "[x|", "\\", "{code}", "&#1", "-a", "|", "h1." })
            Assert.NotNull(WikiText.ToPlainText(string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length))));
    }
}
