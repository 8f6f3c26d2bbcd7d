using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Text;

/// <summary>Long text as it was sent: ADF as JSON text through v3, wiki markup through v2. Each is shown in the other's form too.</summary>
internal sealed class RichText(string markup, bool isAdf)
{
    private string? _plain;

    public string Markup => markup;

    public bool IsAdf => isAdf;

    public string Plain => _plain ??= isAdf ? AdfText.ToPlain(JsonNode.Parse(markup)) : WikiText.ToPlain(markup);

    /// <summary>As wiki markup, which is also what Jira measures against its limit.</summary>
    public string Wiki => isAdf ? AdfText.ToWiki(JsonNode.Parse(markup)) : markup;

    public string Html => isAdf ? AdfHtml.Render(JsonNode.Parse(markup)) : WikiHtml.Render(markup);

    public JsonNode Adf => isAdf ? JsonNode.Parse(markup)! : WikiText.ToAdf(markup);

    public JsonNode In(JiraView view) => view.SpeaksAdf ? Adf : JsonValue.Create(Wiki);

    /// <summary>A document of plain paragraphs.</summary>
    public static RichText OfPlain(string text) => new(WikiText.Escape(text), isAdf: false);
}
