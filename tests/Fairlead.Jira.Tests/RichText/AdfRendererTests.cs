using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.RichText;
using NJsonSchema;

namespace Fairlead.Jira.Tests.RichText;

public sealed class AdfRendererTests
{
    [Fact]
    [Trait("needs", "shared")]
    [Trait("Complaint", "U-34")]
    public void Every_document_is_valid_against_Atlassians_schema()
    {
        var schema = AdfSchema.Load(SharedData.PathOf("specs", "adf-full.schema.json"));
        for (var seed = 0; seed < 2500; seed++)
        {
            var json = AdfRenderer.Render(new RichTextGenerator(seed).Document()).ToJsonString();
            Assert.True(schema.IsValid(json), $"seed {seed}\n{json}");
        }
    }

    [Fact]
    [Trait("needs", "shared")]
    public async Task Our_reading_of_the_schema_agrees_with_NJsonSchema()
    {
        var path = SharedData.PathOf("specs", "adf-full.schema.json");
        var (ours, theirs) = (AdfSchema.Load(path), await JsonSchema.FromFileAsync(path, TestContext.Current.CancellationToken));
        string[] documents =
        [
            Doc(""), Doc(P("")), Doc(P(Text(""))), Doc(P(Text("x"))), Doc(P(Text("x", "code", "strong"))), Doc(P(Text("x", "strong", "em"))),
            Doc(List(P(Text("x")))), Doc(List("""{"type":"heading","attrs":{"level":1},"content":[]}""")),
            Doc("""{"type":"heading","attrs":{"level":7},"content":[]}"""), Doc("""{"type":"unknown"}"""), """{"type":"doc","content":[]}""",
            Doc("""{"type":"panel","attrs":{"panelType":"info"},"content":[{"type":"rule"}]}"""), Doc("""{"type":"rule","x":1}"""),
            Doc("""{"type":"panel","attrs":{"panelType":"purple"},"content":[{"type":"rule"}]}"""), Doc("""{"type":"codeBlock","content":[]}"""),
            Doc("""{"type":"blockquote","content":[]}"""), Doc(List(List(P("")))), Doc("""{"type":"table","content":[{"type":"tableRow","content":[]}]}"""),
        ];
        foreach (var document in documents)
            Assert.True(ours.IsValid(document) == (theirs.Validate(document).Count == 0), document);
        Assert.Equal(9, documents.Count(ours.IsValid));

        static string Doc(string content) => $$"""{"type":"doc","version":1,"content":[{{content}}]}""";
        static string P(string content) => $$"""{"type":"paragraph","content":[{{content}}]}""";
        static string List(string content) => $$"""{"type":"bulletList","content":[{"type":"listItem","content":[{{content}}]}]}""";
        static string Text(string text, params string[] marks) =>
            $$"""{"type":"text","text":"{{text}}","marks":[{{string.Join(',', marks.Select(m => $$"""{"type":"{{m}}"}"""))}}]}""";
    }

    [Fact]
    [Trait("Complaint", "U-34")]
    public void No_document_holds_an_empty_text_a_mention_a_card_or_an_unsafe_link()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            foreach (var node in Nodes(AdfRenderer.Render(new RichTextGenerator(seed).Document())))
            {
                Assert.DoesNotContain(node["type"]!.GetValue<string>(), new[] { "mention", "inlineCard", "blockCard", "embedCard", "media" });
                if (node["type"]!.GetValue<string>() == "text")
                    Assert.NotEmpty(node["text"]!.GetValue<string>());
                if (node["attrs"]?["href"]?.GetValue<string>() is { } href)
                    Assert.Matches("^(https?|mailto):", href);
            }
        }
    }

    [Fact]
    public void A_plain_document_reads_as_expected()
    {
        var document = RichDocument.Of(
            Rich.Heading(2, "Summary"),
            Rich.Paragraph(Rich.Text("See "), Rich.Strong("this"), Rich.Text(" and "), Rich.Link("https://example.com/x", "that"), Rich.Text(".")),
            Rich.Bullets(RichListItem.Of("one"), RichListItem.Of("two")),
            Rich.CodeBlock("x = 1\ny = 2", "Python"),
            Rich.Table(["Package", "Version"], ["openssl", "3.0.1"]),
            Rich.Panel(PanelKind.Warning, Rich.Paragraph(Rich.Status("Critical", StatusColour.Red))));
        Snapshot.Match(AdfRenderer.Render(document).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    [Fact]
    public void What_may_not_stand_in_a_quote_gives_up_its_frame_and_keeps_its_text()
    {
        var document = RichDocument.Of(Rich.Quote(Rich.Heading(1, "Big"), Rich.Table(["a", "b"], ["c", "d"]), Rich.Panel(PanelKind.Info, Rich.Paragraph("in"))));
        Assert.Equal("Big\na | b\nc | d\nin", AdfText.ToPlainText(JsonSerializer.SerializeToElement(AdfRenderer.Render(document))));
    }

    [Fact]
    public void Very_deep_nesting_ends_instead_of_overflowing()
    {
        RichBlock block = Rich.Paragraph("x");
        for (var i = 0; i < 5000; i++)
            block = new RichBlock.Quote([block]);
        Assert.NotNull(AdfRenderer.Render(RichDocument.Of(block)));
        Assert.NotNull(WikiRenderer.Render(RichDocument.Of(block)));
    }

    private static IEnumerable<JsonObject> Nodes(JsonObject node)
    {
        yield return node;
        foreach (var list in new[] { node["content"], node["marks"] })
        {
            foreach (var child in list?.AsArray() ?? [])
            {
                foreach (var inner in Nodes(child!.AsObject()))
                    yield return inner;
            }
        }
    }

    [Fact]
    public void A_person_is_called_by_the_account_and_not_by_the_name()
    {
        var mention = AdfRenderer.Render(RichDocument.Of(Rich.Paragraph(new RichInline.Mention("712020:bob", "Bob\nT"))))["content"]![0]!["content"]![0]!;
        Assert.Equal(("mention", "712020:bob", "@Bob T"), ((string)mention["type"]!, (string)mention["attrs"]!["id"]!, (string)mention["attrs"]!["text"]!));
    }
}
