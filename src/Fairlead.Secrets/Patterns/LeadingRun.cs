namespace Fairlead.Secrets.Patterns;

/// <summary>How many characters of tokens (letters, digits, <c>+ - . / = _ ~</c>) a pattern begins with at least: what the first pass looks for.</summary>
internal static class LeadingRun
{
    private static readonly ByteSet Token =
        ByteSet.Word | ByteSet.Of('+') | ByteSet.Of('-') | ByteSet.Of('.') | ByteSet.Of('/') | ByteSet.Of('=') | ByteSet.Of('~');

    public static int Of(PatternNode pattern) => Measure(pattern).Length;

    private static (int Length, bool Whole) Measure(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Bytes bytes:
                var inside = bytes.Set.Values().All(value => Token.Contains(value));
                return (inside ? 1 : 0, inside);
            case PatternNode.Sequence sequence:
                var sum = 0;
                foreach (var part in sequence.Parts)
                {
                    var (length, whole) = Measure(part);
                    sum += length;
                    if (!whole)
                        return (sum, false);
                }

                return (sum, true);
            case PatternNode.Choice choice:
                var options = choice.Options.Select(Measure).ToList();
                return (options.Min(option => option.Length), options.All(option => option.Whole));
            case PatternNode.Repeat repeat:
                var (one, all) = Measure(repeat.Part);
                return all ? (one * repeat.Min, true) : (repeat.Min > 0 ? one : 0, false);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
