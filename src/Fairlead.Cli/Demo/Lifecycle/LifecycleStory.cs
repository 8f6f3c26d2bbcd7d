using Fairlead.Cli.Commands;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Demo.Lifecycle;

/// <summary>The life of three tickets, with the people who touch them: over the same API that everybody uses.</summary>
/// <param name="told">Called with each step when it is over.</param>
internal sealed class LifecycleStory(FairleadClient client, SandboxServer sandbox, MovableClock clock, Action<StoryStep> told)
{
    private const string Configuration = "lifecycle";
    private const string SignedIn = "signed in with the new token";
    private const int PageSize = 100;

    private static readonly TimeSpan Night = TimeSpan.FromDays(1);

    private readonly StoryBook _book = new(told);
    private ConnectionId _connection;

    public async Task<StoryReport> TellAsync(CancellationToken ct)
    {
        await ConnectAsync(ct);
        await StepAsync("A first scan", "The scanner finds three weaknesses in an application.", ScanAsync(StoryScan.Everything), "three issues, one for each",
            Is("active", "To Do", StoryScan.Injection, StoryScan.Password, StoryScan.Traversal), ct);
        await StepAsync("The same again", "The next night's scan finds the same three.", ScanAsync(StoryScan.Everything), "nothing: no issue is made or touched",
            tickets => _book.Did.Count == 0 && tickets.Count == 3, ct);
        await StepAsync("A developer's comment", $"Bob writes under the password's issue: \"accepted until {EndOfException:yyyy-MM-dd}: only reachable in the office\".", CommentAsync,
            "the risk is accepted until then, and its issue is done", Is("risk-accepted", "Done", StoryScan.Password), ct);
        await StepAsync("A wrong close", "Chen moves the injection's issue to Done; the next scan finds the injection as before.", CloseWronglyAsync,
            "the issue is opened again, and says why", Is("active", "To Do", StoryScan.Injection), ct);
        await StepAsync("A fix", "Two scans in a row do not find the injection any more.", FixAsync, "after the second, the issue is done",
            Is("fixed", "Done", StoryScan.Injection), ct);
        await StepAsync("A recurrence", "A later scan finds the injection again.", ScanAsync(StoryScan.Everything), "the same issue is opened again, not a new one",
            Is("active", "To Do", StoryScan.Injection), ct);
        await StepAsync("A moved issue", "Alice moves the traversal's issue to the project OPS; then it is fixed.", MoveAsync, "the ticket follows to the new key, and is closed there",
            tickets => Is("fixed", "Done", StoryScan.Traversal)(tickets) && KeyOf(tickets, StoryScan.Traversal).StartsWith("OPS-", StringComparison.Ordinal), ct);
        await StepAsync("A rotated token", "The token is replaced: a new one is put in beside the old, tried, taken into use; the old one is revoked. A scan finds something new.", RotateAsync,
            "Fairlead signs in with the new one, and the next issue is made without a pause",
            tickets => tickets.Any(t => t is { Finding: StoryScan.Redirect, IssueStatus: "To Do" }) && _book.Did.Any(d => d.StartsWith(SignedIn, StringComparison.Ordinal)), ct);
        await StepAsync("An expired exception", "Five weeks pass, and the accepted risk ends.", PassAsync, "the finding counts again, and its issue is opened",
            Is("active", "To Do", StoryScan.Password), ct);
        return new StoryReport(Words.Of(sandbox.Options.Edition), _book.Steps, sandbox.State.IssueCount, sandbox.Requests.Count);
    }

    private DateTimeOffset EndOfException { get; } = clock.GetUtcNow().AddDays(30);

    private async Task ConnectAsync(CancellationToken ct)
    {
        _connection = (await SandboxConnection.MakeAsync(client, sandbox, ct)).Connection.Id;
        await client.Tickets.CreateAsync(
            new TicketConfigurationBody(
                Configuration,
                SandboxConnection.Name,
                "SEC",
                "Bug",
                // The story applies by hand, so that it can say what each step led to.
                Automatic: false,
                CommentRules: [new CommentRuleBody(@"accepted until (?<until>[\w-]+)(: *(?<reason>.+))?", "riskAccepted")],
                StatusMap: new StatusMapBody([new StatusRuleBody(Category: "done", Finding: "fixed")]),
                Template: StoryTemplate.Body),
            ct);
    }

    private async Task StepAsync(
        string title, string happened, Func<CancellationToken, Task> happen, string expected, Func<IReadOnlyList<StoryTicket>, bool> holds, CancellationToken ct)
    {
        await _book.StepAsync(
            title, happened, happen, expected,
            async token =>
            {
                var tickets = await TicketsAsync(token);
                return (holds(tickets), tickets);
            },
            ct);
    }

    /// <summary>A night passes, the scanner runs, and Jira is made to agree.</summary>
    private Func<CancellationToken, Task> ScanAsync(IReadOnlyList<string> rules) => async ct =>
    {
        clock.Pass(Night);
        await client.Findings.UploadAsync(StoryScan.Of(rules, clock.GetUtcNow()), new UploadOptions(FileName: "night-scan.json"), ct);
        await ApplyAsync(ct);
    };

    private async Task CommentAsync(CancellationToken ct)
    {
        sandbox.State.Comment(await KeyAsync(StoryScan.Password, ct), $"accepted until {EndOfException:yyyy-MM-dd}: only reachable in the office", "bob");
        await ListenAsync(ct);
        await ApplyAsync(ct);
    }

    private async Task CloseWronglyAsync(CancellationToken ct)
    {
        sandbox.State.Transition(await KeyAsync(StoryScan.Injection, ct), "Done", "chen");
        await ListenAsync(ct);
        await ScanAsync(StoryScan.Everything)(ct);
    }

    private async Task FixAsync(CancellationToken ct)
    {
        await ScanAsync([StoryScan.Password, StoryScan.Traversal])(ct);
        await ScanAsync([StoryScan.Password, StoryScan.Traversal])(ct);
    }

    private async Task MoveAsync(CancellationToken ct)
    {
        sandbox.State.Move(await KeyAsync(StoryScan.Traversal, ct), "OPS");
        await ListenAsync(ct);
        await ScanAsync([StoryScan.Injection, StoryScan.Password])(ct);
        await ScanAsync([StoryScan.Injection, StoryScan.Password])(ct);
    }

    private async Task RotateAsync(CancellationToken ct)
    {
        var token = sandbox.State.MakeToken();
        var (_, tried) = await client.Connections.UseSlotAsync(_connection, CredentialSlot.Secondary, SandboxConnection.CredentialOf(sandbox, token), ct);
        if (!tried.Works)
            throw new CommandFailedException(ExitCode.Internal, $"the new token does not work: {tried.Message} {tried.NextStep}");
        sandbox.State.RevokeCredentials();
        var test = await client.Connections.TestAsync(_connection, ct);
        _book.Note(test.Works ? $"{SignedIn} as {test.Account}" : $"could not sign in: {test.Message}");
        await ScanAsync([StoryScan.Injection, StoryScan.Password, StoryScan.Redirect])(ct);
    }

    private async Task PassAsync(CancellationToken ct)
    {
        clock.Pass(TimeSpan.FromDays(35));
        await ApplyAsync(ct);
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var heard = await client.Tickets.PollAsync(_connection, ct);
        if (heard.Changed > 0)
            _book.Note($"saw in Jira what changed on {heard.Changed} of its issues");
        if (heard.CommentEffects > 0)
            _book.Note(heard.CommentEffects == 1 ? "did what was said there" : $"did {heard.CommentEffects} things that were said there");
    }

    private async Task ApplyAsync(CancellationToken ct)
    {
        var planned = await client.Tickets.PlanAsync(Configuration, ct);
        if (planned.Planned.Total == 0)
            return;
        var run = await client.Tickets.ApplyAsync(planned.Id, ct);
        foreach (var operation in (await client.Tickets.OperationsAsync(run.Id, null, PageSize, ct)).Items)
        {
            var outcome = operation.Outcome is "applied" ? "" : $" ({operation.Outcome}: {operation.OutcomeReason})";
            _book.Note($"{Verb(operation.Kind)} {operation.IssueKey ?? operation.Group}: {operation.Reason}{outcome}");
        }
    }

    private static string Verb(string kind) => kind switch
    {
        "create" => "created",
        "update" => "updated",
        "transition" => "moved",
        "comment" => "commented on",
        _ => kind,
    };

    private async Task<string> KeyAsync(string rule, CancellationToken ct) => KeyOf(await TicketsAsync(ct), rule);

    private static string KeyOf(IReadOnlyList<StoryTicket> tickets, string rule) => tickets.FirstOrDefault(t => t.Finding == rule)?.Key ?? "";

    /// <summary>What Fairlead says of the findings, and Jira itself of the issues.</summary>
    private async Task<IReadOnlyList<StoryTicket>> TicketsAsync(CancellationToken ct)
    {
        var findings = (await client.Findings.SearchAsync(new FindingQuery(), FindingSort.OldestFirst, null, PageSize, ct)).Items;
        var tickets = (await client.Tickets.TicketsAsync(null, null, null, PageSize, ct)).Items;
        return
        [
            .. findings.OrderBy(f => f.RuleId, StringComparer.Ordinal).Select(f =>
            {
                var ticket = tickets.FirstOrDefault(t => t.Summary?.StartsWith($"{f.RuleId} in", StringComparison.Ordinal) == true);
                var issue = ticket?.IssueId is { } id ? sandbox.State.Find(id) : null;
                return new StoryTicket(f.RuleId, Words.Of(f.Status), ticket?.IssueKey, issue?.Status);
            }),
        ];
    }

    private static Func<IReadOnlyList<StoryTicket>, bool> Is(string finding, string issue, params IReadOnlyList<string> rules) => tickets =>
        rules.All(rule => tickets.Any(t => t.Finding == rule && t.FindingStatus == finding && t.IssueStatus == issue));
}
