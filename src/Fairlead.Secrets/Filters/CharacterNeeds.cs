namespace Fairlead.Secrets.Filters;

/// <summary>Of which characters a secret has at least so many.</summary>
/// <param name="Special">Neither letter nor digit.</param>
public sealed record CharacterNeeds(int Digits, int Upper, int Lower, int Special)
{
    public bool AreMetBy(ReadOnlySpan<byte> secret)
    {
        var (digits, upper, lower) = (0, 0, 0);
        foreach (var value in secret)
        {
            digits += char.IsAsciiDigit((char)value) ? 1 : 0;
            upper += char.IsAsciiLetterUpper((char)value) ? 1 : 0;
            lower += char.IsAsciiLetterLower((char)value) ? 1 : 0;
        }

        return digits >= Digits && upper >= Upper && lower >= Lower && secret.Length - digits - upper - lower >= Special;
    }
}
