using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Kernel.Identity;

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

    public static readonly Argument<string[]> Secrets = new("SECRET") { Description = "Ids of secrets, as secrets list --verbose shows them", Arity = ArgumentArity.OneOrMore };

    public static readonly Option<string?> Issue = new("--issue") { Description = "Only this issue", HelpName = "KEY" };

    /// <summary>Those that <see cref="Secrets"/> names.</summary>
    /// <exception cref="CommandFailedException">One is no id.</exception>
    public static IReadOnlyList<SecretFindingId> IdsOf(Invocation invocation) => [.. (invocation.Get(Secrets) ?? []).Select(text => SecretFindingId.TryParse(text, null, out var id)
        ? id
        : throw new CommandFailedException(ExitCode.Usage, $"usage: {text} is no id of a secret. See: fairlead secrets list --verbose"))];
}
