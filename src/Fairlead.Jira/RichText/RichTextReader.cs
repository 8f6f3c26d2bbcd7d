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

    /// <summary>The same without what the author quotes, shows as code or strikes out: none of that is what they say.</summary>
    public static string ToOwnText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => AdfText.ToOwnText(value),
        JsonValueKind.String => WikiText.ToOwnText(value.AsText() ?? ""),
        _ => "",
    };

    /// <summary>
    /// All text of it as UTF-8, for what looks for something in it: an ADF document line by line, with what does not show beneath
    /// (<see cref="AdfText"/>), and any other text as it stands, wiki markup and all. NUL and lone surrogates become U+FFFD.
    /// </summary>
    public static ReadOnlyMemory<byte> ToUtf8(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => AdfText.ToUtf8(value),
        JsonValueKind.String => Utf8Text.Of(value),
        _ => default,
    };
}
