using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Fairlead.Secrets.Algorithms;
using Fairlead.Secrets.Decoding;
using Fairlead.Secrets.Filters;
using Fairlead.Secrets.Lanes;
using Fairlead.Secrets.Limits;

namespace Fairlead.Secrets;

/// <summary>
/// Finds secrets in UTF-8 text, value first: one pass marks what may be a secret at all (runs of 16 characters that tokens are made of, and a few
/// dozen literals), and only there rules are asked. docs/secret-engine.md tells the design and its figures.
/// </summary>
/// <remarks>Safe for many threads, each with its own <see cref="SecretMatches"/>. It takes no memory where nothing is found.</remarks>
public sealed class SecretScanner
{
    private const int MaxDepth = 2;
    internal const int Depths = MaxDepth + 1;

    /// <summary>A value stands within so many bytes behind its keyword.</summary>
    private const int ForwardBytes = 72;

    private readonly RuleIndex _index;

    public SecretScanner(SecretRuleSet rules)
    {
        Rules = rules;
        _index = new RuleIndex(rules.Rules);
    }

    public SecretRuleSet Rules { get; }

    /// <summary>Rules of somebody's own that took too much, and find nothing any more; mostly none.</summary>
    public IReadOnlyList<GivenUpRule> GivenUp =>
        [.. _index.Rules.Select(rule => (rule.Algorithm as OwnRegex)?.Meter.WhyGivenUp is { } why ? new GivenUpRule(rule.Rule, why) : null).OfType<GivenUpRule>()];

    /// <param name="text">UTF-8; other bytes do no harm. Below 2 GB.</param>
    /// <param name="matches">Is emptied first.</param>
    public void Scan(ReadOnlySpan<byte> text, SecretMatches matches)
    {
        matches.Clear(_index.Rules.Length);
        var pass = new Pass(text, matches);
        Sweep(ref pass);
        foreach (var rule in _index.Everywhere)
            rule.Algorithm!.Find(text, 0, 0, rule, ref pass, Accept);
        matches.Settle(text);
    }

    /// <summary>One text on its way: the whole, or what an encoded part of it says.</summary>
    internal ref struct Pass(ReadOnlySpan<byte> text, SecretMatches into)
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
        public readonly Pass Inner(ReadOnlySpan<byte> decoded, int start, int length, SecretEncoding encoding)
        {
            var (outerStart, outerLength) = InWhole(start, length);
            return new Pass(decoded, Into)
            {
                Depth = Depth + 1,
                OuterStart = outerStart,
                OuterLength = outerLength,
                Encoding = Depth == 0 ? encoding : Encoding,
            };
        }
    }

    private void Sweep(ref Pass pass)
    {
        var text = pass.Text;
        Span<byte> tail = pass.Into.Tail;
        const int read = ByteClasses.Size + Literals.Reach;
        var whole = text.Length < read ? 0 : (text.Length - read) / ByteClasses.Size * ByteClasses.Size + ByteClasses.Size;
        var next = ClassesAt(text, 0, whole, tail, out var nextSuspicions);
        var last = default(ByteClasses);
        for (var block = 0; block < text.Length; block += ByteClasses.Size)
        {
            var now = next;
            var suspicions = nextSuspicions;
            next = default;
            nextSuspicions = 0;
            if (block + ByteClasses.Size < text.Length)
                next = ClassesAt(text, block + ByteClasses.Size, whole, tail, out nextSuspicions);

            while (suspicions != 0)
            {
                var at = block + BitOperations.TrailingZeroCount(suspicions);
                if (_index.Literals!.IsLikely(text, at))
                    Suspect(ref pass, at);
                suspicions &= suspicions - 1;
            }

            if (now.Percent != 0 && pass.Depth < MaxDepth)
                Escapes(ref pass, block, now.Percent);

            var runs = RunsOfSixteen(now.Token, next.Token);
            if (runs != 0)
            {
                // A run may also begin behind an operator, and behind what was written as \n or %3D.
                var starts = now.Word & ~(now.Word << 1 | last.Word >> 63) |
                    now.Token & ~(now.Token << 1 | last.Token >> 63) |
                    now.Token & (now.Equal << 1 | last.Equal >> 63 | now.Backslash << 2 | last.Backslash >> 62 | now.Percent << 3 | last.Percent >> 61);
                starts &= runs;
                while (starts != 0)
                {
                    var bit = BitOperations.TrailingZeroCount(starts);
                    starts &= starts - 1;
                    var at = block + bit;
                    if (_index.Prefixes.MayBegin(MemoryMarshal.Read<uint>(text[at..])))
                        Tokens(ref pass, at);
                    if (at > 0 && !ValuePlace.MayPrecede(text[at - 1]))
                        continue;

                    var length = BitOperations.TrailingZeroCount(~From(now.Token, next.Token, bit));
                    var digits = From(now.Digit, next.Digit, bit) << (64 - length);
                    Candidate(ref pass, at, digits != 0, isWord: (~From(now.Word, next.Word, bit) & 0xFFFF) == 0);
                }
            }

            last = now;
        }
    }

    /// <summary>Where 16 token characters in a row begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RunsOfSixteen(ulong now, ulong next)
    {
        var now2 = now & (now >> 1 | next << 63);
        var next2 = next & next >> 1;
        var now4 = now2 & (now2 >> 2 | next2 << 62);
        var next4 = next2 & next2 >> 2;
        var now8 = now4 & (now4 >> 4 | next4 << 60);
        var next8 = next4 & next4 >> 4;
        return now8 & (now8 >> 8 | next8 << 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ByteClasses ClassesAt(ReadOnlySpan<byte> text, int block, int whole, Span<byte> tail, out ulong suspicions)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), block);
        if (block >= whole)
            first = ref Copy(text, block, tail);

        suspicions = _index.Literals is null ? 0 : _index.Literals.Suspicions(ref first);
        return ByteClasses.Of(ref first);
    }

    private static ref byte Copy(ReadOnlySpan<byte> text, int block, Span<byte> tail)
    {
        tail.Clear();
        text.Slice(block, Math.Min(tail.Length, text.Length - block)).CopyTo(tail);
        return ref MemoryMarshal.GetReference(tail);
    }

    /// <summary>The 64 bits from one of them on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong From(ulong now, ulong next, int bit) => now >> bit | (bit == 0 ? 0 : next << (64 - bit));

    private void Tokens(ref Pass pass, int at)
    {
        foreach (ref readonly var entry in _index.Prefixes.Candidates(pass.Text, at))
        {
            if (PrefixTable.Begins(entry, PrefixTable.Eight(pass.Text, at)))
                Token(ref pass, _index.Rules[entry.Rule], at);
        }
    }

    /// <param name="hasDigit">Whether one of the run's first 64 bytes is a digit.</param>
    /// <param name="isWord">Whether its first 16 are letters and digits.</param>
    private void Candidate(ref Pass pass, int at, bool hasDigit, bool isWord)
    {
        if (at > 0 && !IsPath(pass.Text, at))
            Value(ref pass, at, hasDigit);
        if (isWord && at >= pass.DecodedTo && pass.Depth < MaxDepth)
            Encoded(ref pass, at);
    }

    /// <summary>Addresses and paths begin with a slash and a word of small letters; so does base 64 once in thousands of times.</summary>
    private static bool IsPath(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] != '/')
            return false;

        var rest = text.Slice(at + 1, RuleIndex.MinRun - 1);
        var next = rest.IndexOf((byte)'/');
        return next == 0 ? at > 0 && text[at - 1] == ':' : next > 0 && rest[..next].IndexOfAnyExceptInRange((byte)'a', (byte)'z') < 0;
    }

    private static void Token(ref Pass pass, CompiledRule rule, int at)
    {
        var text = pass.Text;
        var start = at;
        if (rule.Lead is { } lead && (start = lead.LongestStart(text, at)) < 0)
            return;
        if (!Boundaries.Begins(text, start) && !(text[start - 1] == '_' && rule.HasHyphenatedPrefix))
            return;

        var end = rule.Body.LongestEnd(text, at);
        if (end > 0 && Boundaries.Ends(text, end))
            Accept(ref pass, rule, start, end - start);
    }

    private void Value(ref Pass pass, int at, bool hasDigit)
    {
        var place = ValuePlace.Before(pass.Text, at);
        if (_index.WordsNear(place.HasOperator, hasDigit) is not { } near || !near.IsAnyBefore(pass.Text, place))
            return;

        var found = pass.Into.FoundWords.AsSpan(0, (_index.WordCount + 63) / 64);
        found.Clear();
        var context = place.ContextIn(pass.Text);
        if (!_index.Words.Find(context, found))
            return;

        for (var part = 0; part < found.Length; part++)
        {
            for (var bits = found[part]; bits != 0; bits &= bits - 1)
            {
                foreach (var rule in _index.RulesOfWord[part * 64 + BitOperations.TrailingZeroCount(bits)])
                    Value(ref pass, _index.Rules[rule], at, hasDigit, place.HasOperator, context, found);
            }
        }
    }

    private static void Value(
        ref Pass pass, CompiledRule rule, int at, bool hasDigit, bool hasOperator, scoped ReadOnlySpan<byte> context, scoped ReadOnlySpan<ulong> found)
    {
        var shape = rule.Value!;
        if (!hasOperator && shape.NeedsOperator || !hasDigit && !shape.LettersAllowed || !IsWith(rule, found))
            return;

        var end = rule.Body.LongestEnd(pass.Text, at);
        if (end < 0 || !Boundaries.EndsValue(pass.Text, end))
            return;

        var value = pass.Text[at..end];
        if (!shape.LettersAllowed && !value.ContainsAnyInRange((byte)'0', (byte)'9'))
            return;
        if (rule.Rule.IsGeneric && (WrittenText.Is(value) || WrittenText.IsHarmlessName(context)))
            return;

        Accept(ref pass, rule, at, value.Length);
    }

    private static bool IsWith(CompiledRule rule, ReadOnlySpan<ulong> found)
    {
        foreach (var word in rule.With)
        {
            if ((found[word >> 6] >> (word & 63) & 1) != 0)
                return true;
        }

        return rule.With.Length == 0;
    }

    private void Suspect(ref Pass pass, int at)
    {
        if (at >= pass.Text.Length)
            return;

        for (var literal = _index.Literals!.At(pass.Text, at, -1, out var start); literal >= 0; literal = _index.Literals.At(pass.Text, at, literal, out start))
        {
            var end = start + _index.Literals.LengthOf(literal);
            foreach (var number in _index.RulesOfLiteral[literal])
            {
                var rule = _index.Rules[number];
                if (rule.Algorithm is { } algorithm)
                    algorithm.Find(pass.Text, start, end, rule, ref pass, Accept);
                else if (rule.Regex is { } regex)
                    Window(ref pass, rule, regex, start, end);
                else if (rule.Value is null)
                    Token(ref pass, rule, start);
                else
                    Forward(ref pass, rule, end);
            }
        }
    }

    /// <summary>The values behind a keyword whose own run may be short.</summary>
    private void Forward(ref Pass pass, CompiledRule rule, int from)
    {
        var to = Math.Min(pass.Text.Length, from + ForwardBytes);
        for (var at = from + 1; at < to; at++)
        {
            if (ValuePlace.MayPrecede(pass.Text[at - 1]) && Boundaries.IsWord(pass.Text[at]) && rule.Body.LongestEnd(pass.Text, at) >= 0)
                Value(ref pass, at, hasDigit: pass.Text[at..Math.Min(pass.Text.Length, at + 64)].IndexOfAnyInRange((byte)'0', (byte)'9') >= 0);
        }
    }

    private static void Window(ref Pass pass, CompiledRule rule, WindowRegex regex, int start, int end)
    {
        if (pass.Into.HasLooked(pass.Depth, rule.Order, start) || pass.Into.HasStalled(rule.Rule))
            return;

        var to = Math.Min(pass.Text.Length, end + rule.Window);
        try
        {
            regex.Find(
                pass.Text, Math.Max(0, start - rule.Window / 4), to, ref pass,
                rule, static (ref Pass pass, CompiledRule rule, int from, int length) => Accept(ref pass, rule, from, length));

            // Keywords in the first half of the window need no look of their own; what begins at a later one may reach beyond its end.
            pass.Into.Looked(pass.Depth, rule.Order, to - rule.Window / 2);
        }
        catch (RegexMatchTimeoutException)
        {
            pass.Into.AddStalled(rule.Rule);
        }
    }

    private void Encoded(ref Pass pass, int at)
    {
        if (EncodedRun.Decode(pass.Text, at, out var length, out var encoding) is not { } decoded)
        {
            pass.DecodedTo = at + length;
            return;
        }

        pass.DecodedTo = at + length;
        var inner = pass.Inner(decoded, at, length, encoding);
        Sweep(ref inner);
    }

    private void Escapes(ref Pass pass, int block, ulong percents)
    {
        for (; percents != 0; percents &= percents - 1)
        {
            var at = block + BitOperations.TrailingZeroCount(percents);
            if (at < pass.EscapedTo || !EscapedRun.IsSign(pass.Text, at))
                continue;

            var (start, length) = EscapedRun.Around(pass.Text, at, pass.EscapedTo);
            pass.EscapedTo = start + length;
            var run = pass.Text.Slice(start, length);
            var decoded = pass.Into.Room(pass.Depth, length);
            var inner = pass.Inner(decoded[..EscapedRun.Decode(run, decoded)], start, length, SecretEncoding.Percent);
            if (pass.Depth == 0)
                inner.Escaped = run;
            Sweep(ref inner);
        }
    }

    /// <summary>What every match passes last: how random it is, whether it is made up, whether its check holds.</summary>
    private static void Accept(ref Pass pass, CompiledRule rule, int start, int length)
    {
        var secret = pass.Text.Slice(start, length);
        if (rule.Rule.Entropy > 0 && Entropy.Of(secret) < rule.Rule.Entropy)
            return;
        if (rule.Regex is not null && rule.Rule.IsGeneric && Placeholders.IsWord(secret))
            return;
        if (rule.Algorithm is null && (rule.Rule.IsGeneric ? Placeholders.Is(secret) : Placeholders.IsCertainly(secret)))
            return;

        var holds = rule.Check?.Invoke(secret);
        if (holds == false && rule.Rule.RejectsFailed)
            return;

        if (rule.Rule.IsTrial && !pass.Into.ShowsTrials)
        {
            pass.Into.Trials++;
            return;
        }

        // What holds no escape of its own stands there plainly, though what names it was escaped.
        var (outerStart, outerLength) = pass.InWhole(start, length);
        var match = pass.Depth == 0 || !pass.Escaped.IsEmpty && outerLength == length
            ? new SecretMatch(rule.Rule, outerStart, outerLength, holds, SecretEncoding.Plain, null)
            : new SecretMatch(rule.Rule, outerStart, outerLength, holds, pass.Encoding, secret.ToArray());
        pass.Into.Add(new SecretMatches.Candidate(match, start, length, rule.Rank, rule.Order));
    }
}
