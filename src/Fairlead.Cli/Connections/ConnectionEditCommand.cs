using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Connections;

/// <summary>Corrects a connection: its name, its address, the credential in use.</summary>
internal static class ConnectionEditCommand
{
    private static readonly Option<string?> Name = new("--name") { Description = "Its new name", HelpName = "NEW" };

    private static readonly Option<string?> Site = new("--site")
    {
        Description = "Jira's right address; needs the secret again, which is given only to hosts it is meant for",
        HelpName = "URL",
    };

    private static readonly Option<bool> Enable = new("--enable") { Description = "Use it again after connection disable" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "edit",
            "Correct a connection's address, name or credential, and test it. To replace a credential that works, use rotate.",
            new Example("The address had a typing mistake", "fairlead connection edit team --site https://jira.team.example --token-env JIRA_TOKEN"),
            new Example("Another name", "fairlead connection edit team --name security"))
            .Takes([ConnectionCommands.Which, Name, Site, .. CredentialOptions.All, Enable, ConnectionAddCommand.NoTest, CommonOptions.Json])
            .TakesServer(ServerOptions.All)
            .Does(EditAsync);

    private static async Task<ExitCode> EditAsync(Invocation invocation, CancellationToken ct)
    {
        var signsInAnew = invocation.WasTyped(Site) || CredentialOptions.All.Any(invocation.WasTyped);
        if (!signsInAnew && !invocation.WasTyped(Name) && !invocation.Get(Enable))
            throw new CommandFailedException(ExitCode.Usage, "usage: there is nothing to change. Give --name, --site, --enable or a credential.");
        var change = new ChangeConnectionRequest(
            invocation.Get(Name),
            invocation.Get(Site),
            signsInAnew ? await CredentialOptions.ReadAsync(invocation, ct) : null,
            IsEnabled: invocation.Get(Enable) ? true : null);
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var before = await ConnectionCommands.FindAsync(session, invocation.Get(ConnectionCommands.Which), ct);
                // A new address may lead to another edition, where the way to sign in is another too.
                var credential = change.Credential is null || invocation.WasTyped(Site) ? change.Credential : CredentialOptions.Like(before, invocation, change.Credential);
                var after = await session.Client.Connections.ChangeAsync(before.Id, change with { Credential = credential }, ct);
                return await ConnectionAddCommand.TellAsync(invocation, session, after, "changed", signsInAnew && !invocation.Get(ConnectionAddCommand.NoTest), ct);
            },
            ct);
    }
}
