namespace Fairlead.Sandbox.Requests;

/// <summary>
/// Matches the end of a path segment by segment, so that <c>/issue/*/comment</c> means that resource in every API version.
/// </summary>
internal static class PathPattern
{
    public static bool Matches(string? wantedMethod, string? pattern, string method, string path) =>
        (wantedMethod is null || wantedMethod.Equals(method, StringComparison.OrdinalIgnoreCase))
        && (pattern is null || MatchesPath(pattern, path));

    private static bool MatchesPath(string pattern, string path)
    {
        var wanted = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var given = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (wanted is [.., "**"])
            return given.Length >= wanted.Length - 1 && StartsAnywhere(wanted[..^1], given);
        return wanted.Length <= given.Length && SegmentsMatch(wanted, given.AsSpan(given.Length - wanted.Length));
    }

    private static bool StartsAnywhere(string[] wanted, string[] given)
    {
        for (var start = 0; start + wanted.Length <= given.Length; start++)
        {
            if (SegmentsMatch(wanted, given.AsSpan(start, wanted.Length)))
                return true;
        }

        return false;
    }

    private static bool SegmentsMatch(string[] wanted, ReadOnlySpan<string> given)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] != "*" && wanted[i][0] != '{' && wanted[i] != given[i])
                return false;
        }

        return true;
    }
}
