using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Connections;

/// <summary>Replaces a connection's credential: the new one is tested, and goes into the free slot and takes over only if it works.</summary>
internal static class ConnectionRotateCommand
{
    private static readonly Option<bool> Back = new("--back") { Description = "Take the credential that was in use before into use again; it is tried first" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "rotate",
            "Replace a connection's credential. The old one stays in use unless the new one works as well.",
            new Example("A new API token", "fairlead connection rotate team --email me@team.example --token-env JIRA_TOKEN --expires 2027-11-30"),
            new Example("A new personal access token, typed at the prompt", "fairlead connection rotate team"),
            new Example("Back to the one before", "fairlead connection rotate team --back"))
            .Takes([ConnectionCommands.Which, Back, .. CredentialOptions.All, CommonOptions.Json])
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
                var used = active?.Slot ?? CredentialSlot.Primary;
                var free = used == CredentialSlot.Primary ? CredentialSlot.Secondary : CredentialSlot.Primary;
                var isBack = invocation.Get(Back);
                if (isBack && CredentialOptions.IsAnyGiven(invocation))
                    throw new CommandFailedException(ExitCode.Usage, $"usage: {Back.Name} takes what is kept. Leave the credential out, or leave out {Back.Name}.");
                if (isBack && before.Credentials.All(c => c.Slot != free))
                    throw new CommandFailedException(ExitCode.NoInput, $"{before.Name} keeps no other credential. Give one: fairlead connection rotate {ShellWord.Of(before.Name)}");
                // A password is given with its user, so that what is given without one is what the help says: a personal access token.
                var credential = isBack ? null : await CredentialOptions.ReadAsync(invocation, active is { Kind: CredentialKind.Password } ? null : active, ct);
                var (isInForce, test) = await connections.UseSlotAsync(before.Id, free, credential, ct);
                if (invocation.Get(CommonOptions.Json))
                    Answers.Json(invocation.Screen, new { Test = test, Slot = isInForce ? free : used });
                else
                    ConnectionTestCommand.Show(invocation.Screen, before.Name, test);
                if (isInForce && !test.Works)
                    invocation.Screen.Warn("The new secret lacks what the old one lacked, as said above.");
                invocation.Screen.Note((isInForce, isBack) switch
                {
                    (true, false) => $"{before.Name} signs in with the new secret from now on. The old one is kept for a way back ({Back.Name}), and no longer used; revoke it in Jira.",
                    (true, true) => $"{before.Name} signs in with the secret that was in use before. The other one is kept, and no longer used.",
                    (false, false) => $"The new secret does not work, as said above, and is not kept. {before.Name} goes on with the old one.",
                    (false, true) => $"The secret that was in use before does not work, as said above. {before.Name} goes on with the one in use.",
                });
                if (isInForce && test.Account is { } account && before.Account is { } former && former != account)
                    TellAccount(invocation.Screen, before.Name, InertText.OneLine(account), InertText.OneLine(former), isBack);
                return ConnectionTestCommand.CodeOf(test);
            },
            ct);

    /// <summary>What an account does in Jira while it is Fairlead's is not heard as a person's.</summary>
    private static void TellAccount(Screen screen, string name, string account, string former, bool isBack)
    {
        if (isBack)
            screen.Note($"{account} signs in again. What {former} does in Jira is heard again in an hour, and what they did before is theirs.");
        else
            screen.Warn(
                $"It is the account of somebody else: {account}, formerly {former}. What {account} does in Jira counts as Fairlead's own from now on and is not heard, until an hour after another credential is in force; what they did before stays theirs. Was that a mistake? fairlead connection rotate {ShellWord.Of(name)} {Back.Name}");
    }
}
