namespace Fairlead.Jira.RichText;

/// <summary>Renders to Data Center's wiki markup; no text of the document can become markup.</summary>
public static class WikiRenderer
{
    public static string Render(RichDocument document) => throw new InvalidOperationException();
}
