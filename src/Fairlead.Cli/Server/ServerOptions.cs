using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Server;

/// <summary>Which Fairlead a command talks to: one elsewhere, or one started for this command on a data directory.</summary>
internal static class ServerOptions
{
    public const string UrlVariable = "FAIRLEAD_URL";
    public const string TokenVariable = "FAIRLEAD_TOKEN";
    public const string DataVariable = "FAIRLEAD_DATA";

    /// <summary>Any value makes the host inside a command log to standard error, for finding out what is wrong.</summary>
    public const string DatabaseVariable = "FAIRLEAD_DATABASE";
    public const string LogVariable = "FAIRLEAD_LOG";

    public static readonly Option<string?> Url = new("--url")
    {
        Description = $"Address of a running server; {UrlVariable} when left out. Without either, the command works on the data directory itself",
        HelpName = "URL",
    };

    public static readonly Option<string?> ApiToken = new("--api-token")
    {
        Description = $"Token for that server. Other users of this machine can see arguments: prefer {TokenVariable} or --api-token-file",
        HelpName = "TOKEN",
    };

    public static readonly Option<string?> ApiTokenFile = new("--api-token-file")
    {
        Description = "File whose first line is the token for that server",
        HelpName = "PATH",
    };

    public static readonly Option<string?> Data = new("--data")
    {
        Description = $"Data directory when there is no server; {DataVariable}, else fairlead in the user's data folder",
        HelpName = "DIRECTORY",
    };

    /// <returns>What was typed to reach this server, for a command that we tell somebody to type; never a token.</returns>
    public static string Repeated(Invocation invocation) => string.Concat(
        new[] { Url, ApiTokenFile, Data }.Where(invocation.WasTyped).Select(o => $" {o.Name} {ShellWord.Of(invocation.Get(o)!)}"));

    public static IReadOnlyList<Option> All { get; } = [Url, ApiToken, ApiTokenFile, Data];
}
