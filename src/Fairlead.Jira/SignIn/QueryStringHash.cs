using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Jira.SignIn;

/// <summary>
/// The claim <c>qsh</c>, by which a Connect JWT is good for one method, path and query only: lower-case hex of SHA-256 over
/// <c>METHOD&amp;path&amp;query</c>. As npm atlassian-jwt 2.0.3 makes it, read 2026-11-22.
/// </summary>
public static class QueryStringHash
{
    /// <summary>
    /// What may be hashed for a request, at most four texts. Libraries of Connect differ: some hash a path as it is encoded in the address, some
    /// decoded; some sort parameters by their names as they are, some as they are encoded.
    /// </summary>
    /// <param name="target">Path and query as they stand in the request line.</param>
    /// <param name="basePath">The part of the path that belongs to the server's address; empty for none.</param>
    public static IReadOnlyList<string> CanonicalRequests(string method, string target, string basePath = "")
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        var parameters = Parameters(mark < 0 ? "" : target[(mark + 1)..]);
        if (basePath.Length > 0 && path.StartsWith(basePath, StringComparison.Ordinal))
            path = path[basePath.Length..];
        string[] queries = [Query(parameters.OrderBy(p => p.Key, StringComparer.Ordinal)), Query(parameters.OrderBy(p => Encode(p.Key), StringComparer.Ordinal))];
        string[] paths = [Path(path), Path(Uri.UnescapeDataString(path))];
        return [.. paths.SelectMany(_ => queries, (p, q) => $"{method.ToUpperInvariant()}&{p}&{q}").Distinct(StringComparer.Ordinal)];
    }

    public static string Of(string canonicalRequest) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)));

    /// <summary>Takes as long whichever it is, and whether it is one of them or not.</summary>
    public static bool IsOneOf(string given, IEnumerable<string> canonicalRequests)
    {
        var bytes = Encoding.UTF8.GetBytes(given);
        var isOne = false;
        foreach (var canonical in canonicalRequests)
            isOne |= CryptographicOperations.FixedTimeEquals(bytes, Encoding.UTF8.GetBytes(Of(canonical)));
        return isOne;
    }

    private static string Path(string path)
    {
        // An ampersand would look like the end of the path.
        var canonical = path.Replace("&", "%26", StringComparison.Ordinal);
        if (!canonical.StartsWith('/'))
            canonical = "/" + canonical;
        return canonical.Length > 1 && canonical.EndsWith('/') ? canonical[..^1] : canonical;
    }

    private static Dictionary<string, List<string>> Parameters(string query)
    {
        var parameters = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            if (name == "jwt")
                continue;
            if (!parameters.TryGetValue(name, out var values))
                parameters[name] = values = [];
            values.Add(equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }

        return parameters;
    }

    private static string Query(IEnumerable<KeyValuePair<string, List<string>>> sorted) =>
        string.Join('&', sorted.Select(p => $"{Encode(p.Key)}={string.Join(',', p.Value.Order(StringComparer.Ordinal).Select(Encode))}"));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>All but letters, digits, <c>- . _ ~</c>, as RFC 3986 has it.</summary>
    private static string Encode(string text) => Uri.EscapeDataString(text);
}
