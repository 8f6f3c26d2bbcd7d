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
