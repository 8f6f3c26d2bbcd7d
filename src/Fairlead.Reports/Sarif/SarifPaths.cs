namespace Fairlead.Reports.Sarif;

/// <summary>
/// Where a result is, as a path that is the same on every machine: roots that are absolute (a build agent's folder) are left
/// off, bases inside the root are put in front (§3.4.4, §3.14.14).
/// </summary>
internal static class SarifPaths
{
    private const int MaxBases = 10;

    public static string? Of(SarifArtifactLocation? location, SarifRun run)
    {
        if (location is null)
            return null;
        if (string.IsNullOrEmpty(location.Uri) && location.Index is { } i and >= 0 && i < run.Artifacts.Count)
            location = run.Artifacts[i] ?? location;
        if (string.IsNullOrWhiteSpace(location.Uri))
            return null;

        var uri = location.Uri.Trim();
        if (IsFileUri(uri))
            return Decode(WithoutRoot(uri, run));
        if (uri.Contains("://", StringComparison.Ordinal))
            return FindingText.Word(uri);

        var baseId = location.UriBaseId;
        for (var step = 0; baseId is not null && step < MaxBases; step++)
        {
            if (!run.BaseIds.TryGetValue(baseId, out var root) || root is null)
                break;
            if (root.Uri is { Length: > 0 } prefix && !IsFileUri(prefix) && !prefix.Contains(':', StringComparison.Ordinal))
                uri = prefix.TrimEnd('/') + "/" + uri.TrimStart('/');
            baseId = root.UriBaseId;
        }

        return Decode(uri);
    }

    private static string WithoutRoot(string uri, SarifRun run)
    {
        foreach (var root in run.BaseIds.Values)
        {
            if (root?.Uri is { Length: > 0 } prefix && IsFileUri(prefix) && prefix.EndsWith('/')
                && uri.Length > prefix.Length && uri.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return uri[prefix.Length..];
        }

        return "/" + uri["file:".Length..].TrimStart('/');
    }

    private static bool IsFileUri(string uri) => uri.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    private static string? Decode(string path)
    {
        var text = path.Contains('%', StringComparison.Ordinal)
            ? Kernel.Text.PlainText.Clean(Uri.UnescapeDataString(path))
            : path;
        text = text.Replace('\\', '/');
        while (text.StartsWith("./", StringComparison.Ordinal))
            text = text[2..];
        return FindingText.Word(text);
    }
}
