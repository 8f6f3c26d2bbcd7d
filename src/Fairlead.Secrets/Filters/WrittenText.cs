using System.Text;

namespace Fairlead.Secrets.Filters;

/// <summary>
/// Tells what a person wrote (paths, slugs, names of classes and keys) from what a generator made. Only for values of which nothing else is known.
/// </summary>
internal static class WrittenText
{
    /// <summary>
    /// Share of neighbours of which one is a letter of one case and the other a letter of the other, a digit or a sign; a capital that begins a
    /// word does not count. Random base 62 has 0.42 in the mean, random hexadecimal 0.47, names and paths 0.05 to 0.2.
    /// </summary>
    private const double MinChanges = 0.22;

    /// <summary>A value of three and more joined words with few digits is a slug.</summary>
    private const int SlugJoints = 3;

    public static bool Is(ReadOnlySpan<byte> value)
    {
        if (value[0] is (byte)'/' or (byte)'.' or (byte)'-' || value.IndexOf("//"u8) >= 0 || value.IndexOf("../"u8) >= 0)
            return true;
        if (IsDigest(value) || IsIdentifier(value))
            return true;

        int changes = 0, joints = 0, digits = 0, dots = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var kind = KindOf(value[i]);
            digits += kind == Digit ? 1 : 0;
            joints += value[i] is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'/' ? 1 : 0;
            dots += value[i] is (byte)'.' ? 1 : 0;
            if (i > 0 && KindOf(value[i - 1]) is var before && before != kind && !(before == Upper && kind == Lower))
                changes++;
        }

        return changes < MinChanges * (value.Length - 1) || joints >= SlugJoints && digits * 8 < value.Length || dots >= 2 && digits * 4 < value.Length;
    }

    /// <summary><c>sha256=…</c>, as lists of files and locks write checksums.</summary>
    private static bool IsDigest(ReadOnlySpan<byte> value)
    {
        if (value.Length < 4 || !Ascii.EqualsIgnoreCase(value[..3], "sha"u8))
            return false;

        var end = value[3..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') + 3;
        return end > 3 && end <= 6 && value[end] is (byte)'=' or (byte)'-' or (byte)':';
    }

    /// <summary>
    /// A name in code: <c>ed25519.Ed25519PrivateKey</c>, <c>NL80211_ATTR_TDLS_SUPPORT</c>. Each of its two and more parts is of words that can be said, in camel case or in one
    /// case, with a short number or two.
    /// </summary>
    internal static bool IsIdentifier(ReadOnlySpan<byte> value)
    {
        var parts = 0;
        while (!value.IsEmpty)
        {
            var end = value.IndexOfAny("_.-/="u8);
            var part = end < 0 ? value : value[..end];
            value = end < 0 ? default : value[(end + 1)..];
            if (part.IsEmpty)
                continue;
            if (!IsSpoken(part))
                return false;
            parts++;
        }

        return parts >= 2;
    }

    private const int LongestNumber = 5;
    private const int MostNumbers = 2;

    /// <summary>Longer words hold a vowel.</summary>
    private const int LongestWithoutVowel = 5;

    private static bool IsSpoken(ReadOnlySpan<byte> part)
    {
        int numbers = 0, number = 0, consonants = 0, words = 0, letters = 0;
        var before = 0;
        foreach (var value in part)
        {
            var kind = KindOf(value);
            if (kind == Sign)
                return false;
            if (kind == Digit)
            {
                numbers += before == Digit ? 0 : 1;
                number = before == Digit ? number + 1 : 1;
                consonants = 0;
            }
            else
            {
                letters++;
                words += kind == Upper && before == Lower ? 1 : 0;
                consonants = (value | 0x20) is 'a' or 'e' or 'i' or 'o' or 'u' or 'y' ? 0 : consonants + 1;
            }

            if (number > LongestNumber || numbers > MostNumbers || consonants > LongestWithoutVowel)
                return false;
            before = kind;
        }

        // Words of camel case have three letters and more in the mean; random text changes its case at every other letter.
        return words * 3 <= letters;
    }

    /// <summary>What a name says about its value: an id, a path or a checksum is no secret.</summary>
    public static bool IsHarmlessName(ReadOnlySpan<byte> context)
    {
        var end = context.Length;
        while (end > 0 && !char.IsAsciiLetterOrDigit((char)context[end - 1]))
            end--;
        var start = end;
        while (start > 0 && (char.IsAsciiLetterOrDigit((char)context[start - 1]) || context[start - 1] is (byte)'_' or (byte)'-'))
            start--;

        var name = context[start..end];
        foreach (var word in Endings)
        {
            if (name.Length >= word.Length && Ascii.EqualsIgnoreCase(name[^word.Length..], word))
                return true;
        }

        foreach (var word in Parts)
        {
            for (var at = 0; at + word.Length <= name.Length; at++)
            {
                if (Ascii.EqualsIgnoreCase(name.Slice(at, word.Length), word))
                    return true;
            }
        }

        return false;
    }

    private static readonly byte[][] Endings =
        [.. new[] { "id", "ids", "name", "type", "url", "uri", "path", "file", "dir", "count", "length", "size", "field", "label", "version", "class", "method", "endpoint", "arn", "ref" }.Select(Encoding.ASCII.GetBytes)];

    private static readonly byte[][] Parts =
        [.. new[] { "public", "hash", "checksum", "digest", "sha1", "sha256", "md5", "commit", "etag", "uuid", "guid", "fingerprint", "integrity", "revision", "expir" }.Select(Encoding.ASCII.GetBytes)];

    private const int Lower = 1;
    private const int Upper = 2;
    private const int Digit = 3;
    private const int Sign = 4;

    private static int KindOf(byte value) =>
        char.IsAsciiLetterLower((char)value) ? Lower : char.IsAsciiLetterUpper((char)value) ? Upper : char.IsAsciiDigit((char)value) ? Digit : Sign;
}
