using Fairlead.Client.Connections;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Connections;

/// <summary>What to type after a connection was made or changed.</summary>
internal static class ConnectionHints
{
    /// <param name="test">Null when Jira was not called.</param>
    /// <param name="server">Options that lead to the same server, with a space before each; empty for the usual one.</param>
    public static string After(ConnectionResponse connection, ConnectionTestResponse? test, string server)
    {
        var which = ShellWord.Of(connection.Name);
        return test switch
        {
            null => $"Next, see whether it works: fairlead connection test {which}{server}",
            { Works: true } => $"Next, see which projects it shows: fairlead jira projects --connection {which}{server}",
            { Cause: ConnectionCause.WrongEdition } =>
                $"It is kept, but an edition cannot be changed. Remove it: fairlead connection remove {which}{server}; "
                + $"then add it anew: fairlead connection add {which} --site {ShellWord.Of(connection.BaseUrl)} {CredentialOptions.Usual(test.Edition)}{server}",
            { Cause: ConnectionCause.AuthenticationFailed or ConnectionCause.TokenExpiredOrRevoked or ConnectionCause.SecretUnreadable } =>
                $"It is kept. Give it another secret, typed at the prompt: fairlead connection rotate {which}{UserOf(connection)}{server}",
            { Cause: ConnectionCause.WrongUrl or ConnectionCause.AddressRefused or ConnectionCause.Unreachable or ConnectionCause.Tls } =>
                $"It is kept. If the address is wrong: fairlead connection edit {which}{server} --site URL; to remove it: fairlead connection remove {which}{server}",
            _ => $"It is kept. When that is put right: fairlead connection test {which}{server}; to remove it: fairlead connection remove {which}{server}",
        };
    }

    /// <summary>A password is given with its user.</summary>
    private static string UserOf(ConnectionResponse connection) =>
        connection.Credentials.FirstOrDefault(c => c.IsActive) is { Kind: CredentialKind.Password, User: { } user } ? $" --user {ShellWord.Of(user)}" : "";
}
