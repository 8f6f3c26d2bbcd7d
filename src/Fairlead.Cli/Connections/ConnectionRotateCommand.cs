using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Connections;

/// <summary>Replaces a connection's credential: the new one goes into the free slot, is tested, and takes over only if it works.</summary>
internal static class ConnectionRotateCommand
{
    public static TaughtCommand Create() =>
        new TaughtCommand(
            "rotate",
            "Replace a connection's credential. The old one stays in use unless the new one works.",
            new Example("A new API token", "fairlead connection rotate team --email me@team.example --token-env JIRA_TOKEN --expires 2027-11-30"),
            new Example("A new personal access token, typed at the prompt", "fairlead connection rotate team"))
            .Takes([ConnectionCommands.Which, .. CredentialOptions.All, CommonOptions.Json])
            .TakesServer(ServerOptions.All)
            .Does(RotateAsync);

    private static Task<ExitCode> RotateAsync(Invocation invocation, CancellationToken ct) =>
        ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var connections = session.Client.Connections;
                var before = await ConnectionCommands.FindAsync(session, invocation.Get(ConnectionCommands.Which), ct);
                var active = before.Credentials.FirstOrDefault(c => c.IsActive);
                var credential = await CredentialOptions.ReadAsync(invocation, active, ct);
                var used = active?.Slot ?? CredentialSlot.Primary;
                var free = used == CredentialSlot.Primary ? CredentialSlot.Secondary : CredentialSlot.Primary;
                await connections.ChangeAsync(before.Id, new ChangeConnectionRequest(Credential: credential, Slot: free), ct);
                var test = await connections.UseSlotAsync(before.Id, free, ct);
                if (invocation.Get(CommonOptions.Json))
                    Answers.Json(invocation.Screen, new { Test = test, Slot = test.Works ? free : used });
                else
                    ConnectionTestCommand.Show(invocation.Screen, before.Name, test);
                invocation.Screen.Note(test.Works
                    ? $"{before.Name} signs in with the new secret from now on. The old one is no longer used; revoke it in Jira."
                    : $"The new secret does not work, as said above. {before.Name} goes on with the old one.");
                if (test is { Works: true, Account: { } account } && before.Account is { } former && former != account)
                {
                    invocation.Screen.Warn(
                        $"It is the account of somebody else: {InertText.OneLine(account)}, formerly {InertText.OneLine(former)}. What {InertText.OneLine(account)} does in Jira counts as Fairlead's own from now on and is not heard. If that is not meant, rotate again, with a credential of {InertText.OneLine(former)}.");
                }

                return ConnectionTestCommand.CodeOf(test);
            },
            ct);
}
