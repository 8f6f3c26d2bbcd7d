using System.Globalization;
using Fairlead.Platform.Findings.Storage;

namespace Fairlead.Platform.Findings;

/// <summary>Where a page of a search ended. Rows that come or go in between neither repeat nor hide others.</summary>
internal sealed record SearchPosition(int Severity, long No)
{
    public static SearchPosition Of(SummaryRow row) => new(row.Severity, row.No);

    public string ToText(FindingOrder order) => order == FindingOrder.WorstFirst
        ? string.Create(CultureInfo.InvariantCulture, $"{Letter(order)}{Severity}-{No}")
        : string.Create(CultureInfo.InvariantCulture, $"{Letter(order)}0-{No}");

    /// <exception cref="FormatException">Not a position of this order.</exception>
    public static SearchPosition? Parse(FindingOrder order, string? text)
    {
        if (text is null)
            return null;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 2 || text[0] != Letter(order)
            || !int.TryParse(text.AsSpan(1, dash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var severity)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var no))
        {
            throw new FormatException("The cursor is not one of this list.");
        }

        return new SearchPosition(severity, no);
    }

    public static string OrderBy(FindingOrder order) => order switch
    {
        FindingOrder.NewestFirst => "f.no DESC",
        FindingOrder.OldestFirst => "f.no",
        FindingOrder.WorstFirst => "f.severity DESC, f.no DESC",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string Condition(FindingOrder order) => order switch
    {
        FindingOrder.NewestFirst => " AND f.no < @afterNo",
        FindingOrder.OldestFirst => " AND f.no > @afterNo",
        FindingOrder.WorstFirst => " AND (f.severity < @afterSeverity OR (f.severity = @afterSeverity AND f.no < @afterNo))",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static char Letter(FindingOrder order) => order switch
    {
        FindingOrder.NewestFirst => 'n',
        FindingOrder.OldestFirst => 'o',
        FindingOrder.WorstFirst => 'w',
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
