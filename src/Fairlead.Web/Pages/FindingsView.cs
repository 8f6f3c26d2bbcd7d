using System.Text.Json;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;

namespace Fairlead.Web.Pages;

/// <summary>The state of the list of findings, all of it in the address. What cannot be understood is in <see cref="Wrong"/>.</summary>
/// <param name="Ticket">Only findings behind this ticket, as it was last sent.</param>
public sealed record FindingsView(
    string? Text, Severity? Severity, FindingStatus? Status, bool OpenOnly, FindingOrder Order, string? Cursor, TicketId? Ticket)
{
    public const int PageSize = 50;

    /// <summary>Open findings that no issue is there for.</summary>
    public static FindingsView WithoutTicket { get; } = new(null, null, null, OpenOnly: true, FindingOrder.WorstFirst, null, null) { HasTicket = false };

    public IReadOnlyList<WrongFilter> Wrong { get; init; } = [];

    /// <summary>Only findings of which somebody says that exploitation has come this far or further.</summary>
    public ExploitMaturity? Maturity { get; init; }

    /// <summary>Only findings behind a ticket whose issue is there, or only those without.</summary>
    public bool? HasTicket { get; init; }

    /// <summary>This severity or worse.</summary>
    public Severity? MinimumSeverity { get; init; }

    /// <summary>Exactly; so are the next three.</summary>
    public string? Asset { get; init; }

    public string? Scanner { get; init; }

    public string? Rule { get; init; }

    /// <summary>A tag, or a label as <c>name=value</c>.</summary>
    public string? Label { get; init; }

    /// <summary>Conditions for which the form has no input: an address that somebody made brings them. By the name of their parameter, as they are shown.</summary>
    public IReadOnlyList<(string Name, string Value)> Further => [.. Given(
        ("minimumSeverity", MinimumSeverity is { } least ? WordOf(least) : null), ("asset", Asset), ("scanner", Scanner), ("rule", Rule), ("label", Label))];

    /// <summary>Also by the names that the API and the command line have for the same: <c>text</c> for <c>q</c>, <c>exploitMaturity</c> for <c>maturity</c>.</summary>
    public static FindingsView Read(IQueryCollection query)
    {
        List<WrongFilter> wrong =
        [
            .. WrongFilter.Unknown(
                query, "q", "severity", "maturity", "status", "show", "order", "ticket", "hasTicket", "cursor", "text", "asset", "scanner", "rule", "label", "minimumSeverity", "exploitMaturity"),
        ];
        if (query["show"].ToString() is not ("" or "all") and var show)
            wrong.Add(new("show", show, ["all"]));
        return new(
            TextOf(query, "q", FindingFilter.MaxTextLength) ?? TextOf(query, "text", FindingFilter.MaxTextLength),
            WrongFilter.Read<Severity>(query, "severity", wrong),
            WrongFilter.Read<FindingStatus>(query, "status", wrong),
            query["show"] != "all",
            WrongFilter.Read<FindingOrder>(query, "order", wrong) ?? FindingOrder.WorstFirst,
            query["cursor"].ToString() is { Length: > 0 and <= 1000 } cursor ? cursor : null,
            WrongFilter.ReadId<TicketId>(query, "ticket", wrong))
        {
            Maturity = WrongFilter.Read<ExploitMaturity>(query, "maturity", wrong) ?? WrongFilter.Read<ExploitMaturity>(query, "exploitMaturity", wrong),
            HasTicket = WrongFilter.ReadFlag(query, "hasTicket", wrong),
            MinimumSeverity = WrongFilter.Read<Severity>(query, "minimumSeverity", wrong),
            Asset = TextOf(query, "asset", MaxName),
            Scanner = TextOf(query, "scanner", MaxName),
            Rule = TextOf(query, "rule", MaxName),
            Label = TextOf(query, "label", MaxName),
            Wrong = wrong,
        };
    }

    public FindingFilter Filter => new()
    {
        Ticket = Ticket,
        HasTicket = HasTicket,
        Text = Text,
        Severities = Severity is { } severity ? [severity] : [],
        ExploitMaturity = Maturity,
        MinimumSeverity = MinimumSeverity,
        Assets = One(Asset),
        Scanners = One(Scanner),
        Rules = One(Rule),
        Labels = One(Label),
        Statuses = Status is { } status ? [status] : [],
        IsOpen = OpenOnly && Status is null ? true : null,
    };

    public bool IsFiltered => Text is not null || Severity is not null || Status is not null || Maturity is not null || Ticket is not null || HasTicket is not null || Further.Count > 0;

    public string Address => "/findings" + Client.Query.Of([
        ("q", Text),
        ("severity", Severity is { } severity ? WordOf(severity) : null),
        ("maturity", Maturity is { } maturity ? WordOf(maturity) : null),
        ("status", Status is { } status ? WordOf(status) : null),
        ("show", OpenOnly ? null : "all"),
        ("order", Order == FindingOrder.WorstFirst ? null : WordOf(Order)),
        ("ticket", Ticket?.ToString()),
        ("hasTicket", HasTicket switch { true => "true", false => "false", null => null }),
        .. Further.Select(f => (f.Name, (string?)f.Value)),
        ("cursor", Cursor),
    ]);

    private const int MaxName = 1_000;

    private static string? TextOf(IQueryCollection query, string name, int most) =>
        query[name].ToString() is { Length: > 0 } text ? PlainText.Cut(PlainText.OneLine(text), most) : null;

    private static IReadOnlyList<string> One(string? value) => value is null ? [] : [value];

    private static IEnumerable<(string Name, string Value)> Given(params IEnumerable<(string Name, string? Value)> all) =>
        all.Where(a => a.Value is not null).Select(a => (a.Name, a.Value!));

    public static string WordOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
