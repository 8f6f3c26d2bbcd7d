using Fairlead.Secrets.Checks;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Algorithms;

/// <summary>
/// Numbers of payment cards: 13 to 19 digits, alone or in groups by blanks or hyphens, of an issuer's range and with the check digit of ISO/IEC 7812-1. Among groups
/// that are more than one number, as where the month of expiry follows, one that is written without blanks or in the groups of a card.
/// The numbers that payment services publish for tests are passed over.
/// </summary>
internal sealed class CardNumbers : SecretAlgorithm
{
    private const int MinDigits = 13;
    private const int MaxDigits = 19;

    private static readonly byte[][] TestNumbers =
    [
        "4111111111111111"u8.ToArray(), "4242424242424242"u8.ToArray(), "4012888888881881"u8.ToArray(), "5555555555554444"u8.ToArray(), "5105105105105100"u8.ToArray(),
        "378282246310005"u8.ToArray(), "371449635398431"u8.ToArray(), "6011111111111117"u8.ToArray(), "6011000990139424"u8.ToArray(), "30569309025904"u8.ToArray(),
        "3530111333300000"u8.ToArray(), "3566002020360505"u8.ToArray(), "4000056655665556"u8.ToArray(), "2223003122003222"u8.ToArray(),
    ];

    /// <summary>How numbers are printed on cards.</summary>
    private static readonly byte[][] Printed = [[4, 4, 4, 4, 3], [4, 4, 4, 4], [4, 6, 5], [4, 6, 4]];

    public override IReadOnlyList<string> Literals { get; } = [];

    public override void Find(int start, int end, CompiledRule rule, in ScanPass pass)
    {
        var text = pass.Text;
        for (var at = 0; at < text.Length;)
        {
            var next = text[at..].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (next < 0)
                return;

            at += next;
            at = Number(text, at, rule, pass);
        }
    }

    /// <returns>Where to go on.</returns>
    private static int Number(ReadOnlySpan<byte> text, int from, CompiledRule rule, in ScanPass pass)
    {
        Span<byte> digits = stackalloc byte[MaxDigits + 1];
        var count = 0;
        var at = from;
        var last = from;
        var sign = (byte)0;
        for (; at < text.Length; at++)
        {
            var value = text[at];
            if (char.IsAsciiDigit((char)value))
            {
                if (count < digits.Length)
                    digits[count] = value;
                count++;
                last = at + 1;
            }
            else if (value is (byte)' ' or (byte)'-' && (sign == 0 || sign == value) && at + 1 < text.Length && char.IsAsciiDigit((char)text[at + 1]))
            {
                sign = value;
            }
            else
            {
                break;
            }
        }

        var isAlone = (from == 0 || !Boundaries.IsWord(text[from - 1]) && text[from - 1] is not ((byte)'.' or (byte)'-')) && Boundaries.Ends(text, last) &&
            !(last + 1 < text.Length && text[last] == '.' && char.IsAsciiDigit((char)text[last + 1]));
        if (isAlone && count is >= MinDigits and <= MaxDigits && IsIssued(digits[..count]) && Luhn.Holds(digits[..count]) && !IsTest(digits[..count]))
            pass.Accept(rule, from, last - from);
        else if (sign == ' ')
            Parts(text, from, last, rule, pass);

        return Math.Max(at, last) + 1;
    }

    /// <summary>Looks for numbers among groups that blanks part.</summary>
    private static void Parts(ReadOnlySpan<byte> text, int from, int to, CompiledRule rule, in ScanPass pass)
    {
        var before = 0;
        for (var at = from; at < to;)
        {
            var length = GroupAt(text, at, to);
            var end = length is >= MinDigits and <= MaxDigits ? at + length : PrintedAt(text, at, to, before);
            if (end > 0 && IsNumber(text, at, end))
            {
                pass.Accept(rule, at, end - at);
                (before, at) = (0, end + 1);
                continue;
            }

            (before, at) = (length, at + length + 1);
        }
    }

    /// <param name="before">How many digits the group before it has: in a table of groups of four each four would be a number.</param>
    /// <returns>Where it ends; 0: there is none.</returns>
    private static int PrintedAt(ReadOnlySpan<byte> text, int at, int to, int before)
    {
        foreach (var groups in Printed)
        {
            var end = at;
            foreach (var length in groups)
            {
                if (end > at)
                    end++;
                if (end >= to || GroupAt(text, end, to) != length)
                {
                    end = 0;
                    break;
                }

                end += length;
            }

            if (end > 0 && before != groups[0] && (end >= to || GroupAt(text, end + 1, to) != groups[^1]))
                return end;
        }

        return 0;
    }

    private static int GroupAt(ReadOnlySpan<byte> text, int at, int to)
    {
        var length = text[at..to].IndexOf((byte)' ');
        return length < 0 ? to - at : length;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text, int start, int end)
    {
        if (start > 0 && (Boundaries.IsWord(text[start - 1]) || text[start - 1] is (byte)'.' or (byte)'-') || !Boundaries.Ends(text, end) || end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit((char)text[end + 1]))
            return false;

        Span<byte> digits = stackalloc byte[MaxDigits];
        var count = 0;
        foreach (var value in text[start..end])
        {
            if (value != ' ')
                digits[count++] = value;
        }

        return IsIssued(digits[..count]) && Luhn.Holds(digits[..count]) && !IsTest(digits[..count]);
    }

    /// <summary>Ranges and lengths of Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay and Maestro.</summary>
    private static bool IsIssued(ReadOnlySpan<byte> digits)
    {
        var four = (digits[0] - '0') * 1000 + (digits[1] - '0') * 100 + (digits[2] - '0') * 10 + digits[3] - '0';
        return digits.Length switch
        {
            13 => four / 1000 == 4,
            14 => four / 10 is >= 300 and <= 305 || four / 100 is 36 or 38 or 39,
            15 => four / 100 is 34 or 37,
            16 => four / 1000 == 4 || four / 100 is >= 51 and <= 55 or 62 or 65 || four is >= 2221 and <= 2720 or 6011 || four is >= 3528 and <= 3589 || four / 10 is >= 644 and <= 649,
            19 => four / 1000 == 4 || four / 100 == 62,
            17 or 18 => four / 100 == 62,
            _ => false,
        } && digits.IndexOfAnyExcept(digits[0]) >= 0;
    }

    private static bool IsTest(ReadOnlySpan<byte> digits)
    {
        foreach (var number in TestNumbers)
        {
            if (digits.SequenceEqual(number))
                return true;
        }

        return false;
    }
}
