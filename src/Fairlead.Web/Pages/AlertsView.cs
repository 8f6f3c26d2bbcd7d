using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Alerts;

namespace Fairlead.Web.Pages;

/// <summary>The state of the list of alerts, all of it in the address. What cannot be understood is in <see cref="Wrong"/>.</summary>
/// <param name="Minimum">This severity and worse.</param>
/// <param name="Alert">Only this one, with its sample.</param>
public sealed record AlertsView(string? Text, Severity? Minimum, string? After, AlertId? Alert)
{
    public const int PageSize = 50;
    private const int MaxText = 200;

    public IReadOnlyList<WrongFilter> Wrong { get; init; } = [];

    public bool IsFiltered => Text is not null || Minimum is not null || Alert is not null;

    public AlertQuery Query => new(Minimum, Text: Text);

    public string Address => "/alerts" + Client.Query.Of(
        ("q", Text), ("severity", Minimum is { } minimum ? FindingsView.WordOf(minimum) : null), ("alert", Alert?.ToString()), ("after", After));

    public static AlertsView Read(IQueryCollection query)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, "q", "severity", "alert", "after")];
        return new(
            query["q"].ToString() is { Length: > 0 } text ? PlainText.Cut(PlainText.OneLine(text), MaxText) : null,
            WrongFilter.Read<Severity>(query, "severity", wrong),
            query["after"].ToString() is { Length: > 0 and <= 100 } after ? after : null,
            WrongFilter.ReadId<AlertId>(query, "alert", wrong))
        {
            Wrong = wrong,
        };
    }

    /// <summary>The place of an alert as it stands in an address.</summary>
    internal static string PlaceOf(Alert alert) => PagePlace.Of(alert.LastReceivedAt, alert.Id.Value);

    /// <returns><see langword="null"/> for the beginning, also when the address was edited.</returns>
    internal AlertPosition? Position() => PagePlace.Read(After) is var (at, id) ? new AlertPosition(at, id) : null;
}
