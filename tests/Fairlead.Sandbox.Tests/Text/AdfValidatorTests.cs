using System.Text.Json.Nodes;
using Fairlead.Sandbox.Text;
using NJsonSchema;

namespace Fairlead.Sandbox.Tests.Text;

/// <summary>Our structural check against documents whose verdict is known, and against Atlassian's own schema.</summary>
public sealed class AdfValidatorTests
{
    public static TheoryData<bool, string> Documents { get; } = new()
    {
        { true, Doc() },
        { true, Doc("""{"type":"paragraph"}""") },
        { true, Doc(P("""{"type":"text","text":"a","marks":[{"type":"code"},{"type":"link","attrs":{"href":"https://e.com"}}]}""")) },
        { true, Doc("""{"type":"heading","attrs":{"level":3},"content":[{"type":"text","text":"h"}]}""") },
        { true, Doc(List("""{"type":"codeBlock","attrs":{"language":"java"},"content":[{"type":"text","text":"x"}]}""")) },
        { true, Doc(Table($$"""{"type":"tableHeader","content":[{{P(T)}}]},{"type":"tableCell","attrs":{"colspan":2},"content":[{{P(T)}}]}""")) },
        { true, Doc($$"""{"type":"panel","attrs":{"panelType":"warning"},"content":[{{P(T)}}]}""") },
        { true, Doc($$"""{"type":"expand","attrs":{"title":"t"},"content":[{{Table($$"""{"type":"tableCell","content":[{{P(T)}}]}""")}}]}""") },
        { true, Doc(Table($$"""{"type":"tableCell","content":[{"type":"nestedExpand","attrs":{"title":"t"},"content":[{{P(T)}}]}]}""")) },
        { true, Doc("""{"type":"rule"}""", P("""{"type":"status","attrs":{"text":"ok","color":"green"}}""")) },
        { true, Doc(P("""{"type":"mention","attrs":{"id":"1","text":"@a"}}""", """{"type":"hardBreak"}""", """{"type":"date","attrs":{"timestamp":"1"}}""")) },
        { true, Doc("""{"type":"taskList","attrs":{"localId":"1"},"content":[{"type":"taskItem","attrs":{"localId":"2","state":"TODO"},"content":[{"type":"text","text":"x"}]}]}""") },
        { false, Doc(P("""{"type":"text","text":""}""")) },
        { false, Doc(P("""{"type":"text","text":"a","marks":[{"type":"code"},{"type":"strong"}]}""")) },
        { false, Doc(List("""{"type":"heading","attrs":{"level":1}}""")) },
        { false, Doc("""{"type":"blockquote","content":[{"type":"heading","attrs":{"level":1}}]}""") },
        { false, Doc(Table($$"""{"type":"tableCell","content":[{{Table($$"""{"type":"tableCell","content":[{{P(T)}}]}""")}}]}""")) },
        { false, Doc($$"""{"type":"panel","attrs":{"panelType":"info"},"content":[{{Table($$"""{"type":"tableCell","content":[{{P(T)}}]}""")}}]}""") },
        { false, Doc(Table($$"""{"type":"tableCell","content":[{"type":"expand","content":[{{P(T)}}]}]}""")) },
        { false, Doc("""{"type":"nonsense"}""") },
        { false, Doc("""{"type":"heading","attrs":{"level":7}}""") },
        { false, Doc("""{"type":"heading"}""") },
        { false, Doc("""{"type":"bulletList","content":[]}""") },
        { false, Doc("""{"type":"paragraph","colour":"red"}""") },
        { false, Doc("""{"type":"paragraph","attrs":{"colour":"red"}}""") },
        { false, Doc($$"""{"type":"panel","attrs":{"panelType":"loud"},"content":[{{P(T)}}]}""") },
        { false, Doc($$"""{"type":"nestedExpand","attrs":{},"content":[{{P(T)}}]}""") },
        { false, Doc(T) },
        { false, Doc(P("""{"type":"status","attrs":{"text":"","color":"green"}}""")) },
        { false, Doc(P("""{"type":"text","text":"a","marks":[{"type":"textColor","attrs":{"color":"red"}}]}""")) },
        { false, """{"type":"doc","content":[]}""" },
        { false, """{"type":"doc","version":1}""" },
        { false, """{"type":"doc","version":2,"content":[]}""" },
        { false, """{"type":"paragraph","version":1,"content":[]}""" },
    };

    private static readonly Lazy<Task<JsonSchema>> Schema = new(() => JsonSchema.FromFileAsync(
        SharedData.PathOf("specs", "adf-full.schema.json"), CancellationToken.None));

    private const string T = """{"type":"text","text":"x"}""";

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_is_judged_as_its_rules_say(bool isValid, string document) =>
        Assert.Equal(isValid, AdfValidator.Problem(JsonNode.Parse(document)) is null);

    /// <summary>Apart, because the library behind the other test overlooks how the schema says this.</summary>
    [Fact]
    public void Marks_in_a_code_block_are_refused() => Assert.NotNull(AdfValidator.Problem(JsonNode.Parse(
        Doc("""{"type":"codeBlock","content":[{"type":"text","text":"x","marks":[{"type":"em"}]}]}"""))));

    [Theory]
    [Trait("needs", "shared")]
    [MemberData(nameof(Documents))]
    public async Task Atlassians_schema_judges_the_same(bool isValid, string document)
    {
        _ = SharedData.PathOf("specs");
        var schema = await Schema.Value;
        Assert.True(isValid == (schema.Validate(document).Count == 0), document);
    }

    [Theory]
    [Trait("needs", "shared")]
    [InlineData("h1. Title\n\nText with *bold*\nand a break\n\n* one\n* two\n\n{code:java}\nint x;\n{code}\n----\n# a")]
    [InlineData("")]
    [InlineData("just text")]
    public async Task Wiki_markup_becomes_a_valid_document(string wiki)
    {
        var document = WikiText.ToAdf(wiki);
        Assert.Null(AdfValidator.Problem(document));
        _ = SharedData.PathOf("specs");
        var schema = await Schema.Value;
        Assert.Empty(schema.Validate(document.ToJsonString()));
    }

    [Fact]
    public void Hostile_text_and_links_are_shown_and_never_run()
    {
        var document = JsonNode.Parse(Doc(
            P("""{"type":"text","text":"<script>alert(1)</script>","marks":[{"type":"link","attrs":{"href":"javascript:alert(1)"}}]}"""),
            """{"type":"panel","attrs":{"panelType":"\" onclick=\"x"},"content":[{"type":"paragraph"}]}"""));
        var html = AdfHtml.Render(document);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("javascript:", html);
        Assert.DoesNotContain("\" onclick", html);
    }

    private static string Doc(params string[] blocks) =>
        $$"""{"type":"doc","version":1,"content":[{{string.Join(',', blocks)}}]}""";

    private static string P(params string[] inlines) => $$"""{"type":"paragraph","content":[{{string.Join(',', inlines)}}]}""";

    private static string List(string item) => $$"""{"type":"bulletList","content":[{"type":"listItem","content":[{{item}}]}]}""";

    private static string Table(string cells) => $$"""{"type":"table","content":[{"type":"tableRow","content":[{{cells}}]}]}""";
}
