using System.Text.Json;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.RichText;

/// <summary>Plain text of what Jira holds: an ADF document or a wiki markup string.</summary>
public static class RichTextReader
{
    public static string ToPlainText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => AdfText.ToPlainText(value),
        JsonValueKind.String => WikiText.ToPlainText(value.AsText() ?? ""),
        _ => "",
    };
}
