using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>Asks for scans of Jira, watches them or lets them be carried out here, and tells what came of them.</summary>
internal static class SecretsCrawlCommand
{
    private static readonly Option<string[]> Projects = new("--project", "-p")
    {
        Description = "Only this project, by key or id; several times for several. Every project that the account may browse when left out",
        HelpName = "KEY",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Also what has not changed since it was looked through" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "crawl",
            "Look through issues of Jira for secrets: all texts, comments, worklogs, attachments, and what an issue's history still shows. Values are never stored and never shown.",
            new Example("Every project that the account may browse", "fairlead secrets crawl --connection team"),
            new Example("Two projects, all of them anew", "fairlead secrets crawl --connection team --project SEC --project OPS --force"),
            new Example("One issue", "fairlead secrets crawl --connection team --issue SEC-12"),
            new Example("What was found", "fairlead secrets list --connection team --open"))
        {
            Notes =
            [
                "Of a project that was looked through before, only the issues that changed since, or that the account did not see then, are read, unless the rules or the account are others by now.",
                "Attachments are read too: text, archives, office documents, and PDF where pdftotext is installed. One that was looked through under the same rules is not fetched again.",
                "Interrupting is safe: every hundred issues are stored, and the next crawl goes on behind them. So does one that Jira stopped.",
                "The exit code is 3 where secrets are found that nobody reviewed, also by an earlier crawl; 75 where Jira stopped it or its connection cannot be used now, and 1 where a project cannot be looked through.",
            ],
        }
            .Takes(InJiraOptions.Connection, Projects, InJiraOptions.Issue, Force, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => invocation.Get(Projects) is { Length: > 0 } && invocation.Get(InJiraOptions.Issue) is not null
                ? throw new CommandFailedException(ExitCode.Usage, $"usage: {Projects.Name} and {InJiraOptions.Issue.Name} exclude each other. Give one.")
                : ServerSession.UseAsync(invocation, session => CrawlAsync(invocation, session, ct), ct));

    private static async Task<ExitCode> CrawlAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var scans = await AskAsync(invocation, session.Client.Secrets, ct);
        if (scans.Count == 0)
            throw new CommandFailedException(ExitCode.NotAllowed, "the connection's account may browse no project, so nothing was looked through. A Jira administrator grants that in the projects' permission schemes.");

        var crawl = new Crawl(session.Client.Secrets, scans, invocation.Clock);
        try
        {
            await CrawlProgress.ShowAsync(invocation.Screen, crawl, session.IsOwn, ct);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            TellInterrupted(invocation, session, crawl);
            throw;
        }

        var open = await OpenAsync(invocation, session.Client.Secrets, crawl.Scans, ct);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, new CrawlReport(crawl.Scans, open, crawl.LimitedBy));
        else
            CrawlText.Write(invocation.Screen, crawl, open, Again(invocation, "list") + " --open", Again(invocation, "skipped"));
        await invocation.Screen.FlushAsync();
        foreach (var scan in crawl.Scans.Where(scan => scan.State != SecretScanStateName.Done))
            invocation.Screen.Note($"fairlead: {CrawlText.WhyNotDone(scan)}");
        if (crawl.Scans.Any(scan => scan.State is SecretScanStateName.Waiting or SecretScanStateName.AtWork))
        {
            invocation.Screen.Note(session.IsOwn
                ? $"fairlead: what is done is stored. Next, to go on where it was: {Again(invocation, "crawl")}"
                : $"fairlead: what is done is stored, and the server goes on where it was by itself. To watch it: {Again(invocation, "crawl")}");
            return ExitCode.TryLater;
        }

        return crawl.Scans.Any(scan => scan.State == SecretScanStateName.Failed) ? ExitCode.DonePartly : open > 0 ? ExitCode.SecretsFound : ExitCode.Done;
    }

    private static async Task<IReadOnlyList<SecretScanResponse>> AskAsync(Invocation invocation, SecretsClient secrets, CancellationToken ct)
    {
        var (connection, projects, issue) = (invocation.Get(InJiraOptions.Connection)!, invocation.Get(Projects) ?? [], invocation.Get(InJiraOptions.Issue));
        var request = new SecretScanRequest(connection, Issue: issue, Force: invocation.Get(Force));
        if (projects.Length == 0)
            return await secrets.AskAsync(request, ct);

        var scans = new List<SecretScanResponse>();
        foreach (var project in projects.Distinct(StringComparer.OrdinalIgnoreCase))
            scans.AddRange(await secrets.AskAsync(request with { Project = project }, ct));
        return [.. scans.DistinctBy(scan => scan.Id)];
    }

    /// <summary>Secrets that stand in what was looked through and that nobody reviewed or revoked.</summary>
    private static async Task<long> OpenAsync(Invocation invocation, SecretsClient secrets, IReadOnlyList<SecretScanResponse> scans, CancellationToken ct)
    {
        var (connection, issue) = (invocation.Get(InJiraOptions.Connection)!, invocation.Get(InJiraOptions.Issue));
        if (invocation.Get(Projects) is not { Length: > 0 })
            return (await secrets.FindingsAsync(connection, null, issue, false, 0, 1, ct, revoked: false)).Total;

        var open = 0L;
        // Jira does not show the others.
        foreach (var scan in scans.Where(scan => scan.State != SecretScanStateName.Failed))
            open += (await secrets.FindingsAsync(connection, scan.Project, null, false, 0, 1, ct, revoked: false)).Total;
        return open;
    }

    private static void TellInterrupted(Invocation invocation, ServerSession session, Crawl crawl)
    {
        var goesOn = session.IsOwn
            ? $"Next, to go on there: {Again(invocation, "crawl")}"
            : $"The server at {session.Address} goes on by itself. To watch it again: {Again(invocation, "crawl")}";
        invocation.Screen.Note($"fairlead: interrupted. {CrawlText.Standing(crawl.Scans)} What is done is stored. {goesOn}");
    }

    /// <summary>The command that goes on with this one, as it was typed but for <c>--force</c>, which would begin anew.</summary>
    private static string Again(Invocation invocation, string command)
    {
        var issue = command != "skipped" && invocation.Get(InJiraOptions.Issue) is { } key ? $" --issue {ShellWord.Of(key)}" : "";
        var projects = invocation.Get(Projects) ?? [];
        // One list shows one project, or all of them.
        var named = command == "crawl" || projects.Length == 1 ? string.Concat(projects.Select(project => $" --project {ShellWord.Of(project)}")) : "";
        return $"fairlead secrets {command} --connection {ShellWord.Of(invocation.Get(InJiraOptions.Connection)!)}{named}{issue}{ServerOptions.Repeated(invocation)}";
    }
}

/// <summary>What <c>--json</c> prints.</summary>
/// <param name="OpenSecrets">That stand in what was looked through, also by earlier crawls, and that nobody reviewed.</param>
/// <param name="LimitedBy">What kept it from going faster.</param>
internal sealed record CrawlReport(IReadOnlyList<SecretScanResponse> Scans, long OpenSecrets, IReadOnlyList<CrawlLimit> LimitedBy);
