using System.CommandLine;
using Fairlead.Cli.Reports;

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
        root.Add(VersionCommand.Create());
        return root;
    }
}
