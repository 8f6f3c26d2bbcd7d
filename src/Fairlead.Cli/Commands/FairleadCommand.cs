using System.CommandLine;
using Fairlead.Cli.Connections;
using Fairlead.Cli.Findings;
using Fairlead.Cli.Jira;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Tokens;

namespace Fairlead.Cli.Commands;

/// <summary>The table of contents of the command line.</summary>
internal static class FairleadCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Fairlead guides security findings into Jira and keeps both sides true.");
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        root.Directives.Clear();
        root.Add(ReportCommands.Create());
        root.Add(ImportCommand.Create());
        root.Add(ImportsCommands.Create());
        root.Add(FindingCommands.Create());
        root.Add(ConnectionCommands.Create());
        root.Add(TokenCommands.Create());
        root.Add(JiraCommands.Create());
        root.Add(VersionCommand.Create());
        return root;
    }
}
