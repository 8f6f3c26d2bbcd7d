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

    /// <summary>
    /// A window is a few kilobytes, which a regular expression reads in microseconds; the limit is for what nobody thought of. It is by the clock, which goes on
    /// while a busy machine lets the thread wait.
    /// </summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    /// <param name="longestLook">Of a rule without limits of its own, at one place; one that takes longer finds nothing more in that text (<see cref="SecretMatches.Stalled"/>). Ten seconds when left out.</param>
    public SecretScanner(SecretRuleSet rules, TimeSpan? longestLook = null)
    {
        Rules = rules;
        _index = new RuleIndex(rules.Rules, longestLook ?? LongestLook);
    }

    public SecretRuleSet Rules { get; }

    /// <summary>Rules of somebody's own that took too much, and find or allow nothing any more; mostly none.</summary>
    public IReadOnlyList<GivenUpRule> GivenUp =>
        [.. _index.Rules.Select(rule => WhyGivenUp(rule) is { } why ? new GivenUpRule(rule.Rule, why) : null).OfType<GivenUpRule>()];

    private static string? WhyGivenUp(CompiledRule rule) => (rule.Algorithm as OwnRegex)?.Meter.WhyGivenUp
        ?? (rule.Rule.Limits is null ? null : rule.Rule.Allow.Select(list => list.WhyGivenUp).FirstOrDefault(why => why is not null) is { } why ? $"what it allows: {why}" : null);

    /// <param name="text">UTF-8; other bytes do no harm. Below 2 GB.</param>
    /// <param name="matches">Is emptied first.</param>
    public void Scan(ReadOnlySpan<byte> text, SecretMatches matches)
    {
        matches.Clear(_index.Rules.Length);
        var pass = new ScanPass(text, matches);
        Sweep(ref pass);
        foreach (var rule in _index.Everywhere)
            rule.Algorithm!.Find(0, 0, rule, pass);
        matches.Settle(text);
    }

    private void Sweep(ref ScanPass pass)
    {
        pass.Into.Begin(pass.Depth);
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
                    if (text[at] == '_')
                        Tokens(ref pass, text[at + 1] == '_' ? at + 2 : at + 1);
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

    private void Tokens(ref ScanPass pass, int at)
    {
        foreach (ref readonly var entry in _index.Prefixes.Candidates(pass.Text, at))
        {
            if (PrefixTable.Begins(entry, PrefixTable.Eight(pass.Text, at)))
                Token(ref pass, _index.Rules[entry.Rule], at);
        }
    }

    /// <param name="hasDigit">Whether one of the run's first 64 bytes is a digit.</param>
    /// <param name="isWord">Whether its first 16 are letters and digits.</param>
    private void Candidate(ref ScanPass pass, int at, bool hasDigit, bool isWord)
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

    private static void Token(ref ScanPass pass, CompiledRule rule, int at)
    {
        var text = pass.Text;
        var start = at;
        if (rule.Lead is { } lead && (start = lead.LongestStart(text, at)) < 0)
            return;
        if (!Boundaries.Begins(text, start) && !(text[start - 1] == '_' && rule.HasHyphenatedPrefix))
            return;

        var end = rule.Body.LongestEnd(text, at);
        // Of what an underscore emphasises, the one that ends that is no part.
        if (end > at && text[end - 1] == '_' && Boundaries.EmphasisBefore(text, start) is var marks and > 0 && rule.Body.LongestEnd(text[..(end - marks)], at) is var bare and > 0)
            end = bare;
        if (end > 0 && Boundaries.Ends(text, end))
            pass.Accept(rule, start, end - start);
    }

    private void Value(ref ScanPass pass, int at, bool hasDigit)
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
        ref ScanPass pass, CompiledRule rule, int at, bool hasDigit, bool hasOperator, scoped ReadOnlySpan<byte> context, scoped ReadOnlySpan<ulong> found)
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

        pass.Accept(rule, at, value.Length);
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

    private void Suspect(ref ScanPass pass, int at)
    {
        if (at >= pass.Text.Length)
            return;

        var (literal, hasMore) = (-1, true);
        while (hasMore && (literal = _index.Literals!.At(pass.Text, at, literal, out var start, out hasMore)) >= 0)
        {
            var end = start + _index.Literals.LengthOf(literal);
            if (_index.Gates[literal] is { } gate && !gate.MayStand(pass.Text, end))
                continue;
            foreach (var number in _index.RulesOfLiteral[literal])
            {
                var rule = _index.Rules[number];
                if (rule.Algorithm is { } algorithm)
                    algorithm.Find(start, end, rule, pass);
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
    private void Forward(ref ScanPass pass, CompiledRule rule, int from)
    {
        var to = Math.Min(pass.Text.Length, from + ForwardBytes);
        for (var at = from + 1; at < to; at++)
        {
            var skipped = pass.Text[(at - 1)..(to - 1)].IndexOfAny(ValuePlace.Preceding);
            if (skipped < 0)
                return;
            at += skipped;
            if (Boundaries.IsWord(pass.Text[at]) && rule.Body.LongestEnd(pass.Text, at) >= 0)
                Value(ref pass, at, hasDigit: pass.Text[at..Math.Min(pass.Text.Length, at + 64)].IndexOfAnyInRange((byte)'0', (byte)'9') >= 0);
        }
    }

    private static void Window(ref ScanPass pass, CompiledRule rule, WindowRegex regex, int start, int end)
    {
        if (pass.Into.HasLooked(pass.Depth, rule.Order, start) || pass.Into.HasStalled(rule.Rule))
            return;

        var to = Math.Min(pass.Text.Length, end + rule.Window);
        try
        {
            regex.Find(pass, rule, Math.Max(0, start - rule.Window / 4), to);

            // Keywords in the first half of the window need no look of their own; what begins at a later one may reach beyond its end.
            pass.Into.Looked(pass.Depth, rule.Order, to - rule.Window / 2);
        }
        catch (RegexMatchTimeoutException)
        {
            pass.Into.AddStalled(rule.Rule);
        }
    }

    private void Encoded(ref ScanPass pass, int at)
    {
        var decoded = EncodedRun.Decode(pass.Text, at, pass.Into, pass.Depth, out var length, out var encoding);
        pass.DecodedTo = at + length;
        if (decoded.IsEmpty)
            return;

        var inner = pass.Inner(decoded, at, length, encoding);
        Within(ref inner);
    }

    /// <summary>Looks through what an encoded part says.</summary>
    private void Within(ref ScanPass inner)
    {
        Sweep(ref inner);
        foreach (var rule in _index.Everywhere)
            rule.Algorithm!.Find(0, 0, rule, inner);
    }

    private void Escapes(ref ScanPass pass, int block, ulong percents)
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
            Within(ref inner);
        }
    }
}
