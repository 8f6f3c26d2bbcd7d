using Fairlead.Cli.Commands;
using Fairlead.Cli.Demo.Lifecycle;
using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Client.Secrets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.State;

namespace Fairlead.Cli.Demo.Crawling;

/// <summary>Secrets in a project of Jira: found wherever they stand, reviewed, edited away. Over the same API that everybody uses.</summary>
/// <param name="told">Called with each step when it is over.</param>
internal sealed class SecretsStory(FairleadClient client, SandboxServer sandbox, MovableClock clock, Action<StoryStep> told)
{
    private const string Connection = SandboxConnection.Name;
    private const int PageSize = 1_000;

    private const string Configuration = """
        name: leaks
        connection: sandbox
        project: OPS
        issueType: Task
        filter: {kinds: [secret]}
        automatic: false
        """;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private const int MostLooks = 300;

    private readonly StoryBook _book = new(told);
    private string _export = "";
    private int _sentBefore;
    private IReadOnlyDictionary<string, IReadOnlyList<(string Issue, string Token, long Comment)>> _planted =
        new Dictionary<string, IReadOnlyList<(string Issue, string Token, long Comment)>>();

    public async Task<StoryReport> TellAsync(CancellationToken ct)
    {
        await SandboxConnection.MakeAsync(client, sandbox, ct);
        await StepAsync("A first look", $"In {PlantedSecrets.Issues:N0} issues people left tokens: in titles, descriptions and other fields, comments, worklogs, files and their names, and in texts that were edited since.", LookAsync,
            "every one is found where it stands, and no value is kept", IsAllFoundAsync, ct);
        await StepAsync("The same again", "A day later nothing has changed in Jira.", CrawlAsync, "no issue is read again, and nothing is lost",
            async token => _book.Did is [var did] && did.StartsWith("looked through 0 issues", StringComparison.Ordinal) && await IsAllFoundAsync(token), ct);
        await StepAsync("A review", "A token in a comment is an example from a manual; somebody says so, and somebody copies it to another issue.", ReviewAsync,
            "it is reviewed, in the new place too; all others are open", IsReviewedAsync, ct);
        await StepAsync("An export", "Whoever cleans up gets a list for a spreadsheet.", ExportAsync,
            "each place has its line, with the review, and no value is in it", IsExportedAsync, ct);
        await StepAsync("Tickets", "A configuration asks for a ticket for each secret, in another project.", TicketAsync,
            "each that nobody reviewed has one, and nothing that was sent to Jira repeats a value", AreTicketsAsync, ct);
        await StepAsync("Edited away", "A token is taken out of a comment, and another one out of a description.", EditAsync,
            "the one is gone and its ticket done; the other one is still told, because the issue's history shows it, and its ticket stays open", IsEditedAsync, ct);
        await StepAsync("Revoked", "The token that stands in the history was deleted where it was issued, and somebody says so.", RevokeAsync,
            "its ticket is done, and it stays listed as revoked", IsRevokedAsync, ct);
        return new StoryReport(Words.Of(sandbox.Options.Edition), _book.Steps, sandbox.State.IssueCount, sandbox.Requests.Count);
    }

    private (string Issue, string Token, long Comment) Example => _planted["comment"][0];

    private (string Issue, string Token, long Comment) Removed => _planted["comment"][1];

    private (string Issue, string Token, long Comment) Edited => _planted["description"][0];

    private Task StepAsync(
        string title, string happened, Func<CancellationToken, Task> happen, string expected, Func<CancellationToken, Task<bool>> holds, CancellationToken ct) =>
        _book.StepAsync(title, happened, happen, expected, async token => (await holds(token), []), ct);

    private async Task LookAsync(CancellationToken ct)
    {
        _planted = PlantedSecrets.Plant(sandbox.State);
        await CrawlAsync(ct);
        var found = await PlacesAsync(ct);
        foreach (var kind in PlantedSecrets.Kinds)
            _book.Note($"found {found.Count(place => KindOf(place) == kind)} of {_planted[kind].Count} in {kind}");
    }

    private async Task ReviewAsync(CancellationToken ct)
    {
        await client.Secrets.ReviewAsync(new SecretReviewRequest(Connection, PlantedSecrets.Project, Example.Token, RuleOf(Example.Token)), ct);
        sandbox.State.Comment(Removed.Issue, $"In the manual it says {Example.Token}");
        await CrawlAsync(ct);
    }

    private async Task ExportAsync(CancellationToken ct) => _export = await client.Secrets.ExportAsync(Connection, PlantedSecrets.Project, ct);

    private async Task TicketAsync(CancellationToken ct)
    {
        _sentBefore = sandbox.Requests.Count;
        await client.Tickets.ApplyYamlAsync(Configuration, ct);
        await RunAsync(ct);
    }

    private async Task EditAsync(CancellationToken ct)
    {
        sandbox.State.EditComment(Removed.Issue, Removed.Comment, "It works for me.");
        sandbox.State.Edit(Edited.Issue, """{"description": "Steps to reproduce are in the wiki."}""");
        await CrawlAsync(ct);
        await RunAsync(ct);
    }

    private async Task RevokeAsync(CancellationToken ct)
    {
        var edited = (await FoundAsync(null, ct)).Single(finding => finding.Places.Any(place => place.Issue == Edited.Issue));
        var open = await OpenAsync(ct);
        await client.Secrets.RevokeAsync(edited.Id, ct);
        // The server makes that known to its findings by itself, within seconds.
        for (var looks = 0; looks < MostLooks && await OpenAsync(ct) == open; looks++)
        {
            await client.Secrets.RunAsync(ct);
            await Task.Delay(LookInterval, clock, ct);
        }

        await RunAsync(ct);
    }

    private async Task<long> OpenAsync(CancellationToken ct) => (await client.Findings.CountAsync(new FindingQuery(), ct)).Open;

    private async Task RunAsync(CancellationToken ct)
    {
        var run = await client.Tickets.RunAsync("leaks", ct);
        _book.Note($"tickets: {run.Planned.Create} made, {run.Planned.Update} updated, {run.Planned.Transition} moved");
    }

    /// <summary>A day passes, and the project is looked through.</summary>
    private async Task CrawlAsync(CancellationToken ct)
    {
        clock.Pass(Day);
        var begun = clock.GetTimestamp();
        var scan = (await client.Secrets.AskAsync(new SecretScanRequest(Connection, PlantedSecrets.Project), ct))[0];
        while (scan.State is SecretScanStateName.Waiting or SecretScanStateName.AtWork)
        {
            // The server may have begun by itself.
            await client.Secrets.RunAsync(ct);
            scan = await client.Secrets.ScanAsync(scan.Id, ct);
            if (scan.State == SecretScanStateName.AtWork)
                await Task.Delay(LookInterval, clock, ct);
        }

        var took = clock.GetElapsedTime(begun).TotalSeconds;
        _book.Note(scan.State == SecretScanStateName.Done
            ? $"looked through {scan.Issues:N0} issues with {scan.Texts:N0} texts in {took:0.0} s: {scan.Matches:N0} places with a secret"
            : $"gave up: {scan.Problem}");
    }

    private async Task<bool> IsAllFoundAsync(CancellationToken ct)
    {
        var found = (await PlacesAsync(ct)).Select(place => (place.Issue, KindOf(place))).Order();
        return found.SequenceEqual(_planted.SelectMany(kind => kind.Value.Select(planted => (planted.Issue, kind.Key))).Order());
    }

    private async Task<bool> IsReviewedAsync(CancellationToken ct)
    {
        var (all, reviewed) = (await FoundAsync(null, ct), await FoundAsync(true, ct));
        _book.Note($"{all.Count - reviewed.Count} secrets are open, {reviewed.Count} is reviewed, in {reviewed.Sum(finding => finding.Places.Count)} places");
        return all.Count == _planted.Values.Sum(kind => kind.Count)
            && reviewed is [var example] && example.Places.Select(place => place.Issue).Order().SequenceEqual(new[] { Example.Issue, Removed.Issue }.Order());
    }

    private Task<bool> IsExportedAsync(CancellationToken ct)
    {
        // After the line of headings.
        var lines = _export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1;
        _book.Note($"exported {lines} places");
        // The review is of a value that stands in two.
        return Task.FromResult(lines == Tokens.Count + 1 && Tokens.All(token => !_export.Contains(token[4..], StringComparison.Ordinal)));
    }

    private Task<bool> AreTicketsAsync(CancellationToken ct)
    {
        var sent = sandbox.Requests.All.Skip(_sentBefore).Select(request => request.Body ?? "").ToList();
        return Task.FromResult(
            Tickets.Count() == Tokens.Count - 1
            && sent.Exists(body => body.Contains("npm access token in", StringComparison.Ordinal))
            && sent.TrueForAll(body => Tokens.All(token => !body.Contains(token[4..], StringComparison.Ordinal))));
    }

    private async Task<bool> IsRevokedAsync(CancellationToken ct) =>
        IsDone(Edited.Issue) && (await FoundAsync(null, ct)).Where(finding => finding.RevokedBy is not null).ToList() is [{ Historical: true }];

    private IReadOnlyList<string> Tokens => [.. _planted.Values.SelectMany(kind => kind).Select(planted => planted.Token)];

    private IEnumerable<SandboxIssue> Tickets => sandbox.State.Issues.Where(issue => issue.Key.StartsWith("OPS-", StringComparison.Ordinal) && issue.Summary.Contains(" in SEC-", StringComparison.Ordinal));

    /// <summary>Whether the ticket of the secret in an issue is.</summary>
    private bool IsDone(string issue) =>
        Tickets.Single(ticket => ticket.Summary.Contains($" in {issue} ", StringComparison.Ordinal) || ticket.Summary.Contains($" in {issue},", StringComparison.Ordinal)).Status == "Done";

    private async Task<bool> IsEditedAsync(CancellationToken ct)
    {
        var found = await FoundAsync(null, ct);
        var edited = found.Where(finding => finding.Places.Any(place => place.Issue == Edited.Issue)).ToList();
        _book.Note($"{found.Count} secrets are left, {found.Count(finding => finding.Historical)} of them in a history only");
        return found.Count == _planted.Values.Sum(kind => kind.Count) - 1
            && edited is [{ Historical: true }]
            && Tickets.Count(ticket => ticket.Status == "Done") == 1 && IsDone(Removed.Issue) && !IsDone(Edited.Issue)
            && found.SelectMany(finding => finding.Places).Count(place => place.Issue == Removed.Issue) == 1;
    }

    private static string RuleOf(string token) => token.StartsWith("npm_", StringComparison.Ordinal) ? "npm-token" : "github-pat-classic";

    private static string KindOf(SecretPlaceResponse place) => place.Historical ? "history" : place.Kind;

    private async Task<List<SecretPlaceResponse>> PlacesAsync(CancellationToken ct) =>
        [.. (await FoundAsync(null, ct)).SelectMany(finding => finding.Places)];

    private async Task<IReadOnlyList<SecretFindingResponse>> FoundAsync(bool? reviewed, CancellationToken ct) =>
        (await client.Secrets.FindingsAsync(Connection, PlantedSecrets.Project, null, reviewed, 0, PageSize, ct)).Values;
}
