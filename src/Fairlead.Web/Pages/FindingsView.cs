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

    public IReadOnlyList<WrongFilter> Wrong { get; init; } = [];

    /// <summary>Only findings of which somebody says that exploitation has come this far or further.</summary>
    public ExploitMaturity? Maturity { get; init; }

    public static FindingsView Read(IQueryCollection query)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, "q", "severity", "maturity", "status", "show", "order", "ticket", "cursor")];
        if (query["show"].ToString() is not ("" or "all") and var show)
            wrong.Add(new("show", show, ["all"]));
        return new(
            query["q"].ToString() is { Length: > 0 } text ? PlainText.Cut(PlainText.OneLine(text), FindingFilter.MaxTextLength) : null,
            WrongFilter.Read<Severity>(query, "severity", wrong),
            WrongFilter.Read<FindingStatus>(query, "status", wrong),
            query["show"] != "all",
            WrongFilter.Read<FindingOrder>(query, "order", wrong) ?? FindingOrder.WorstFirst,
            query["cursor"].ToString() is { Length: > 0 and <= 1000 } cursor ? cursor : null,
            WrongFilter.ReadId<TicketId>(query, "ticket", wrong))
        {
            Maturity = WrongFilter.Read<ExploitMaturity>(query, "maturity", wrong),
            Wrong = wrong,
        };
    }

    public FindingFilter Filter => new()
    {
        Ticket = Ticket,
        Text = Text,
        Severities = Severity is { } severity ? [severity] : [],
        ExploitMaturity = Maturity,
        Statuses = Status is { } status ? [status] : [],
        IsOpen = OpenOnly && Status is null ? true : null,
    };

    public bool IsFiltered => Text is not null || Severity is not null || Status is not null || Maturity is not null || Ticket is not null;

    public string Address => "/findings" + Client.Query.Of(
        ("q", Text),
        ("severity", Severity is { } severity ? WordOf(severity) : null),
        ("maturity", Maturity is { } maturity ? WordOf(maturity) : null),
        ("status", Status is { } status ? WordOf(status) : null),
        ("show", OpenOnly ? null : "all"),
        ("order", Order == FindingOrder.WorstFirst ? null : WordOf(Order)),
        ("ticket", Ticket?.ToString()),
        ("cursor", Cursor));

    public static string WordOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
