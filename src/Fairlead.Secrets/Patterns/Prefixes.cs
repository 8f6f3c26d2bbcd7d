namespace Fairlead.Secrets.Patterns;

/// <summary>The literal texts with which a pattern can begin: what the first look at a candidate asks for.</summary>
internal static class Prefixes
{
    public const int MaxLength = 8;
    private const int MaxCount = 64;
    private const int WideSet = 4;

    /// <returns>Each of 1 to 8 bytes; none of them empty. Empty when the pattern can begin with many different bytes.</returns>
    public static IReadOnlyList<byte[]> Of(PatternNode pattern)
    {
        var found = new List<byte[]> { Array.Empty<byte>() };
        Extend(pattern, ref found);
        var distinct = found.Select(Convert.ToHexString).Distinct().Select(Convert.FromHexString).ToList();
        return distinct.Any(prefix => prefix.Length == 0) ? [] : distinct;
    }

    /// <returns>Whether what follows may still be added.</returns>
    private static bool Extend(PatternNode node, ref List<byte[]> found)
    {
        switch (node)
        {
            case PatternNode.Bytes bytes:
                if (bytes.Set.Count > WideSet || found.Count * bytes.Set.Count > MaxCount || found.Any(prefix => prefix.Length >= MaxLength))
                    return false;
                found = [.. found.SelectMany(prefix => bytes.Set.Values().Select(value => (byte[])[.. prefix, value]))];
                return true;
            case PatternNode.Sequence sequence:
                foreach (var part in sequence.Parts)
                {
                    if (!Extend(part, ref found))
                        return false;
                }

                return true;
            case PatternNode.Choice choice:
                var open = true;
                var all = new List<byte[]>();
                foreach (var option in choice.Options)
                {
                    var branch = found;
                    open &= Extend(option, ref branch);
                    all.AddRange(branch);
                }

                if (all.Count > MaxCount)
                    return false;
                found = all;
                return open;
            case PatternNode.Repeat { Min: 0 }:
                return false;
            case PatternNode.Repeat repeat:
                for (var i = 0; i < repeat.Min; i++)
                {
                    if (!Extend(repeat.Part, ref found))
                        return false;
                }

                return repeat.Max == repeat.Min;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
