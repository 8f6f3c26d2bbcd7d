using System.Diagnostics.CodeAnalysis;

namespace Fairlead.Reports;

/// <summary>The short name of a report format, as users write it after <c>--format</c>.</summary>
public readonly record struct ReportFormat
{
    public static readonly ReportFormat Sarif = new("sarif");
    public static readonly ReportFormat Trivy = new("trivy");
    public static readonly ReportFormat GenericJson = new("generic-json");
    public static readonly ReportFormat GenericCsv = new("generic-csv");

    private readonly string? _name;

    internal ReportFormat(string name) => _name = name;

    public string Name => _name ?? string.Empty;

    /// <summary>Accepts the name of a format that <see cref="ReportReaders"/> can read, in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ReportFormat format)
    {
        foreach (var known in ReportReaders.Formats)
        {
            if (string.Equals(known.Name, text?.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                format = known;
                return true;
            }
        }

        format = default;
        return false;
    }

    public override string ToString() => Name;
}
