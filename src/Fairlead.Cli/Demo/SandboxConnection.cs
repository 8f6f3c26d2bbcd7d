using Fairlead.Cli.Commands;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Demo;

/// <summary>The connection of every story: to the sandbox, with the credential that its edition wants.</summary>
internal static class SandboxConnection
{
    public const string Name = "sandbox";

    /// <returns>The connection, and what signing in said.</returns>
    /// <exception cref="CommandFailedException">It does not work.</exception>
    public static async Task<(ConnectionResponse Connection, ConnectionTestResponse Test)> MakeAsync(FairleadClient client, SandboxServer sandbox, CancellationToken ct)
    {
        var accounts = sandbox.Accounts;
        var token = sandbox.Options.Edition == SandboxEdition.Cloud ? accounts.ApiToken : accounts.PersonalAccessToken;
        var connection = await client.Connections.CreateAsync(new CreateConnectionRequest(Name, sandbox.BaseUrl.ToString(), CredentialOf(sandbox, token)), ct);
        var test = await client.Connections.TestAsync(connection.Id, ct);
        return test.Works
            ? (connection, test)
            : throw new CommandFailedException(ExitCode.Internal, $"the sandbox cannot be connected to: {test.Message} {test.NextStep}");
    }

    /// <param name="token">Of the sandbox's account for programs.</param>
    public static CredentialRequest CredentialOf(SandboxServer sandbox, string token) => sandbox.Options.Edition == SandboxEdition.Cloud
        ? new CredentialRequest(CredentialKind.CloudApiToken, token, sandbox.Accounts.Email)
        : new CredentialRequest(CredentialKind.PersonalAccessToken, token);
}
