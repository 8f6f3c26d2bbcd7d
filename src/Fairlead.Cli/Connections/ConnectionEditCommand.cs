using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;

namespace Fairlead.Cli.Connections;

/// <summary>Corrects a connection: its name, its address, the credential in use.</summary>
internal static class ConnectionEditCommand
{
    private static readonly Option<string?> Name = new("--name") { Description = "Its new name", HelpName = "NEW" };

    private static readonly Option<string?> Site = new("--site")
    {
        Description = "Jira's right address; another one needs the secret again, which is given only to hosts it is meant for",
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
        var signsInAnew = CredentialOptions.All.Any(invocation.WasTyped);
        if (!signsInAnew && !invocation.WasTyped(Site) && !invocation.WasTyped(Name) && !invocation.Get(Enable))
            throw new CommandFailedException(ExitCode.Usage, "usage: there is nothing to change. Give --name, --site, --enable or a credential.");
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var before = await ConnectionCommands.FindAsync(session, invocation.Get(ConnectionCommands.Which), ct);
                var used = before.Credentials.FirstOrDefault(c => c.IsActive);
                var change = new ChangeConnectionRequest(
                    invocation.Get(Name),
                    invocation.Get(Site),
                    signsInAnew ? await CredentialOptions.ReadAsync(invocation, used, ct) : null,
                    IsEnabled: invocation.Get(Enable) ? true : null);
                var after = await ChangeAsync(session, before.Id, change, () => CredentialOptions.ReadAsync(invocation, used, ct), ct);
                var isTested = (signsInAnew || after.BaseUrl != before.BaseUrl) && !invocation.Get(ConnectionAddCommand.NoTest);
                return await ConnectionAddCommand.TellAsync(invocation, session, after, "changed", isTested, ct);
            },
            ct);
    }

    /// <summary>Only the server knows whether an address, however it was written, is another one, for which the secret is needed again.</summary>
    private static async Task<ConnectionResponse> ChangeAsync(
        ServerSession session, ConnectionId id, ChangeConnectionRequest change, Func<Task<CredentialRequest>> askAsync, CancellationToken ct)
    {
        try
        {
            return await session.Client.Connections.ChangeAsync(id, change, ct);
        }
        catch (FairleadProblemException e) when (change.Credential is null && e.Problem.Errors is [{ Pointer: "/credential" }])
        {
            return await session.Client.Connections.ChangeAsync(id, change with { Credential = await askAsync() }, ct);
        }
    }
}
