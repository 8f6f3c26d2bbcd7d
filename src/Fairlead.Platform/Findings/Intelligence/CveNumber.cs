using System.Globalization;

namespace Fairlead.Platform.Findings.Intelligence;

/// <summary>A CVE id as a number: CVE-2024-1234 is 20240000001234. Compact in memory, and readable in the database.</summary>
internal static class CveNumber
{
    private const long PerYear = 10_000_000_000;
    private const int MaxDigits = 10;
    private const string Prefix = "CVE-";

    /// <param name="text">Its letters of any case.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out long cve)
    {
        cve = 0;
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || text.Length < Prefix.Length + 9 || text[Prefix.Length + 4] != '-')
            return false;
        var number = text[(Prefix.Length + 5)..];
        if (number.Length > MaxDigits
            || !long.TryParse(text.Slice(Prefix.Length, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal))
        {
            return false;
        }

        cve = (year * PerYear) + ordinal;
        return true;
    }

    public static string ToText(long cve) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{cve / PerYear:0000}-{cve % PerYear:0000}");
}
