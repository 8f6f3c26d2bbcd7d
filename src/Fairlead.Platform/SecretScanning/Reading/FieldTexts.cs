using System.Text.Json;
using Fairlead.Jira.RichText;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>
/// The text in a field's value, whatever its shape: a string, a document, or an array or object with some somewhere inside. People,
/// ids and the addresses by which Jira names its own things are left out.
/// </summary>
internal static class FieldTexts
{
    private static readonly HashSet<string> Ours =
        ["self", "id", "key", "accountId", "avatarUrls", "avatarUrl", "avatarId", "iconUrl", "iconUrls", "_links", "workspaceId", "globalId", "objectId"];

    /// <returns>Each string a line; empty when there is none.</returns>
    public static ReadOnlyMemory<byte> Of(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String || IsDocument(value))
            return RichTextReader.ToUtf8(value);
        var texts = new List<ReadOnlyMemory<byte>>();
        Collect(value, texts);
        return texts.Count == 1 ? texts[0] : Joined(texts);
    }

    private static void Collect(JsonElement value, List<ReadOnlyMemory<byte>> texts)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
            case JsonValueKind.Object when IsDocument(value):
                texts.Add(RichTextReader.ToUtf8(value));
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Collect(item, texts);
                break;
            case JsonValueKind.Object when !IsPerson(value):
                foreach (var member in value.EnumerateObject())
                {
                    if (!Ours.Contains(member.Name))
                        Collect(member.Value, texts);
                }

                break;
        }
    }

    private static byte[] Joined(List<ReadOnlyMemory<byte>> texts)
    {
        var joined = new byte[Math.Max(0, texts.Sum(t => t.Length + 1) - 1)];
        var at = 0;
        foreach (var text in texts)
        {
            if (at > 0)
                joined[at++] = (byte)'\n';
            text.Span.CopyTo(joined.AsSpan(at));
            at += text.Length;
        }

        return joined;
    }

    private static bool IsDocument(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("doc"u8)
        && value.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array;

    private static bool IsPerson(JsonElement value) => value.TryGetProperty("accountId", out _) || value.TryGetProperty("displayName", out _);
}
