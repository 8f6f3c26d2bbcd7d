namespace Fairlead.Jira.RichText;

/// <summary>The one rule for links in what we write: http, https and mailto. The ADF schema would let <c>javascript:</c> pass.</summary>
internal static class SafeLink
{
    private const int MaxLength = 2000;

    /// <returns>The normalised address, or <see langword="null"/> when it must stay plain text.</returns>
    public static string? Of(string? link) =>
        link is { Length: > 0 and <= MaxLength }
        && !link.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && Uri.TryCreate(link, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeMailto)
        && link.StartsWith(url.Scheme + ":", StringComparison.OrdinalIgnoreCase)
            ? url.AbsoluteUri
            : null;
}
