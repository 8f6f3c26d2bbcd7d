using System.Globalization;
using Fairlead.Client.Findings;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Findings.Api;

/// <summary>The query parameters of lists and counts of findings, and the filter that they make.</summary>
internal static class FindingQueries
{
    public static readonly QueryParameter<FindingSort?> Sort =
        QueryParameter.OneOf<FindingSort>("sort", "The order; newestFirst when absent.");

    private static readonly QueryParameter<IReadOnlyList<FindingKind>> Kind = QueryParameter.AnyOf<FindingKind>("kind", "Only these kinds.");
    private static readonly QueryParameter<IReadOnlyList<Severity>> Severities =
        QueryParameter.AnyOf<Severity>("severity", "Only these severities, as shown.");

    private static readonly QueryParameter<Severity?> Minimum = QueryParameter.OneOf<Severity>("minimumSeverity", "This severity or worse.");
    private static readonly QueryParameter<ExploitMaturity?> Maturity =
        QueryParameter.OneOf<ExploitMaturity>("exploitMaturity", "Exploitation has come this far or further: by the imported files or the scanner.");

    private static readonly QueryParameter<IReadOnlyList<FindingState>> Status = QueryParameter.AnyOf<FindingState>("status", "Only these statuses.");
    private static readonly QueryParameter<bool?> Open = QueryParameter.Flag("open", "Only findings that are open, or only closed ones.");
    private static readonly QueryParameter<string?> Scanner = QueryParameter.Text("scanner", "Only of this scanner.", 200);
    private static readonly QueryParameter<string?> Asset = QueryParameter.Text("asset", "Only in this asset.", 500);
    private static readonly QueryParameter<string?> Rule = QueryParameter.Text("rule", "Only of this rule or advisory.", 1000);
    private static readonly QueryParameter<string?> Text = QueryParameter.Text(
        "text", "Found literally, ignoring case, in title, rule, package, location, asset or vulnerability ids.", FindingFilter.MaxTextLength);

    private static readonly QueryParameter<string?> Label = QueryParameter.Text("label", "Only with this tag, or this label as name=value.", 500);
    private static readonly QueryParameter<bool?> HasFix = QueryParameter.Flag("hasFix", "Only with, or without, a known fixed version.");
    private static readonly QueryParameter<TicketId?> Ticket =
        QueryParameter.Id<TicketId>("ticket", "Only findings behind this ticket, all of them, as it was last sent.");

    private static readonly QueryParameter<bool?> HasTicket =
        QueryParameter.Flag("hasTicket", "Only behind a ticket whose issue is there, or only without one: none was made, or it was deleted, lost or unlinked.");

    private static readonly QueryParameter<DateTimeOffset?> SeenFrom = Instant("firstSeenFrom", "First seen at this instant or later.");
    private static readonly QueryParameter<DateTimeOffset?> SeenBefore = Instant("firstSeenBefore", "First seen before this instant.");

    public static IReadOnlyList<QueryParameter> Conditions { get; } =
        [Kind, Severities, Minimum, Maturity, Status, Open, Scanner, Asset, Rule, Text, Label, HasFix, Ticket, HasTicket, SeenFrom, SeenBefore];

    public static FindingFilter FilterOf(QueryValues query) => new()
    {
        Kinds = query.Get(Kind),
        Severities = query.Get(Severities),
        MinimumSeverity = query.Get(Minimum),
        ExploitMaturity = query.Get(Maturity),
        Statuses = [.. query.Get(Status).Select(FindingResponses.StatusOf)],
        IsOpen = query.Get(Open),
        Scanners = One(query.Get(Scanner)),
        Assets = One(query.Get(Asset)),
        Rules = One(query.Get(Rule)),
        Text = query.Get(Text),
        Labels = One(query.Get(Label)),
        HasFix = query.Get(HasFix),
        Ticket = query.Get(Ticket),
        HasTicket = query.Get(HasTicket),
        FirstSeenFrom = query.Get(SeenFrom),
        FirstSeenBefore = query.Get(SeenBefore),
    };

    public static FindingOrder OrderOf(QueryValues query) => query.Get(Sort) switch
    {
        null or FindingSort.NewestFirst => FindingOrder.NewestFirst,
        FindingSort.OldestFirst => FindingOrder.OldestFirst,
        FindingSort.WorstFirst => FindingOrder.WorstFirst,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IReadOnlyList<string> One(string? value) => value is null ? [] : [value];

    /// <summary>A date with time and offset; nothing is guessed.</summary>
    private static QueryParameter<DateTimeOffset?> Instant(string name, string description) =>
        new(name, description, null, new QuerySchema("string", Format: "date-time"), text =>
            text.Length <= 40 && text.Contains('T', StringComparison.Ordinal)
            && (text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-'))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            && instant.UtcDateTime.Year is > 1970 and < 2200
                ? instant.ToUniversalTime()
                : throw QueryParameter.Refused(name, "expected an instant such as 2026-01-31T08:00:00Z"));
}
