using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>Where Jira sends the events of a connection.</summary>
internal static class WebhookAddress
{
    /// <summary>Below this server's address.</summary>
    public static string PathOf(ConnectionId connection) => $"/webhooks/jira/{connection}";

    /// <param name="address">This server's, as Jira reaches it.</param>
    /// <returns><see langword="null"/> where that is none: https, or plain http for a Jira on this machine, without credentials.</returns>
    public static Uri? UrlOf(string? address, ConnectionId connection) =>
        Uri.TryCreate(address?.TrimEnd('/') + PathOf(connection), UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) && url.UserInfo.Length == 0 && url.AbsolutePath.EndsWith(PathOf(connection), StringComparison.Ordinal)
            ? url
            : null;
}
