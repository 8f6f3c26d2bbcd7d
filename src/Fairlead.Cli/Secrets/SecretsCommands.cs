using Fairlead.Cli.Commands;
using Fairlead.Cli.Secrets.InJira;
using Fairlead.Cli.Secrets.OnServer;

namespace Fairlead.Cli.Secrets;

/// <summary>Finds secrets: in files and texts without a server and without a data directory, and in Jira.</summary>
internal static class SecretsCommands
{
    public static TaughtCommand Create() =>
        new TaughtCommand(
            "secrets",
            "Find secrets in files and texts, offline, and in the issues of Jira. No secret is ever stored or shown.",
            new Example("Everything below this folder", "fairlead secrets scan ."),
            new Example("Every project that the account may browse", "fairlead secrets crawl --connection team"),
            new Example("What is it that is looked for?", "fairlead secrets rules list"))
            .Has(SecretsScanCommand.Create(), SecretRuleCommands.Create(), AllowCommands.Create(), SecretsCrawlCommand.Create(), SecretsListCommand.Create(), SecretsReviewCommand.Create(), SecretsRevokeCommand.Create(), SecretsMaskCommands.Mask(), SecretsMaskCommands.Unmask(), SecretsNoticeCommands.Notify(), SecretsNoticeCommands.Notices(), SecretScansCommand.Create(), SecretsSkippedCommand.Create());
}
