using System.Security.Cryptography;
using System.Text.Json;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>What is taken from a webhook's body. Pure.</summary>
/// <param name="Kind">As Jira names it: <c>comment_created</c>, <c>jira:issue_updated</c>.</param>
/// <param name="IssueId"><see langword="null"/> where the event is not about an issue.</param>
internal sealed record WebhookBody(string Kind, string? IssueId)
{
    public const string IssueDeleted = "jira:issue_deleted";

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
                || name.GetString() is not { Length: > 0 and <= MaxKind } kind
                // No name of Jira's has others; a control character could not be stored and would take the deliveries beside it with it.
                || !kind.All(c => c is > ' ' and < '\x7f'))
                return null;
            return new(kind, IssueOf(root));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is what half a surrogate pair makes of a string.
            return null;
        }
    }

    /// <summary>Whether the header is the HMAC-SHA256 of exactly these bytes.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> body, string? header, ReadOnlySpan<byte> secret)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, body, expected);
        return IsSignature(header, expected);
    }

    /// <summary>Whether the header is this hash, written as Jira does: <c>sha256=</c> and small hexadecimal digits. Takes the same time wherever they differ.</summary>
    public static bool IsSignature(string? header, ReadOnlySpan<byte> expected)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (header is null || !header.StartsWith(Scheme, StringComparison.Ordinal) || header.AsSpan(Scheme.Length).ContainsAnyInRange('A', 'F')
            || Convert.FromHexString(header.AsSpan(Scheme.Length), given, out _, out var written) != System.Buffers.OperationStatus.Done
            || written != given.Length)
            return false;
        return CryptographicOperations.FixedTimeEquals(given, expected);
    }

    /// <summary>Most carry the issue itself; of a worklog Jira gives the issue's id, and Data Center of a comment only its address.</summary>
    private static string? IssueOf(JsonElement root) =>
        (Member(root, "issue", "id") ?? Member(root, "worklog", "issueId") ?? IssueIn(Member(root, "comment", "self"))) is { Length: > 0 and <= 20 } id && id.All(char.IsAsciiDigit)
            ? id
            : null;

    private static string? Member(JsonElement root, string name, string member) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out var text) ? text.ToString() : null;

    /// <summary>As <c>https://jira.example/rest/api/2/issue/10010/comment/10101</c>.</summary>
    private static string? IssueIn(string? address) => address?.Split('/') is [.., "issue", var id, "comment", _] ? id : null;
}
