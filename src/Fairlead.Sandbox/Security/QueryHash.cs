using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Sandbox.Security;

/// <summary>Binds a Connect token to one request: lowercase hexadecimal SHA-256 over method, path and query in one form (npm atlassian-jwt 2.0.3 makes the same).</summary>
internal static class QueryHash
{
    /// <summary>What tokens of frames carry, which name no request.</summary>
    public const string OfContext = "context-qsh";

    /// <param name="path">As encoded in the address, without the product's context path.</param>
    /// <param name="query">As encoded, with or without <c>?</c>.</param>
    public static string Of(string method, string path, string query) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{method.ToUpperInvariant()}&{PathOf(path)}&{QueryOf(query)}")));

    private static string PathOf(string path)
    {
        path = path.StartsWith('/') ? path : $"/{path}";
        if (path.Length > 1 && path.EndsWith('/'))
            path = path[..^1];
        return path.Replace("&", "%26", StringComparison.Ordinal);
    }

    private static string QueryOf(string query) => string.Join('&', query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Key: Decoded(pair[0]), Value: Decoded(pair.Length > 1 ? pair[1] : "")))
        .Where(pair => pair.Key != "jwt")
        .GroupBy(pair => pair.Key)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{Uri.EscapeDataString(group.Key)}={string.Join(',', group.Select(pair => pair.Value).Order(StringComparer.Ordinal).Select(Uri.EscapeDataString))}"));

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
