using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>Says of secrets that they were made worthless where they were issued.</summary>
internal static class SecretsRevokeCommand
{
    private static readonly Option<bool> Undo = new("--undo") { Description = "Take that back" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "revoke",
            "Say that secrets were revoked where they were issued. Their findings are fixed, though the text may still stand in Jira; they stay listed as revoked.",
            new Example("The token was deleted at its vendor's", "fairlead secrets revoke 019acc01-7d6c-7000-8000-000000000001"),
            new Example("It was another one", "fairlead secrets revoke 019acc01-7d6c-7000-8000-000000000001 --undo"))
        {
            Notes = ["Nothing is revoked by this command and no vendor is asked: do that first, as secrets list --verbose says how."],
        }
            .Takes(InJiraOptions.Secrets, Undo, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => RevokeAsync(invocation, session.Client.Secrets, ct), ct));

    private static async Task<ExitCode> RevokeAsync(Invocation invocation, SecretsClient client, CancellationToken ct)
    {
        var told = new List<SecretFindingResponse>();
        foreach (var id in InJiraOptions.IdsOf(invocation))
            told.Add(await (invocation.Get(Undo) ? client.UnrevokeAsync(id, ct) : client.RevokeAsync(id, ct)));
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, told);
        foreach (var secret in invocation.Get(CommonOptions.Json) ? [] : told)
        {
            var standing = secret.RevokedBy is { } by ? $"is revoked, as {by} said on {Answers.When(secret.RevokedAt)}" : "counts as not revoked";
            invocation.Screen.Out.WriteLine(InertText.OneLine($"{secret.Title} {secret.Masked} {standing}."));
        }

        return ExitCode.Done;
    }
}
