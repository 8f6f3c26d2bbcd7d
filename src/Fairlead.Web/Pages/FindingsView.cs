using System.Text.Json;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;

namespace Fairlead.Web.Pages;

/// <summary>The state of the list of findings, all of it in the address. What cannot be understood is passed over.</summary>
public sealed record FindingsView(string? Text, Severity? Severity, FindingStatus? Status, bool OpenOnly, FindingOrder Order, string? Cursor)
{
    public const int PageSize = 50;

    public static FindingsView Read(IQueryCollection query) => new(
        query["q"].ToString() is { Length: > 0 } text ? PlainText.Cut(PlainText.OneLine(text), FindingFilter.MaxTextLength) : null,
        Word<Severity>(query["severity"]),
        Word<FindingStatus>(query["status"]),
        query["show"] != "all",
        Word<FindingOrder>(query["order"]) ?? FindingOrder.WorstFirst,
        query["cursor"].ToString() is { Length: > 0 and <= 1000 } cursor ? cursor : null);

    public FindingFilter Filter => new()
    {
        Text = Text,
        Severities = Severity is { } severity ? [severity] : [],
        Statuses = Status is { } status ? [status] : [],
        IsOpen = OpenOnly && Status is null ? true : null,
    };

    public bool IsFiltered => Text is not null || Severity is not null || Status is not null;

    public string Address => "/findings" + Client.Query.Of(
        ("q", Text),
        ("severity", Severity is { } severity ? WordOf(severity) : null),
        ("status", Status is { } status ? WordOf(status) : null),
        ("show", OpenOnly ? null : "all"),
        ("order", Order == FindingOrder.WorstFirst ? null : WordOf(Order)),
        ("cursor", Cursor));

    public static string WordOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static T? Word<T>(string? text)
        where T : struct, Enum =>
        Enum.GetValues<T>().Select(v => (T?)v).FirstOrDefault(v => WordOf(v!.Value) == text);
}
