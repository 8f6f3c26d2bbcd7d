using System.CommandLine;
using Fairlead.Cli.Alerts;
using Fairlead.Cli.Configurations;
using Fairlead.Cli.Connections;
using Fairlead.Cli.Demo;
using Fairlead.Cli.Findings;
using Fairlead.Cli.Jira;
using Fairlead.Cli.Notifications;
using Fairlead.Cli.Providers;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Rules;
using Fairlead.Cli.Sandbox;
using Fairlead.Cli.Secrets;
using Fairlead.Cli.Serving;
using Fairlead.Cli.Tickets;
using Fairlead.Cli.Tokens;

namespace Fairlead.Cli.Commands;

/// <summary>The table of contents of the command line.</summary>
internal static class FairleadCommand
{
    public static IReadOnlyList<Example> Examples { get; } =
    [
        new("See it work, with nothing else running", "fairlead demo"),
        new("Look at a report of yours", "fairlead report read trivy.json"),
        new("From a report to tickets in your Jira", "fairlead connection add --help"),
    ];

    public static RootCommand Create()
    {
        var root = new RootCommand("Fairlead guides security findings into Jira and keeps both sides true.");
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        root.Directives.Clear();
        TaughtCommand[] commands =
        [
            DemoCommand.Create(),
            ServeCommand.Create(),
            SandboxCommand.Create(),
            ReportCommands.Create(),
            SecretsCommands.Create(),
            ImportCommand.Create(),
            ImportsCommands.Create(),
            FindingCommands.Create(),
            IntelligenceCommands.Create(),
            ConnectionCommands.Create(),
            ConfigurationCommands.Create(),
            TemplateCommands.Create(),
            PlanCommand.Create(),
            ApplyCommand.Create(),
            RunCommands.Create(),
            TicketCommands.Create(),
            CommentCommands.Create(),
            AlertCommands.Create(),
            TriggerCommands.Create(),
            RuleCommands.Create(),
            ReceiverCommands.Create(),
            NotificationCommands.Create(),
            JiraCommands.Create(),
            ProviderCommands.Create(),
            TokenCommands.Create(),
            VersionCommand.Create(),
        ];
        foreach (var command in commands)
            root.Add(command);
        return root;
    }
}
