using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Client;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.Http;

/// <summary>The key under which cursors are signed; 32 bytes, the same on every node.</summary>
public sealed record CursorKey(byte[] Bytes);

/// <summary>
/// Writes the position in a list as an opaque text and reads it back. A cursor is signed over its route, its filters and its
/// user, so one that was cut, altered, or taken from another list or person is refused.
/// </summary>
public sealed class Cursors(CursorKey key)
{
    private const int TagBytes = 16;

    public string Write<T>(HttpContext context, T position)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(position, FairleadJson.Strict);
        return Base64Url.EncodeToString([.. TagOf(context, payload), .. payload]);
    }

    /// <returns>The type's default when the request has no cursor.</returns>
    /// <exception cref="ProblemException">Invalid cursor.</exception>
    public T? Read<T>(HttpContext context)
    {
        if (context.Features.Get<QueryValues>()?.Get(QueryParameter.Cursor) is not { } text)
            return default;
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (bytes.Length <= TagBytes)
                throw Invalid();
            var payload = bytes.AsSpan(TagBytes);
            if (!CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, TagBytes), TagOf(context, payload)))
                throw Invalid();
            return JsonSerializer.Deserialize<T>(payload, FairleadJson.Strict);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw Invalid();
        }
    }

    private ReadOnlySpan<byte> TagOf(HttpContext context, ReadOnlySpan<byte> payload)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Bytes);
        var query = context.Features.Get<QueryValues>()?.Binding ?? "";
        var user = context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
        foreach (var part in (string[])[context.Request.Path.Value ?? "", user, query])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hmac.AppendData(BitConverter.GetBytes(bytes.Length));
            hmac.AppendData(bytes);
        }

        hmac.AppendData(payload);
        return hmac.GetHashAndReset().AsSpan(0, TagBytes);
    }

    private static ProblemException Invalid() =>
        new(Problem.AtParameter(ProblemKind.InvalidCursor, "cursor", "The cursor does not belong to this list. Start again without one."));
}
