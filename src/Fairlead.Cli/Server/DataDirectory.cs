using Fairlead.Cli.Commands;

namespace Fairlead.Cli.Server;

/// <summary>Where this user's Fairlead keeps its database, key and reports when no server is named.</summary>
internal static class DataDirectory
{
    /// <returns>A full path; the folder may not exist yet.</returns>
    /// <exception cref="CommandFailedException">The variable is set to nothing: the name was lost on the way.</exception>
    public static string Of(Invocation invocation)
    {
        if (!invocation.WasTyped(ServerOptions.Data) && Environment.GetEnvironmentVariable(ServerOptions.DataVariable) is "")
            throw new CommandFailedException(ExitCode.Usage, $"usage: {ServerOptions.DataVariable} is set but empty. Name a directory, or unset it.");
        return Path.GetFullPath(invocation.Get(ServerOptions.Data, ServerOptions.DataVariable) ?? Default());
    }

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
