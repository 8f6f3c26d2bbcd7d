using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>What stands in Jira now, with every place.</summary>
internal static class SecretsListCommand
{
    private const int LargestPage = 1_000;
    private const int PlacesShown = 10;

    private static readonly Option<string?> Project = new("--project", "-p") { Description = "Only in this project, by key or id", HelpName = "KEY" };
    private static readonly Option<bool> Reviewed = new("--reviewed") { Description = "Only those that somebody said are fine" };
    private static readonly Option<bool> Open = new("--open") { Description = "Only those that nobody reviewed and nobody revoked" };
    private static readonly Option<string?> Rule = new("--rule") { Description = "Only those that this rule finds, by id", HelpName = "RULE" };
    private static readonly Option<string?> Minimum = new("--severity") { Description = "This severity and worse: critical, high, medium, low, informational", HelpName = "SEVERITY" };
    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Also how to revoke each, and all places of one that stands in many" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "list",
            "List secrets that stand in Jira, the worst first, as they were when it was looked through last: severity, kind, masked value and every place.",
            new Example("What nobody reviewed", "fairlead secrets list --connection team --open"),
            new Example("The worst of one kind", "fairlead secrets list --connection team --severity high --rule npm-token"),
            new Example("In one project, with what to do", "fairlead secrets list --connection team --project SEC --verbose"),
            new Example("Issues in which secrets stand", "fairlead secrets list --connection team --json | jq -r '.[].places[].issue' | sort -u"))
        {
            Notes = ["A place is a line and a column in a text, both from 1; columns count bytes of UTF-8. What only an issue's history shows is still readable for everybody who may see the issue."],
        }
            .Takes(InJiraOptions.Connection, Project, InJiraOptions.Issue, Rule, Minimum, Reviewed, Open, Verbose, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => invocation.Get(Reviewed) && invocation.Get(Open)
                ? throw new CommandFailedException(ExitCode.Usage, $"usage: {Reviewed.Name} and {Open.Name} exclude each other. Leave both out for all.")
                : ServerSession.UseAsync(invocation, session => ListAsync(invocation, session.Client.Secrets, ct), ct));

    private static async Task<ExitCode> ListAsync(Invocation invocation, SecretsClient secrets, CancellationToken ct)
    {
        var found = await AllAsync(invocation, secrets, ct);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, found);
        else if (found.Count == 0)
            invocation.Screen.Note($"No secret stands there, as far as it was looked through. Scans: fairlead secrets scans --connection {invocation.Get(InJiraOptions.Connection)}");
        foreach (var finding in invocation.Get(CommonOptions.Json) ? [] : found)
            Write(invocation.Screen, finding, invocation.Get(Verbose));
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<SecretFindingResponse>> AllAsync(Invocation invocation, SecretsClient secrets, CancellationToken ct)
    {
        bool? only = invocation.Get(Reviewed) ? true : invocation.Get(Open) ? false : null;
        var found = new List<SecretFindingResponse>();
        SecretFindingsResponse page;
        do
        {
            page = await secrets.FindingsAsync(
                invocation.Get(InJiraOptions.Connection)!, invocation.Get(Project), invocation.Get(InJiraOptions.Issue), only, found.Count, LargestPage, ct,
                invocation.Get(Open) ? false : null, invocation.Get(Rule), invocation.Get(Minimum));
            found.AddRange(page.Values);
        }
        while (page.Values.Count > 0 && found.Count < page.Total);

        // A scan that stores meanwhile moves one from a page to the next.
        return [.. found.DistinctBy(finding => finding.Id)];
    }

    private static void Write(Screen screen, SecretFindingResponse finding, bool verbose)
    {
        var severity = Words.Of(finding.Severity).In(Colouring.OfSeverity(finding.Severity.ToString()), screen);
        var check = finding.CheckHolds switch { true => ", its checksum holds", false => ", its checksum does not hold", _ => "" };
        screen.Out.WriteLine($"{severity}  {InertText.OneLine(finding.Title).In(Colour.Bold, screen)}  {InertText.OneLine(finding.Masked)}  ({InertText.OneLine(finding.Rule)}{check})");
        foreach (var place in verbose ? finding.Places : finding.Places.Take(PlacesShown))
            screen.Out.WriteLine($"  {InertText.OneLine(place.Issue)}  {PlaceOf(place)}");
        if (!verbose && finding.Places.Count > PlacesShown)
            screen.Out.WriteLine($"  and {finding.Places.Count - PlacesShown:N0} more; --verbose shows all");
        if (finding.ReviewedBy is { } by)
            screen.Out.WriteLine($"  reviewed by {InertText.OneLine(by)} on {Answers.When(finding.ReviewedAt)}".In(Colour.Faint, screen));
        if (finding.RevokedBy is { } revoker)
            screen.Out.WriteLine($"  revoked, as {InertText.OneLine(revoker)} said on {Answers.When(finding.RevokedAt)}".In(Colour.Faint, screen));
        if (verbose && finding.Revoke is { } revoke)
            screen.Out.WriteLine($"  revoke: {InertText.OneLine(revoke)}");
        if (verbose)
            screen.Out.WriteLine($"  id: {finding.Id}".In(Colour.Faint, screen));
    }

    /// <summary>A file inside another stands behind it.</summary>
    public static string FileName(string placeName) => InertText.OneLine(placeName).Replace("!/", " › ", StringComparison.Ordinal);

    private static string PlaceOf(SecretPlaceResponse place)
    {
        var what = place.Kind switch
        {
            "field" => InertText.OneLine(place.PlaceName),
            "attachmentName" => $"name of file {InertText.OneLine(place.PlaceName)}",
            "attachment" => $"file {FileName(place.PlaceName)}",
            "comment" or "worklog" => $"{place.Kind} {InertText.OneLine(place.PlaceId)}",
            _ => InertText.OneLine(place.Kind),
        };
        return $"{what}, {place.Line}:{place.Column}{(place.Historical ? ", in its history only" : "")}";
    }
}
