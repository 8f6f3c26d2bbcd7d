using Fairlead.Client.Connections;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Connections.Secrets;

/// <summary>Says that the credential in use is to be replaced, before it stops working. Pure.</summary>
internal static class CredentialReminder
{
    /// <summary>It ends, which comes back to mind though somebody was told months before that it is old.</summary>
    public static bool IsAboutEnd(Connection connection, ConnectionOptions options, DateTimeOffset now) =>
        connection.ActiveCredential?.ExpiresAt is { } end && end - now < options.ExpiryWarning;

    /// <returns>For people, with the next step; <see langword="null"/> while there is time, and for a disabled connection.</returns>
    public static string? Of(Connection connection, ConnectionOptions options, DateTimeOffset now)
    {
        if (connection is not { IsEnabled: true, ActiveCredential: { } credential })
            return null;
        var reason = credential switch
        {
            { ExpiresAt: { } end } when end <= now => $"The credential expired on {end:yyyy-MM-dd}.",
            { ExpiresAt: { } end } when end - now < options.ExpiryWarning => $"The credential expires on {end:yyyy-MM-dd}.",
            // Of a secret that is elsewhere only the reference is old.
            { Reference: null } when now - credential.SetAt > options.CredentialAge =>
                $"The credential is the same since {credential.SetAt:yyyy-MM-dd}, for more than {options.CredentialAge.TotalDays:0} days.",
            _ => null,
        };
        return reason is null ? null : $"{reason} Replace it: fairlead connection rotate {ShellWord.Of(connection.Name)}{UserOf(credential)}.";
    }

    /// <summary>A password is given with its user; without one it would be a personal access token.</summary>
    private static string UserOf(Credential credential) => credential is { Kind: CredentialKind.Password, User: { } user } ? $" --user {ShellWord.Of(user)}" : "";

    /// <summary>The connection as it is to be shown: one that works asks for attention, and whatever else is the matter stands first.</summary>
    public static Connection Over(Connection connection, ConnectionOptions options, DateTimeOffset now) =>
        Of(connection, options, now) is not { } reminder ? connection : connection with
        {
            Health = connection.Health == Client.Connections.ConnectionHealth.Healthy ? Client.Connections.ConnectionHealth.Attention : connection.Health,
            HealthDetail = connection.HealthDetail ?? reminder,
        };
}
