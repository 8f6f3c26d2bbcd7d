namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>What the author of a template may write as the address of a link.</summary>
internal static class AddressText
{
    /// <param name="text">Up to the first value, or to the end.</param>
    /// <param name="isWhole">No value follows; one that does may not be part of the host.</param>
    public static bool MayLead(string text, bool isWhole) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme is "http" or "https" ? isWhole || text.IndexOfAny(['/', '?', '#'], uri.Scheme.Length + "://".Length) > 0 : isWhole && uri.Scheme == "mailto");
}
