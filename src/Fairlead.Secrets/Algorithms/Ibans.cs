using System.Globalization;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Algorithms;

/// <summary>International bank account numbers: a country's letters and length, and the check of ISO 7064 (modulo 97 is 1). Groups of four are taken together.</summary>
internal sealed class Ibans : SecretAlgorithm
{
    private const int MaxLength = 34;

    /// <summary>Characters in all by country, from the register of SWIFT.</summary>
    private static readonly Dictionary<string, int> Lengths = (
        "AD24 AE23 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 " +
        "GB22 GI23 GR27 HR21 HU28 IE22 IL23 IS26 IT27 LI21 LT20 LU20 LV21 MC27 " +
        "MT31 NL18 NO15 PL28 PT25 RO24 SA24 SE24 SI19 SK24 SM27 TR26 UA29")
        .Split(' ').ToDictionary(entry => entry[..2], entry => int.Parse(entry.AsSpan(2), CultureInfo.InvariantCulture), StringComparer.Ordinal);

    public override IReadOnlyList<string> Literals { get; } = [];

    public override void Find(int start, int end, CompiledRule rule, in ScanPass pass)
    {
        var text = pass.Text;
        Span<char> country = stackalloc char[2];
        for (var at = 0; at + 15 <= text.Length; at++)
        {
            if (!char.IsAsciiDigit((char)text[at + 2]) || !char.IsAsciiDigit((char)text[at + 3]) || !char.IsAsciiLetterUpper((char)text[at]) ||
                !char.IsAsciiLetterUpper((char)text[at + 1]) || !Boundaries.Begins(text, at))
            {
                continue;
            }

            (country[0], country[1]) = ((char)text[at], (char)text[at + 1]);
            if (Lengths.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(country, out var length) && Holds(text[at..], length, out var bytes) && Boundaries.Ends(text, at + bytes))
                pass.Accept(rule, at, bytes);
        }
    }

    private static bool Holds(ReadOnlySpan<byte> text, int length, out int bytes)
    {
        Span<byte> compact = stackalloc byte[MaxLength];
        var count = 0;
        bytes = 0;
        while (count < length && bytes < text.Length)
        {
            var value = text[bytes++];
            if (value == ' ' && count % 4 == 0)
                continue;
            if (!char.IsAsciiLetterUpper((char)value) && !char.IsAsciiDigit((char)value))
                return false;
            compact[count++] = value;
        }

        if (count < length)
            return false;

        var rest = 0;
        for (var i = 0; i < length; i++)
        {
            var value = compact[(i + 4) % length];
            rest = char.IsAsciiDigit((char)value) ? (rest * 10 + value - '0') % 97 : (rest * 100 + value - 'A' + 10) % 97;
        }

        return rest == 1;
    }
}
