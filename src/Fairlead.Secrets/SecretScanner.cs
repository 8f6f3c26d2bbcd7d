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

    /// <summary>How much of a value's context is looked at first.</summary>
    private const int NearBytes = 64;

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
        matches.Settle();
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

        /// <summary>Up to where encoded runs are done with.</summary>
        public int DecodedTo;
    }

    [SkipLocalsInit]
    private void Sweep(ref Pass pass)
    {
        var text = pass.Text;
        Span<byte> tail = stackalloc byte[ByteClasses.Size + 16];
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
                    var length = BitOperations.TrailingZeroCount(~From(now.Token, next.Token, bit));
                    var digits = From(now.Digit, next.Digit, bit) << (64 - length);
                    Candidate(ref pass, block + bit, digits != 0, isWord: (~From(now.Word, next.Word, bit) & 0xFFFF) == 0);
                    starts &= starts - 1;
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

    /// <param name="hasDigit">Whether one of the run's first 64 bytes is a digit.</param>
    /// <param name="isWord">Whether its first 16 are letters and digits.</param>
    private void Candidate(ref Pass pass, int at, bool hasDigit, bool isWord)
    {
        var text = pass.Text;
        foreach (ref readonly var entry in _index.Prefixes.Candidates(text, at))
        {
            if (PrefixTable.Begins(entry, PrefixTable.Eight(text, at)))
                Token(ref pass, _index.Rules[entry.Rule], at);
        }

        if (at > 0 && !ValuePlace.MayPrecede(text[at - 1]))
            return;

        if (at > 0 && (hasDigit || _index.AnyLetters) && !IsPath(text, at))
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

    [SkipLocalsInit]
    private void Value(ref Pass pass, int at, bool hasDigit)
    {
        var place = ValuePlace.Before(pass.Text, at);
        var near = place.Context[Math.Max(0, place.Context.Length - NearBytes)..];
        if (!(place.HasOperator ? _index.NearWords : _index.LooseWords).IsAnyIn(near))
            return;

        Span<ulong> found = stackalloc ulong[(_index.WordCount + 63) / 64];
        found.Clear();
        if (!_index.Words.Find(place.Context, found))
            return;

        for (var part = 0; part < found.Length; part++)
        {
            for (var bits = found[part]; bits != 0; bits &= bits - 1)
            {
                foreach (var rule in _index.RulesOfWord[part * 64 + BitOperations.TrailingZeroCount(bits)])
                    Value(ref pass, _index.Rules[rule], at, hasDigit, place, found);
            }
        }
    }

    private static void Value(
        ref Pass pass, CompiledRule rule, int at, bool hasDigit, scoped ValuePlace place, scoped ReadOnlySpan<ulong> found)
    {
        var shape = rule.Value!;
        if (!place.HasOperator && shape.NeedsOperator || !hasDigit && !shape.LettersAllowed || !IsWith(rule, found))
            return;

        var end = rule.Body.LongestEnd(pass.Text, at);
        if (end < 0 || !Boundaries.EndsValue(pass.Text, end))
            return;

        var value = pass.Text[at..end];
        if (!shape.LettersAllowed && !value.ContainsAnyInRange((byte)'0', (byte)'9'))
            return;
        if (rule.Rule.IsGeneric && (WrittenText.Is(value) || WrittenText.IsHarmlessName(place.Context)))
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
            var forward = false;
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
                    forward = true;
            }

            if (forward)
                Forward(ref pass, end);
        }
    }

    /// <summary>The values behind a keyword whose own run may be short.</summary>
    private void Forward(ref Pass pass, int from)
    {
        var to = Math.Min(pass.Text.Length, from + ForwardBytes);
        for (var at = from + 1; at < to; at++)
        {
            if (ValuePlace.MayPrecede(pass.Text[at - 1]) && Boundaries.IsWord(pass.Text[at]))
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
        var inner = new Pass(decoded, pass.Into)
        {
            Depth = pass.Depth + 1,
            OuterStart = pass.Depth == 0 ? at : pass.OuterStart,
            OuterLength = pass.Depth == 0 ? length : pass.OuterLength,
            Encoding = pass.Depth == 0 ? encoding : pass.Encoding,
        };
        Sweep(ref inner);
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

        var match = pass.Depth == 0
            ? new SecretMatch(rule.Rule, start, length, holds, SecretEncoding.Plain, null)
            : new SecretMatch(rule.Rule, pass.OuterStart, pass.OuterLength, holds, pass.Encoding, secret.ToArray());
        pass.Into.Add(new SecretMatches.Candidate(match, start, length, rule.Rank, rule.Order));
    }
}
