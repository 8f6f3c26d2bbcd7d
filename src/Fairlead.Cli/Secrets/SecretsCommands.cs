using Fairlead.Cli.Commands;

namespace Fairlead.Cli.Secrets;

/// <summary>Finds secrets without a server and without a data directory.</summary>
internal static class SecretsCommands
{
    public static TaughtCommand Create() =>
        new TaughtCommand(
            "secrets",
            "Find secrets in files and texts. Works offline: nothing is sent, nothing is stored, and no secret is ever shown.",
            new Example("Everything below this folder", "fairlead secrets scan ."),
            new Example("What is it that is looked for?", "fairlead secrets rules list"))
            .Has(SecretsScanCommand.Create(), SecretRuleCommands.Create());
}
