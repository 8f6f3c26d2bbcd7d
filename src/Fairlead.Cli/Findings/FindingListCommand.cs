using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Cli.Tickets;
using Fairlead.Client.Findings;
using Fairlead.Kernel;
using Fairlead.Kernel.Paging;

namespace Fairlead.Cli.Findings;

internal static class FindingListCommand
{
    private const int LargestPage = 1_000;

    private static readonly Option<string[]> Severities = Several("--severity", "SEVERITY", $"Only these: {Words.All<Severity>()}");
    private static readonly Option<string?> Minimum = One("--min-severity", "SEVERITY", "This severity and worse");
    private static readonly Option<string?> Maturity = One("--exploit-maturity", "WORD", $"Exploitation this far or further: {Words.All<ExploitMaturity>()}");
    private static readonly Option<string[]> Statuses = Several("--status", "STATUS", $"Only these: {Words.All<FindingState>()}");
    private static readonly Option<string[]> Kinds = Several("--kind", "KIND", $"Only these: {Words.All<FindingKind>()}");
    private static readonly Option<string?> Scanner = One("--scanner", "NAME", "Only of this scanner");
    private static readonly Option<string?> Asset = One("--asset", "NAME", "Only in this asset");
    private static readonly Option<string?> Rule = One("--rule", "ID", "Only of this rule or advisory");
    private static readonly Option<string?> Text = One("--text", "TEXT", "Only with this text in title, rule, package, place, asset or advisory");
    private static readonly Option<string?> Label = One("--label", "LABEL", "Only with this tag, or name=value");
    private static readonly Option<bool> Fixable = new("--fixable") { Description = "Only where a fixed version is known" };
    private static readonly Option<string?> Ticket = One("--ticket", "KEY", "Only those behind this ticket: its issue or id");
    private static readonly Option<bool> WithoutTicket = new("--without-ticket") { Description = "Only those that have no issue in Jira" };
    private static readonly Option<bool> Closed = new("--all") { Description = "Also those that are closed" };
    private static readonly Option<string?> Sort = One("--sort", "ORDER", $"{Words.All<FindingSort>()}; worst-first when left out");

    private static readonly Option<int> Limit = CommonOptions.Number(
        ["--limit", "-n"], "COUNT", "At most so many, 0 for all; 200 when left out", 200, 0, CommonOptions.LargestLimit);

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "list",
            "List findings, the worst open ones first.",
            new Example("What is worst?", "fairlead finding list"),
            new Example("Critical and high ones that can be fixed by an update", "fairlead finding list --min-severity high --fixable"),
            new Example("What is attacked", "fairlead finding list --exploit-maturity attacked"),
            new Example("Everything about one advisory", "fairlead finding list --rule CVE-2021-44228 --all"),
            new Example("What is behind an issue?", "fairlead finding list --ticket SEC-12 --all"),
            new Example("What is critical and has no issue in Jira?", "fairlead finding list --severity critical --without-ticket"),
            new Example("How many are there of each severity?", "fairlead finding list --limit 0 --json | jq 'group_by(.severity) | map({(.[0].severity): length}) | add'"))
            .Takes(Severities, Minimum, Maturity, Statuses, Kinds, Scanner, Asset, Rule, Text, Label, Fixable, Ticket, WithoutTicket, Closed, Sort, Limit, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(ListAsync);

    private static async Task<ExitCode> ListAsync(Invocation invocation, CancellationToken ct)
    {
        var query = QueryOf(invocation);
        var sort = Words.OneOf<FindingSort>(invocation.Get(Sort), "order") ?? FindingSort.WorstFirst;
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                if (invocation.Get(Ticket) is { } ticket)
                    query = query with { Ticket = (await TicketCommands.FindAsync(session.Client.Tickets, ticket, ct)).Id };
                var (findings, isAll) = await Pages.ReadAsync(
                    invocation.Get(Limit), LargestPage,
                    async (cursor, size) =>
                    {
                        var page = await session.Client.Findings.SearchAsync(query, sort, cursor, size, ct);
                        return new Page<FindingItem>(page.Items, page.Next);
                    });
                Answers.List(
                    invocation.Screen,
                    invocation.Get(CommonOptions.Json),
                    findings,
                    findings.Count == 0 && !invocation.Get(CommonOptions.Json) ? await NoneAsync(session, query, ct) : "",
                    items => ListingOf(invocation.Screen, items));
                if (!isAll)
                {
                    var counts = await session.Client.Findings.CountAsync(query, ct);
                    await invocation.Screen.FlushAsync();
                    invocation.Screen.Note($"{findings.Count:N0} of {counts.Total:N0} are shown; --limit 0 shows all.");
                }

                return ExitCode.Done;
            },
            ct);
    }

    private static async Task<string> NoneAsync(ServerSession session, FindingQuery query, CancellationToken ct)
    {
        var closed = query.Open == true ? (await session.Client.Findings.CountAsync(query with { Open = false }, ct)).Total : 0;
        return closed == 0 ? "No finding matches."
            : closed == 1 ? "No open finding matches; a closed one does. --all shows it."
            : $"No open finding matches; {closed:N0} closed ones do. --all shows them.";
    }

    private static FindingQuery QueryOf(Invocation invocation)
    {
        var statuses = All<FindingState>(invocation.Get(Statuses), "status");
        return new FindingQuery(
            All<FindingKind>(invocation.Get(Kinds), "kind"),
            All<Severity>(invocation.Get(Severities), "severity"),
            Words.OneOf<Severity>(invocation.Get(Minimum), "severity"),
            statuses,
            invocation.Get(Closed) || statuses is not null ? null : true,
            invocation.Get(Scanner),
            invocation.Get(Asset),
            invocation.Get(Rule),
            invocation.Get(Text),
            invocation.Get(Label),
            invocation.Get(Fixable) ? true : null,
            ExploitMaturity: Words.OneOf<ExploitMaturity>(invocation.Get(Maturity), "exploit maturity"),
            HasTicket: invocation.Get(WithoutTicket) ? false : null);
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<FindingItem> findings)
    {
        var listing = new Listing(screen, "SEVERITY", "STATUS", "RULE", "PLACE", "TITLE", "ID") { KeepEndOf = ["RULE", "PLACE"] };
        foreach (var finding in findings)
        {
            var severity = finding.Severity.ToString();
            listing.Row(severity, Words.Of(finding.Status), finding.RuleId, PlaceOf(finding), finding.Title, finding.Id.ToString());
            listing.Painted(0, Colouring.OfSeverity(severity));
        }

        return listing;
    }

    private static string PlaceOf(FindingItem finding) =>
        finding.Package is { } package
            ? $"{package} {finding.PackageVersion}".TrimEnd()
            : finding.StartLine is { } line ? $"{finding.Location}:{line}" : finding.Location ?? finding.Asset ?? "";

    private static List<T>? All<T>(string[]? typed, string what)
        where T : struct, Enum =>
        typed is { Length: > 0 }
            ? [.. typed.SelectMany(t => t.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(t => Words.OneOf<T>(t, what)!.Value)]
            : null;

    private static Option<string?> One(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static Option<string[]> Several(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
