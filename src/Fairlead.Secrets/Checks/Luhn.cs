namespace Fairlead.Secrets.Checks;

/// <summary>The check digit of payment cards (ISO/IEC 7812-1).</summary>
internal static class Luhn
{
    /// <summary>Blanks and hyphens between digits are passed over.</summary>
    public static bool Holds(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        var twice = false;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            if (digits[i] is (byte)' ' or (byte)'-')
                continue;
            if (!char.IsAsciiDigit((char)digits[i]))
                return false;

            var digit = digits[i] - '0';
            if (twice && (digit *= 2) > 9)
                digit -= 9;
            sum += digit;
            twice = !twice;
        }

        return sum % 10 == 0;
    }
}
