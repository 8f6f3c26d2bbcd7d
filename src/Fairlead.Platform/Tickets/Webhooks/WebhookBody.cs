using System.Security.Cryptography;
using System.Text.Json;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>What is taken from a webhook's body. Pure.</summary>
/// <param name="Kind">As Jira names it: <c>comment_created</c>, <c>jira:issue_updated</c>.</param>
/// <param name="IssueId"><see langword="null"/> where the event is not about an issue.</param>
internal sealed record WebhookBody(string Kind, string? IssueId)
{
    private const string Scheme = "sha256=";
    private const int MaxKind = 100;

    /// <returns><see langword="null"/> when it is no webhook of Jira's.</returns>
    public static WebhookBody? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            if (json.RootElement is not { ValueKind: JsonValueKind.Object } root
                || !root.TryGetProperty("webhookEvent", out var name) || name.ValueKind != JsonValueKind.String
                || name.GetString() is not { Length: > 0 and <= MaxKind } kind)
                return null;
            return new(kind, IssueOf(root));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is what half a surrogate pair makes of a string.
            return null;
        }
    }

    /// <summary>Whether the header is the HMAC-SHA256 of exactly these bytes. Takes the same time wherever they differ.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> body, string? header, ReadOnlySpan<byte> secret)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || Convert.FromHexString(header.AsSpan(Scheme.Length), given, out _, out var written) != System.Buffers.OperationStatus.Done
            || written != given.Length)
            return false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, body, expected);
        return CryptographicOperations.FixedTimeEquals(given, expected);
    }

    private static string? IssueOf(JsonElement root) =>
        root.TryGetProperty("issue", out var issue) && issue.ValueKind == JsonValueKind.Object
        && issue.TryGetProperty("id", out var id) && id.ToString() is { Length: > 0 and <= 20 } text && text.All(char.IsAsciiDigit)
            ? text
            : null;
}
