using System.Text;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Sandbox.Attachments;

/// <param name="FileName">Null for a plain form field.</param>
internal sealed record MultipartPart(string Name, string? FileName, string ContentType, byte[] Content);

/// <summary>Cuts a buffered multipart body; the request's work is synchronous, which the framework's reader is not.</summary>
internal static class Multipart
{
    public static IEnumerable<MultipartPart> Parts(byte[] body, string boundary)
    {
        var delimiter = Encoding.ASCII.GetBytes("--" + boundary);
        var at = body.AsSpan().IndexOf(delimiter);
        while (at >= 0)
        {
            var start = at + delimiter.Length;
            var length = body.AsSpan(start).IndexOf(delimiter);
            if (length < 0 || body.AsSpan(start).StartsWith("--"u8))
                yield break;
            if (Part(body.AsSpan(start, length)) is { } part)
                yield return part;
            at = start + length;
        }
    }

    private static MultipartPart? Part(ReadOnlySpan<byte> part)
    {
        var end = part.IndexOf("\r\n\r\n"u8);
        if (end < 0 || part.Length < end + 6)
            return null;
        var content = part[(end + 4)..^2].ToArray();
        ContentDispositionHeaderValue? disposition = null;
        var type = "application/octet-stream";
        foreach (var line in Encoding.UTF8.GetString(part[..end]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':');
            if (colon < 0)
                continue;
            var value = line[(colon + 1)..].Trim();
            if (line.StartsWith("Content-Disposition", StringComparison.OrdinalIgnoreCase))
                disposition = ContentDispositionHeaderValue.TryParse(value, out var parsed) ? parsed : null;
            else if (line.StartsWith("Content-Type", StringComparison.OrdinalIgnoreCase))
                type = value;
        }

        if (disposition is null)
            return null;
        var fileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName);
        return new MultipartPart(
            HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", fileName.Value, type, content);
    }
}
