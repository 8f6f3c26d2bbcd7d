using System.Text.Json;

namespace Fairlead.Jira.RichText;

/// <summary>Plain text of what Jira holds: an ADF document or a wiki markup string.</summary>
public static class RichTextReader
{
    public static string ToPlainText(JsonElement value) => throw new InvalidOperationException();
}
