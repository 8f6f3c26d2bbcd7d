using System.Security.Cryptography;
using System.Text;
using Fairlead.Reports.Content;

namespace Fairlead.Reports;

/// <summary>Puts together the stable parts of one finding's identity.</summary>
internal static class Identity
{
    /// <summary>The parts in the given order; absent ones are left out.</summary>
    public static IReadOnlyList<IdentityKey> Of(params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var count = 0;
        foreach (var (_, value) in parts)
            count += string.IsNullOrWhiteSpace(value) ? 0 : 1;

        var keys = new IdentityKey[count];
        count = 0;
        foreach (var (name, value) in parts)
        {
            if (!string.IsNullOrWhiteSpace(value))
                keys[count++] = new IdentityKey(name, Bounded(value));
        }

        return keys;
    }

    /// <summary>The first 64 bits of the text's hash, with white space evened out, so that reindentation does not matter.</summary>
    public static string ContextHash(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words)).AsSpan(0, 8));
    }

    private static string Bounded(string value) =>
        value.Length <= Limits.IdentityChars
            ? value
            : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
}
