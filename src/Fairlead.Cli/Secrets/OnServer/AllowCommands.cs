using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Configurations;
using Fairlead.Cli.Secrets.InJira;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;
using Fairlead.Kernel.Identity;

namespace Fairlead.Cli.Secrets.OnServer;

/// <summary>What may stand in Jira, on a server: exact values and allow lists, each with a reason and mostly an end.</summary>
internal static class AllowCommands
{
    private static readonly Option<string?> File = new("--file", "-f") { Description = "A file with allow lists instead of an exact text; - is standard input", HelpName = "FILE" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why it may stand", HelpName = "TEXT", Required = true };
    private static readonly Option<DateTimeOffset?> Until = CommonOptions.Date("--until", "When it is told again; without it until the entry is removed");
    private static readonly Option<string?> Connection = new("--connection", "-c") { Description = "Only in the Jira of this connection, by name or id", HelpName = "NAME" };
    private static readonly Option<string?> Project = new("--project", "-p") { Description = "Only in this project, by key or id", HelpName = "KEY" };
    private static readonly Option<string?> Rule = new("--rule") { Description = "The text only where this rule finds it", HelpName = "RULE" };
    private static readonly Argument<string[]> Entries = new("ENTRY") { Description = "Ids, as the list has them", Arity = ArgumentArity.OneOrMore };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "allow",
            "Say what may stand in Jira, on a server: what is allowed is not told, in every scan, until the entry expires or is removed.",
            new Example("What is allowed, by whom and until when", "fairlead secrets allow list"),
            new Example("Keys of a test system, in one project", "fairlead secrets allow add --file allow.yaml --connection team --project SEC --reason \"keys of the test system\" --until 2027-06-30"))
            .Has(List(), Add(), Remove());

    private static TaughtCommand List() =>
        new TaughtCommand("list", "List what is allowed, also what expired.", new Example("What expired", "fairlead secrets allow list --json | jq '.[] | select(.expired)'"))
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    Answers.List(
                        invocation.Screen, invocation.Get(CommonOptions.Json), await session.Client.Secrets.AllowedAsync(ct), "Nothing is allowed.", items => ListingOf(invocation.Screen, items));
                    return ExitCode.Done;
                },
                ct));

    private static TaughtCommand Add() =>
        new TaughtCommand(
            "add",
            "Allow an exact text, which is read from standard input or asked for without showing it, or each list of a file.",
            new Example("A token that is an example, everywhere", "cat token.txt | fairlead secrets allow add --reason \"from the vendor's manual\""),
            new Example("Lists of a file, for half a year", "fairlead secrets allow add --file allow.yaml --reason \"keys of the test system\" --until 2027-06-30"))
        {
            Notes =
            [
                "The text is hashed at once and neither stored nor logged. A file is one as fairlead secrets scan --allow takes it; all of its lists are taken, or none.",
                "What was looked through before is then out of date: the next scans no longer tell what is allowed.",
            ],
        }
            .Takes(File, Reason, Until, Connection, Project, Rule, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(AddAsync);

    private static TaughtCommand Remove() =>
        new TaughtCommand("remove", "Remove entries: what they allowed is told again by the next scan.", new Example("One of them", "fairlead secrets allow remove 019acc01-7d6c-7000-8000-000000000001"))
            .Takes(Entries)
            .TakesServer(ServerOptions.All)
            .Does(RemoveAsync);

    private static async Task<ExitCode> AddAsync(Invocation invocation, CancellationToken ct)
    {
        var file = invocation.Get(File) is { } path ? await YamlFile.OfAsync(path, ct) : null;
        if (file is not null && invocation.Get(Rule) is not null)
            throw new CommandFailedException(ExitCode.Usage, $"usage: {Rule.Name} is for an exact text; a list names its rules itself. Leave one of the two out.");
        var request = new SecretAllowRequest(
            invocation.Get(Reason)!, file is null ? await ExactText.ReadAsync(invocation, ct) : null, invocation.Get(Rule), null, invocation.Get(Connection), invocation.Get(Project), invocation.Get(Until));
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var secrets = session.Client.Secrets;
                var added = file is null ? await secrets.AllowAsync(request, ct) : await file.ApplyAsync(invocation.Screen, text => secrets.AllowAsync(request with { List = text }, ct));
                if (invocation.Get(CommonOptions.Json))
                    Answers.Json(invocation.Screen, added);
                foreach (var one in invocation.Get(CommonOptions.Json) ? [] : added)
                    invocation.Screen.Out.WriteLine($"{one.Id}  {InertText.OneLine(one.What, 100)}");
                invocation.Screen.Note("From the next scans on it is not told any more. All of them now: fairlead secrets crawl --help");
                return ExitCode.Done;
            },
            ct);
    }

    private static Task<ExitCode> RemoveAsync(Invocation invocation, CancellationToken ct)
    {
        var ids = (invocation.Get(Entries) ?? []).Select(text => SecretAllowId.TryParse(text, null, out var id)
            ? id
            : throw new CommandFailedException(ExitCode.Usage, $"usage: \"{InertText.OneLine(text, 80)}\" is not the id of an entry. Those that there are: fairlead secrets allow list")).ToList();
        return ServerSession.UseAsync(
            invocation,
            async session =>
            {
                foreach (var id in ids)
                    await session.Client.Secrets.DisallowAsync(id, ct);
                invocation.Screen.Note($"{ids.Count:N0} removed. What was allowed is told again by the next scans.");
                return ExitCode.Done;
            },
            ct);
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<SecretAllowResponse> entries)
    {
        var listing = new Listing(screen, "ID", "WHAT", "WHERE", "UNTIL", "WHY", "BY");
        foreach (var one in entries)
        {
            listing.Row(one.Id.ToString(), one.What, WhereOf(one), one.Expired ? "expired" : one.ExpiresAt is { } end ? Answers.When(end) : "no end", one.Reason, one.AddedBy);
            listing.Painted(3, one.Expired ? Colour.Red : Colour.Faint);
        }

        return listing;
    }

    private static string WhereOf(SecretAllowResponse one) => one.Connection is null ? "every Jira" : one.Project is { } project ? $"{one.Connection}/{project}" : one.Connection;
}
