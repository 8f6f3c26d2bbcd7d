using System.Globalization;
using System.Text.Json;

namespace Fairlead.Platform.SecurityInformation.Reading;

/// <summary>
/// Reads an int64 of the Security Information API by its value, however it is written: to JSON Schema and to Jackson, with which Jira reads, <c>5.0</c> and <c>5e0</c> are the
/// whole number 5. Of Jackson it has not that a fraction is cut off: <c>5.5</c> is none.
/// </summary>
internal static class WholeNumber
{
    /// <summary>Of the largest one, -9223372036854775808.</summary>
    private const int MaxDigits = 19;

    /// <returns><see langword="null"/>: it is no number, has a fraction, or is outside of 64 bits.</returns>
    public static long? Read(JsonElement value) => value.ValueKind != JsonValueKind.Number ? null : value.TryGetInt64(out var plain) ? plain : Read(value.GetRawText());

    private static long? Read(string text)
    {
        // A JSON number: -?digits(.digits)?([eE][+-]?digits)?
        var e = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = text.AsSpan(0, e < 0 ? text.Length : e);
        var isNegative = mantissa[0] == '-';
        var digits = (isNegative ? mantissa[1..] : mantissa).ToString();
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        digits = digits.Replace(".", "", StringComparison.Ordinal);

        // Of zero no exponent makes anything else.
        var significant = digits.Trim('0');
        if (significant.Length == 0)
            return 0;
        var written = 0;
        if (e >= 0 && !int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out written))
            return null;

        // How many zeros follow the last digit that counts; fewer than none where that is behind the point.
        var zeros = (long)written + (point < 0 ? digits.Length : point) - digits.TrimEnd('0').Length;
        if (zeros < 0 || significant.Length + zeros > MaxDigits)
            return null;
        var whole = (isNegative ? "-" : "") + significant + new string('0', (int)zeros);
        return long.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
