using Fairlead.Cli.Commands;

namespace Fairlead.Cli.Server;

/// <summary>Where this user's Fairlead keeps its database, key and reports when no server is named.</summary>
internal static class DataDirectory
{
    /// <returns>A full path; the folder may not exist yet.</returns>
    public static string Of(Invocation invocation) =>
        Path.GetFullPath(invocation.Get(ServerOptions.Data, ServerOptions.DataVariable) ?? Default());

    private static string Default()
    {
        var home = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (string.IsNullOrEmpty(home) || !Path.IsPathRooted(home))
        {
            var user = Environment.GetEnvironmentVariable("HOME");
            if (string.IsNullOrEmpty(user))
                throw new CommandFailedException(ExitCode.Configuration, "HOME is not set, so there is no place for data. Name one with --data DIRECTORY.");
            home = Path.Combine(user, ".local", "share");
        }

        return Path.Combine(home, "fairlead");
    }
}
