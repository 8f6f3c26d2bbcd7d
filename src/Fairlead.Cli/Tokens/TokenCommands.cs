using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Access;

namespace Fairlead.Cli.Tokens;

/// <summary>API tokens for programs that talk to a server.</summary>
internal static class TokenCommands
{
    private static readonly Argument<string> Name = new("NAME") { Description = "What the token is for" };
    private static readonly Argument<string> Which = new("TOKEN") { Description = "Name or id of the token" };

    private static readonly Option<string?> RoleOption = new("--role")
    {
        Description = "viewer, editor or administrator; your own when left out",
        HelpName = "ROLE",
    };

    private static readonly Option<int> Days = CommonOptions.Number(
        ["--expires-in-days"], "DAYS", "1 to 3650; 365 when left out", 365, 1, 3650);

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "token",
            "API tokens for programs that talk to a Fairlead server.",
            new Example("A token for a CI job that imports reports", "fairlead token create ci --role editor"),
            new Example("Which tokens there are", "fairlead token list"))
            .Has(CreateCommand(), ListCommand(), RevokeCommand());

    private static TaughtCommand CreateCommand() =>
        new TaughtCommand(
            "create",
            "Make an API token. Its value is printed once, alone on standard output, and cannot be shown again.",
            new Example("Keep it in a file that only you can read", "(umask 077; fairlead token create ci --role editor > fairlead.token)"),
            new Example("A short-lived one, for looking around", "fairlead token create audit --role viewer --expires-in-days 7"))
            .Takes(Name, RoleOption, Days, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var request = new CreateApiTokenRequest(invocation.Get(Name), RoleOf(invocation.Get(RoleOption)), invocation.Get(Days));
                    var created = await session.Client.Access.CreateTokenAsync(request, ct);
                    var json = invocation.Get(CommonOptions.Json);
                    await Answers.OnceAsync(
                        invocation.Screen, json, created, created.Value, "the token",
                        $"Make room or write elsewhere, and run the command again; nobody has the lost one, and this ends it: fairlead token revoke {created.Token.Id}");
                    if (!json)
                        invocation.Screen.Note($"{created.Token.Name}: {Word(created.Token.Role)}, until {Answers.When(created.Token.ExpiresAt)}. The value is not shown again.");
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand ListCommand() =>
        new TaughtCommand(
            "list",
            "List API tokens, without their values.",
            new Example("Which tokens there are", "fairlead token list"),
            new Example("Those that were never used", "fairlead token list --json | jq '.[] | select(.lastUsedAt == null) | .name'"))
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var tokens = await session.Client.Access.TokensAsync(ct);
                    Answers.List(
                        invocation.Screen,
                        invocation.Get(CommonOptions.Json),
                        tokens,
                        "There are no tokens. Make one: fairlead token create NAME",
                        items => ListingOf(invocation.Screen, items));
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand RevokeCommand() =>
        new TaughtCommand(
            "revoke",
            "End an API token at once.",
            new Example("The CI job has moved", "fairlead token revoke ci"))
            .Takes(Which)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var tokens = await session.Client.Access.TokensAsync(ct);
                    var token = Named.One(
                        invocation.Get(Which),
                        "token",
                        [.. tokens.Where(t => t.RevokedAt is null)],
                        t => t.Name,
                        t => t.Id.ToString(),
                        "fairlead token list");
                    await session.Client.Access.RevokeTokenAsync(token.Id, ct);
                    invocation.Screen.Note($"{token.Name} is revoked.");
                    return ExitCode.Done;
                },
                ct));

    private static Listing ListingOf(Screen screen, IReadOnlyList<ApiTokenResponse> tokens)
    {
        var listing = new Listing(screen, "NAME", "ROLE", "STARTS WITH", "LAST USED", "ENDS", "ID");
        foreach (var token in tokens)
        {
            var end = token.RevokedAt is { } revoked ? $"revoked {Answers.When(revoked)}" : Answers.When(token.ExpiresAt);
            listing.Row(token.Name, Word(token.Role), token.Prefix, Answers.When(token.LastUsedAt), end, token.Id.ToString());
        }

        return listing;
    }

    private static Role? RoleOf(string? typed) => Words.OneOf<Role>(typed, "role");

    private static string Word(Role role) => role.ToString().ToLowerInvariant();
}
