using System.Globalization;
using System.Text;

namespace Fairlead.Secrets;

/// <summary>A secret as it may be shown: enough to tell it from another, too little to use or to guess (THREATS T-68).</summary>
public static class SecretMask
{
    private const int Shown = 4;
    private const int MinLengthShown = 12;

    /// <returns>The first four characters and the length, as in <c>ghp_…(40)</c>; of a secret shorter than 12 only the length.</returns>
    public static string Of(ReadOnlySpan<byte> secret)
    {
        var text = Encoding.UTF8.GetString(secret[..Math.Min(secret.Length, 64)]);
        var visible = secret.Length < MinLengthShown ? "" : new string([.. text.Take(Shown).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '·' : c)]);
        return string.Create(CultureInfo.InvariantCulture, $"{visible}…({secret.Length})");
    }
}
