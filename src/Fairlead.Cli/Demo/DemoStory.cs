using System.Reflection;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Demo;

/// <summary>What happens in a demo, step by step, over the same API that everybody uses.</summary>
/// <param name="screen">Tells a person what is going on; null for nobody.</param>
internal sealed class DemoStory(FairleadClient client, SandboxServer sandbox, Screen? screen)
{
    private const string Project = "SEC";
    private const int PageSize = 500;

    public async Task<DemoReport> TellAsync(CancellationToken ct)
    {
        await ConnectAsync(ct);
        var configuration = await ConfigureAsync(ct);
        List<DemoStep> steps =
        [
            await ScanAsync("ledger-1.sarif", "The first scan of the sample application", configuration, ct),
            await ScanAsync("ledger-1.sarif", "The same report again", configuration, ct),
            await ScanAsync("ledger-2.sarif", "A later scan: part is fixed, part is new", configuration, ct),
            await ScanAsync("ledger-3.sarif", "One more scan confirms what is gone", configuration, ct),
        ];
        var jiraCalls = sandbox.Requests.Count;
        return new DemoReport(
            await TicketsAsync(ct),
            steps.Sum(s => s.Created),
            steps[1].Planned,
            jiraCalls,
            steps[1].JiraCalls,
            Words.Of(sandbox.Options.Edition),
            steps);
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        var (_, test) = await SandboxConnection.MakeAsync(client, sandbox, ct);
        Say($"Connected to the sandbox as {test.Account}: {test.Message}");
    }

    private async Task<TicketConfigurationResponse> ConfigureAsync(CancellationToken ct)
    {
        var configuration = await client.Tickets.CreateAsync(
            new TicketConfigurationBody(
                "demo",
                SandboxConnection.Name,
                Project,
                "Bug",
                // The story applies by hand, so that it can say what each report led to.
                Automatic: false,
                Filter: new TicketFilterBody(MinimumSeverity: Severity.Medium),
                GroupBy: ["rule", "location"],
                Priorities: new Dictionary<string, string> { ["critical"] = "Highest", ["high"] = "High", ["medium"] = "Medium" },
                Labels: ["demo"],
                Template: StoryTemplate.Body),
            ct);
        Say($"Configured: one {configuration.Configuration.IssueType} in {Project} for each rule in each file, severity medium and worse.");
        return configuration;
    }

    private async Task<DemoStep> ScanAsync(string report, string title, TicketConfigurationResponse configuration, CancellationToken ct)
    {
        var callsBefore = sandbox.Requests.Count;
        await using var content = Open(report);
        var upload = await client.Findings.UploadAsync(content, new UploadOptions(FileName: report), ct);
        // A repeated report answers with what came of it the first time; this time nothing did.
        var counts = upload.Verdict == ImportVerdict.Accepted
            ? upload.Import.Counts
            : new ImportCountsResponse(upload.Import.Counts.Read, 0, 0, upload.Import.Counts.Read, 0, 0, 0, 0, 0, 0);
        var preview = await client.Tickets.PreviewAsync(configuration.Id.ToString(), samples: 0, ct);
        var planned = await client.Tickets.PlanAsync(configuration.Id.ToString(), ct);
        var operations = preview.Counts.Total + planned.Planned.Total == 0 ? [] : await ApplyAsync(planned, ct);
        var step = new DemoStep(
            report,
            counts.Read,
            counts.Created,
            counts.AwaitingVerification,
            counts.Fixed,
            Math.Max(preview.Counts.Total, planned.Planned.Total),
            Applied(operations, "create"),
            Applied(operations, "update"),
            Applied(operations, "transition"),
            Applied(operations, "comment"),
            operations.Count(o => o.Outcome is not ("applied" or "skipped")),
            sandbox.Requests.Count - callsBefore);
        if (screen is not null)
            DemoText.Write(screen, title, step, preview.Counts, operations);
        return step;
    }

    private async Task<IReadOnlyList<OperationResponse>> ApplyAsync(RunResponse planned, CancellationToken ct)
    {
        var run = await client.Tickets.ApplyAsync(planned.Id, ct);
        return (await client.Tickets.OperationsAsync(run.Id, null, PageSize, ct)).Items;
    }

    private async Task<IReadOnlyList<DemoTicket>> TicketsAsync(CancellationToken ct)
    {
        // Read again what Jira says, so that the table shows Jira's word and not ours.
        var connection = (await client.Connections.ListAsync(ct))[0];
        await client.Tickets.ReconcileAsync(connection.Id, ct);
        var page = await client.Tickets.TicketsAsync(null, null, null, PageSize, ct);
        return
        [
            .. page.Items
                .OrderBy(t => t.IssueKey?.Length ?? int.MaxValue)
                .ThenBy(t => t.IssueKey, StringComparer.Ordinal)
                .Select(t => new DemoTicket(t.IssueKey, t.Summary ?? t.Group, t.Priority, t.Status, t.Findings, t.Url)),
        ];
    }

    private void Say(string text)
    {
        screen?.Out.WriteLine(InertText.OneLine(text));
        screen?.Out.Flush();
    }

    private static int Applied(IReadOnlyList<OperationResponse> operations, string kind) =>
        operations.Count(o => o.Kind == kind && o.Outcome == "applied");

    private static Stream Open(string report) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream($"samples/{report}")
        ?? throw new InvalidOperationException($"The program was built without samples/reports/{report}.");
}
