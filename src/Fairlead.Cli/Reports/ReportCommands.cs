using Fairlead.Cli.Commands;

namespace Fairlead.Cli.Reports;

/// <summary>Looks at report files without a server and without importing anything.</summary>
internal static class ReportCommands
{
    public static TaughtCommand Create() =>
        new TaughtCommand(
            "report",
            "Look at scanner reports without importing them.",
            new Example("What does Fairlead understand of this report?", "fairlead report read trivy.json"))
            .Has(ReportReadCommand.Create());
}
