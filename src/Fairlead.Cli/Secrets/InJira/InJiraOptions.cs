using System.CommandLine;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>Options that mean the same in every command about secrets in Jira.</summary>
internal static class InJiraOptions
{
    public static readonly Option<string> Connection = new("--connection", "-c")
    {
        Description = "Name or id of the connection",
        HelpName = "NAME",
        Required = true,
    };

    public static readonly Option<string?> Issue = new("--issue") { Description = "Only this issue", HelpName = "KEY" };
}
