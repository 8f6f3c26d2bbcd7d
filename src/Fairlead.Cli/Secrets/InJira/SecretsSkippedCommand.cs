using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>What a look through Jira left out, each with its cause.</summary>
internal static class SecretsSkippedCommand
{
    private const int LargestPage = 1_000;

    private static readonly Option<string?> Project = new("--project", "-p") { Description = "Only in this project, by key or id", HelpName = "KEY" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "skipped",
            "List what was not looked through in Jira, or not whole, and why: files that are too large, locked, damaged or not given.",
            new Example("All of it", "fairlead secrets skipped --connection team"),
            new Example("Issues with files that are locked", "fairlead secrets skipped --connection team --json | jq -r '.[] | select(.cause == \"encrypted\") | .issue'"))
        {
            Notes = ["Pictures and other files that hold no text are counted with each scan, and not listed."],
        }
            .Takes(InJiraOptions.Connection, Project, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    Answers.List(
                        invocation.Screen,
                        invocation.Get(CommonOptions.Json),
                        await AllAsync(invocation, session.Client.Secrets, ct),
                        "All was looked through, as far as it was asked for.",
                        items => ListingOf(invocation.Screen, items));
                    return ExitCode.Done;
                },
                ct));

    /// <param name="cause">As the API names it.</param>
    public static string WordsOf(string cause) => cause switch
    {
        "tooLarge" => "too large",
        "encrypted" => "locked by a password",
        "noText" => "without text",
        "unpackingLimit" => "over a limit of unpacking",
        "noPdfProgram" => "PDF without pdftotext",
        "tooSlow" => "too slow to read",
        "unreadable" => "damaged or packed in a way that is not known",
        "gone" => "gone",
        "forbidden" => "not for the account",
        "notGiven" => "not given by Jira",
        "tooManyMatches" => "with more matches than are kept",
        "ruleStalled" => "in which a rule took too long",
        "unknownKind" => "of a kind that is not read",
        _ => InertText.OneLine(cause),
    };

    private static async Task<IReadOnlyList<SecretSkippedResponse>> AllAsync(Invocation invocation, SecretsClient secrets, CancellationToken ct)
    {
        var all = new List<SecretSkippedResponse>();
        SecretsSkippedResponse page;
        do
        {
            page = await secrets.SkippedAsync(invocation.Get(InJiraOptions.Connection)!, invocation.Get(Project), all.Count, LargestPage, ct);
            all.AddRange(page.Values);
        }
        while (page.Values.Count > 0 && all.Count < page.Total);

        // A scan that stores meanwhile moves one from a page to the next.
        return [.. all.Distinct()];
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<SecretSkippedResponse> skipped)
    {
        var listing = new Listing(screen, "ISSUE", "WHAT", "WHY");
        foreach (var text in skipped)
            listing.Row(text.Issue, text.PlaceId.Length == 0 ? "the issue" : SecretsListCommand.FileName(text.PlaceName), WordsOf(text.Cause));
        return listing;
    }
}
