using Fairlead.Secrets.Decoding;
using Fairlead.Secrets.Filters;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets;

/// <summary>One text on its way: the whole, or what an encoded part of it says.</summary>
internal ref struct ScanPass(ReadOnlySpan<byte> text, SecretMatches into)
{
    public readonly ReadOnlySpan<byte> Text = text;
    public readonly SecretMatches Into = into;

    /// <summary>Where the text stands in the whole when it was encoded there.</summary>
    public int OuterStart;
    public int OuterLength;
    public SecretEncoding Encoding;
    public int Depth;

    /// <summary>What the text was written as, where it stands in the whole with escapes; else empty.</summary>
    public ReadOnlySpan<byte> Escaped;

    /// <summary>Up to where encoded runs are done with.</summary>
    public int DecodedTo;

    /// <summary>Up to where runs with escapes are.</summary>
    public int EscapedTo;

    /// <summary>Where a part of the text stands in the whole.</summary>
    public readonly (int Start, int Length) InWhole(int start, int length)
    {
        if (Depth == 0)
            return (start, length);
        if (Escaped.IsEmpty)
            return (OuterStart, OuterLength);

        var first = EscapedRun.PlaceOf(Escaped, start);
        return (OuterStart + first, EscapedRun.PlaceOf(Escaped[first..], length));
    }

    /// <summary>What an encoded part of it says, to be looked through in its turn.</summary>
    public readonly ScanPass Inner(ReadOnlySpan<byte> decoded, int start, int length, SecretEncoding encoding)
    {
        var (outerStart, outerLength) = InWhole(start, length);
        return new ScanPass(decoded, Into)
        {
            Depth = Depth + 1,
            OuterStart = outerStart,
            OuterLength = outerLength,
            Encoding = Depth == 0 ? encoding : Encoding,
        };
    }

    /// <summary>What every match passes last: how random it is, whether it is made up, whether its check holds.</summary>
    public readonly void Accept(CompiledRule rule, int start, int length)
    {
        var secret = Text.Slice(start, length);
        if (rule.Rule.Entropy > 0 && Entropy.Of(secret) < rule.Rule.Entropy)
            return;
        if (rule.Regex is not null && rule.Rule.IsGeneric && Placeholders.IsWord(secret))
            return;
        if (rule.Algorithm is null && (rule.Rule.IsGeneric ? Placeholders.Is(secret) : Placeholders.IsCertainly(secret)))
            return;

        var holds = rule.Check?.Invoke(secret);
        if (holds == false && rule.Rule.RejectsFailed)
            return;

        if (rule.Rule.IsTrial && !Into.ShowsTrials)
        {
            Into.Trials++;
            return;
        }

        // What holds no escape of its own stands there plainly, though what names it was escaped.
        var (outerStart, outerLength) = InWhole(start, length);
        var match = Depth == 0 || !Escaped.IsEmpty && outerLength == length
            ? new SecretMatch(rule.Rule, outerStart, outerLength, holds, SecretEncoding.Plain, null)
            : new SecretMatch(rule.Rule, outerStart, outerLength, holds, Encoding, secret.ToArray());
        Into.Add(new SecretMatches.Candidate(match, start, length, rule.Rank, rule.Order));
    }
}
