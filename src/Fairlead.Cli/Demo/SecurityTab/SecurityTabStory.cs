using System.Net;
using System.Net.Sockets;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Demo.Lifecycle;
using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Security;
using Fairlead.Web;

namespace Fairlead.Cli.Demo.SecurityTab;

/// <summary>
/// Findings on a project's Security page in Jira, beside their tickets, and what people link there. The sandbox plays Jira's side: it installs Fairlead as an
/// administrator would, over HTTP and with real signatures.
/// </summary>
/// <param name="server">Fairlead's own address, where Jira finds the app's descriptor.</param>
/// <param name="told">Called with each step when it is over.</param>
internal sealed class SecurityTabStory(FairleadClient client, SandboxServer sandbox, Uri server, MovableClock clock, Action<StoryStep> told)
{
    private const string App = "fairlead";
    private const string Configuration = "ledger";
    private const string Project = "SEC";
    private const int PageSize = 100;
    private const int MostLooks = 600;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Night = TimeSpan.FromDays(1);

    /// <summary>So long ago it begins, so that it ends now: tools and people then sign in with tokens of this very time.</summary>
    public static readonly TimeSpan Lasts = 3 * Night;

    private static readonly string[] Overriding = ["FAIRLEAD_Tickets__Sync__PublicUrl", "FAIRLEAD_SecurityInformation__ConnectKeys"];

    private readonly StoryBook _book = new(told);
    private string _theirs = "";

    /// <summary>What a server needs for Jira to find it, and for it to believe the sandbox's installations: both are known before it starts.</summary>
    public static FairleadHostOptions Prepare(FairleadHostOptions options, SandboxServer sandbox)
    {
        if (sandbox.Options.Edition != SandboxEdition.Cloud)
            throw new CommandFailedException(ExitCode.Usage, "usage: the story security-tab is one of Jira Cloud: Data Center has no security providers. Leave out --edition.");
        // It would win over what the sandbox can reach.
        if (Overriding.FirstOrDefault(v => options.Environment(v) is { Length: > 0 }) is { } variable)
            throw new CommandFailedException(ExitCode.Usage, $"usage: the story security-tab sets its own {variable}. Unset the variable for it.");
        var address = $"http://127.0.0.1:{FreePort()}";
        return options with
        {
            Listen = address,
            Settings = new Dictionary<string, string?>(options.Settings)
            {
                ["Tickets:Sync:PublicUrl"] = address,
                ["SecurityInformation:ConnectKeys"] = sandbox.Security.KeysUrl.AbsoluteUri,
                ["SecurityInformation:SubmitInterval"] = "00:00:01",
                ["SecurityInformation:ReportInterval"] = "00:00:01",
            },
        };
    }

    public async Task<StoryReport> TellAsync(CancellationToken ct)
    {
        await SandboxConnection.MakeAsync(client, sandbox, ct);
        await ConfigureAsync(ct);
        await StepAsync("A scan", "The scanner finds three weaknesses in an application; tickets are wanted of two of them.", ScanAsync(StoryScan.Everything),
            "two issues, and nothing on a Security page: Jira does not know Fairlead yet", tickets => tickets.Count(t => t.Key is not null) == 2 && sandbox.Security.Apps.Count == 0, ct);
        await StepAsync("An installation", "Jira's administrator installs Fairlead by the address of its descriptor.", InstallAsync,
            "Jira has all three as vulnerabilities, and the two are linked to the issues of their tickets", IsLinkedAsTickets, ct);
        await StepAsync("A project's Security page", $"The administrator of {Project} looks for the application among Fairlead's containers, and chooses it.", ChooseAsync,
            "the page shows the three, the worst first",
            tickets => Page is [{ Severity: "critical" }, _, _] && IsLinkedAsTickets(tickets), ct);
        await StepAsync("A person links another", "Alice knows the third: she links it on the page to an issue that she wrote long ago.", LinkAsync,
            "Fairlead has that issue for its ticket", tickets => KeyOf(tickets, StoryScan.Traversal) == _theirs, ct);
        await StepAsync("A fix", "Two scans in a row do not find the injection any more.", FixAsync,
            "its issue is done, and the page shows the vulnerability as closed",
            tickets => Of(tickets, StoryScan.Injection) is { FindingStatus: "fixed", IssueStatus: "Done" } && Page.Count(v => v.Status == "closed") == 1, ct);
        await StepAsync("A link taken away", "Alice was wrong, and takes her link away.", UnlinkAsync,
            "the finding has no ticket, and her issue stays as it is", tickets => KeyOf(tickets, StoryScan.Traversal) is null && !sandbox.State.Find(_theirs)!.IsDone, ct);
        await StepAsync("Installed anew", "Fairlead is uninstalled, which deletes all that it told Jira, installed again, and its application chosen again.", ReinstallAsync,
            "all that it told is there again with the links, what was fixed as closed", tickets => IsLinkedAsTickets(tickets) && Told.Count(v => v.Status == "closed") == 1, ct);
        return new StoryReport(Words.Of(sandbox.Options.Edition), _book.Steps, sandbox.State.IssueCount, sandbox.Requests.Count);
    }

    private IReadOnlyList<SandboxVulnerability> Told => sandbox.Security.VulnerabilitiesOf(App);

    private IReadOnlyList<SandboxVulnerability> Page => sandbox.Security.VulnerabilitiesIn(App, Project);

    private Task ConfigureAsync(CancellationToken ct) => client.Tickets.CreateAsync(
        new TicketConfigurationBody(
            Configuration,
            SandboxConnection.Name,
            Project,
            "Bug",
            // The story applies by hand, so that it can say what each step led to.
            Automatic: false,
            Filter: new TicketFilterBody(Rules: [StoryScan.Injection, StoryScan.Password]),
            Template: StoryTemplate.Body),
        ct);

    private Task StepAsync(
        string title, string happened, Func<CancellationToken, Task> happen, string expected, Func<IReadOnlyList<StoryTicket>, bool> holds, CancellationToken ct) =>
        _book.StepAsync(title, happened, happen, expected, token => ComesAsync(holds, token), ct);

    /// <summary>What is told goes out within seconds, by itself.</summary>
    private async Task<(bool IsAsPromised, IReadOnlyList<StoryTicket> Tickets)> ComesAsync(Func<IReadOnlyList<StoryTicket>, bool> holds, CancellationToken ct)
    {
        var tickets = await TicketsAsync(ct);
        for (var looks = 0; looks < MostLooks && !holds(tickets); looks++)
        {
            await Task.Delay(LookInterval, clock, ct);
            tickets = await TicketsAsync(ct);
        }

        foreach (var shown in sandbox.Security.Apps.Count == 0 ? [] : Told)
            _book.Note($"in Jira: {shown.Severity} \"{shown.Title}\", {shown.Status}{(shown.Issues.Count == 0 ? "" : $", linked to {string.Join(", ", shown.Issues)}")}");
        return (holds(tickets), tickets);
    }

    private Func<CancellationToken, Task> ScanAsync(IReadOnlyList<string> rules) => async ct =>
    {
        clock.Pass(Night);
        await client.Findings.UploadAsync(StoryScan.Of(rules, clock.GetUtcNow()), new UploadOptions(FileName: "night-scan.json"), ct);
        var run = await client.Tickets.RunAsync(Configuration, ct);
        _book.Note($"tickets: {run.Planned.Create} made, {run.Planned.Update} updated, {run.Planned.Transition} moved");
    };

    private Task InstallAsync(CancellationToken ct) => sandbox.Security.InstallAsync(new Uri(server, "connect/atlassian-connect.json"), ct);

    private async Task ChooseAsync(CancellationToken ct)
    {
        var container = (await sandbox.Security.SearchContainersAsync(App, sandbox.Security.WorkspacesOf(App)[0].Id, "ledg", ct))[0];
        _book.Note($"answered with the container {container.Name}");
        await sandbox.Security.ConnectAsync(App, Project, container.Id, ct);
    }

    private async Task LinkAsync(CancellationToken ct)
    {
        _theirs = sandbox.State.Create(Project, "Bug", "Receipts are read from wherever the request says").Key;
        await sandbox.Security.LinkAsync(App, await VulnerabilityAsync(StoryScan.Traversal, ct), _theirs, ct);
    }

    private async Task UnlinkAsync(CancellationToken ct) => await sandbox.Security.UnlinkAsync(App, await VulnerabilityAsync(StoryScan.Traversal, ct), _theirs, ct);

    private async Task FixAsync(CancellationToken ct)
    {
        await ScanAsync([StoryScan.Password, StoryScan.Traversal])(ct);
        await ScanAsync([StoryScan.Password, StoryScan.Traversal])(ct);
    }

    private async Task ReinstallAsync(CancellationToken ct)
    {
        await sandbox.Security.UninstallAsync(App, ct);
        await InstallAsync(ct);
        // The project's choice went with the app; who looks at its page after the story finds it made again.
        for (var looks = 0; looks < MostLooks && sandbox.Security.WorkspacesOf(App).Count == 0; looks++)
            await Task.Delay(LookInterval, clock, ct);
        await ChooseAsync(ct);
    }

    /// <summary>Whether Jira has each finding, linked to the issue of its ticket if there is one, and to nothing else.</summary>
    private bool IsLinkedAsTickets(IReadOnlyList<StoryTicket> tickets) =>
        Told.Count == tickets.Count
        && Told.SelectMany(v => v.Issues).Order(StringComparer.Ordinal).SequenceEqual(tickets.Select(t => t.Key).OfType<string>().Order(StringComparer.Ordinal));

    private async Task<string> VulnerabilityAsync(string rule, CancellationToken ct) =>
        (await FindingsAsync(null, ct)).Single(f => f.RuleId == rule).Id.ToString();

    private async Task<IReadOnlyList<FindingItem>> FindingsAsync(TicketId? ticket, CancellationToken ct) =>
        (await client.Findings.SearchAsync(new FindingQuery(Ticket: ticket), FindingSort.OldestFirst, null, PageSize, ct)).Items;

    /// <summary>What Fairlead says of the findings and their tickets, and Jira itself of the issues.</summary>
    private async Task<IReadOnlyList<StoryTicket>> TicketsAsync(CancellationToken ct)
    {
        var byFinding = new Dictionary<FindingId, TicketResponse>();
        foreach (var ticket in (await client.Tickets.TicketsAsync(null, "created", null, PageSize, ct)).Items)
        {
            foreach (var finding in await FindingsAsync(ticket.Id, ct))
                byFinding[finding.Id] = ticket;
        }

        return
        [
            .. (await FindingsAsync(null, ct)).OrderBy(f => f.RuleId, StringComparer.Ordinal).Select(f =>
            {
                var ticket = byFinding.GetValueOrDefault(f.Id);
                return new StoryTicket(f.RuleId, Words.Of(f.Status), ticket?.IssueKey, ticket?.IssueId is { } id ? sandbox.State.Find(id)?.Status : null);
            }),
        ];
    }

    private static StoryTicket? Of(IReadOnlyList<StoryTicket> tickets, string rule) => tickets.FirstOrDefault(t => t.Finding == rule);

    private static string? KeyOf(IReadOnlyList<StoryTicket> tickets, string rule) => Of(tickets, rule)?.Key;

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
