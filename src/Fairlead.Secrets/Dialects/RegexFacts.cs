namespace Fairlead.Secrets.Dialects;

/// <summary>What can be told of a regular expression without running it.</summary>
internal static class RegexFacts
{
    private const int MaxLiterals = 64;
    private const int MinLiteral = 3;
    private const int LongestLiteral = 16;

    public static long MinLength(RegexNode node) => node switch
    {
        RegexNode.Set => 1,
        RegexNode.Sequence sequence => sequence.Parts.Sum(MinLength),
        RegexNode.Choice choice => choice.Options.Min(MinLength),
        RegexNode.Repeat repeat => repeat.Min * MinLength(repeat.Part),
        RegexNode.Group group => MinLength(group.Inside),
        RegexNode.Atomic atomic => MinLength(atomic.Inside),
        _ => 0,
    };

    /// <returns><see langword="null"/>: there is no longest one.</returns>
    public static long? MaxLength(RegexNode node) => node switch
    {
        RegexNode.Set => 1,
        RegexNode.Sequence sequence => sequence.Parts.Aggregate((long?)0, (sum, part) => sum + MaxLength(part)),
        RegexNode.Choice choice => Longest(choice.Options.Select(MaxLength)),
        RegexNode.Repeat { Max: { } max } repeat => MaxLength(repeat.Part) * max,
        RegexNode.Repeat repeat => MaxLength(repeat.Part) == 0 ? 0 : null,
        RegexNode.Group group => MaxLength(group.Inside),
        RegexNode.Atomic atomic => MaxLength(atomic.Inside),
        // What ends a line may be a carriage return more.
        RegexNode.Anchor { Kind: AnchorKind.End } => 1,
        _ => 0,
    };

    private static long? Longest(IEnumerable<long?> lengths)
    {
        long longest = 0;
        foreach (var length in lengths)
        {
            if (length is null)
                return null;
            longest = Math.Max(longest, length.Value);
        }

        return longest;
    }

    /// <summary>With every repetition written out: what an automaton of it is made from.</summary>
    public static long Size(RegexNode node) => node switch
    {
        RegexNode.Sequence sequence => 1 + sequence.Parts.Sum(Size),
        RegexNode.Choice choice => 1 + choice.Options.Sum(Size),
        RegexNode.Repeat repeat => 1 + Math.Min(int.MaxValue, Size(repeat.Part) * Math.Max(1, repeat.Max ?? repeat.Min + 1)),
        RegexNode.Group group => Size(group.Inside),
        RegexNode.Atomic atomic => Size(atomic.Inside),
        RegexNode.Look look => Size(look.Inside),
        _ => 1,
    };

    /// <summary>With what it can begin; where it can be empty, with what follows too.</summary>
    public static Follow First(RegexNode node, Follow after) => node switch
    {
        RegexNode.Set set => new Follow(set.Characters, null),
        RegexNode.Sequence sequence => sequence.Parts.Reverse().Aggregate(after, (next, part) => First(part, next)),
        RegexNode.Choice choice => choice.Options.Select(option => First(option, after)).Aggregate((x, y) => x | y),
        RegexNode.Repeat repeat => repeat.Min == 0 || MinLength(repeat.Part) == 0 ? First(repeat.Part, after) | after : First(repeat.Part, after),
        RegexNode.Group group => First(group.Inside, after),
        RegexNode.Atomic atomic => First(atomic.Inside, after),
        RegexNode.Anchor { Kind: AnchorKind.End } => new Follow(CharacterSet.LineEnds, null),
        RegexNode.Anchor { Text: @"\b" } => new Follow(CharacterSet.Empty, CharacterSet.Word),
        // Of what else stands between characters nothing is known.
        _ => new Follow(CharacterSet.All, null),
    };

    /// <summary>What follows each of the parts of a sequence.</summary>
    public static Follow[] Follows(IReadOnlyList<RegexNode> parts, Follow after)
    {
        var follows = new Follow[parts.Count];
        for (var i = parts.Count - 1; i >= 0; i--)
            (follows[i], after) = (after, First(parts[i], after));
        return follows;
    }

    /// <summary>Whether giving back what it took could never lead to a match: then it is all the same whether it may.</summary>
    public static bool GivesNothingBack(RegexNode node, Follow after) => node switch
    {
        RegexNode.Set or RegexNode.Anchor => true,
        _ when MinLength(node) == MaxLength(node) => true,
        RegexNode.Sequence sequence => sequence.Parts.Zip(Follows(sequence.Parts, after)).All(p => GivesNothingBack(p.First, p.Second)),
        RegexNode.Repeat { Kind: not RepeatKind.Lazy } repeat =>
            MinLength(repeat.Part) > 0 &&
            after.IsApartFrom(First(repeat.Part, new Follow(CharacterSet.Empty, null)).Characters, repeat.Part) &&
            GivesNothingBack(repeat.Part, First(repeat.Part, after) | after),
        RegexNode.Group group => GivesNothingBack(group.Inside, after),
        RegexNode.Atomic atomic => GivesNothingBack(atomic.Inside, after),
        _ => false,
    };

    /// <summary>Texts in lower case of which every match holds one; empty: there are none long enough to look for.</summary>
    public static IReadOnlyList<string> Literals(RegexNode root) => Best(root) is { } best && Score(best) >= MinLiteral ? best : [];

    private static int Score(IReadOnlyList<string> literals) => literals.Count == 0 ? 0 : literals.Min(literal => literal.Length);

    private static IReadOnlyList<string>? Better(IReadOnlyList<string>? one, IReadOnlyList<string>? other)
    {
        if (one is null || other is null)
            return one ?? other;
        return (Score(other), -other.Count).CompareTo((Score(one), -one.Count)) > 0 ? other : one;
    }

    private static IReadOnlyList<string>? Best(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Sequence sequence:
                IReadOnlyList<string>? best = null;
                IReadOnlyList<string> run = [""];
                foreach (var part in sequence.Parts)
                {
                    if (part is RegexNode.Anchor or RegexNode.Look { IsNegative: true })
                        continue;
                    if (Exact(part) is { } exact && run.Count * exact.Count <= MaxLiterals && run[0].Length < LongestLiteral)
                    {
                        run = [.. run.SelectMany(left => exact.Select(right => left + right)).Distinct()];
                        continue;
                    }

                    best = Better(Better(best, run), Best(part));
                    run = [""];
                }

                return Better(best, run);
            case RegexNode.Choice choice:
                var all = choice.Options.Select(Best).ToList();
                return all.Exists(option => option is null) || all.Sum(option => option!.Count) > MaxLiterals ? null : [.. all.SelectMany(option => option!).Distinct()];
            case RegexNode.Repeat { Min: > 0 } repeat:
                return Best(repeat.Part);
            case RegexNode.Group group:
                return Best(group.Inside);
            case RegexNode.Atomic atomic:
                return Best(atomic.Inside);
            case RegexNode.Look { IsNegative: false } look:
                return Best(look.Inside);
            default:
                return Exact(node);
        }
    }

    /// <summary>All texts that it matches, in lower case, where these are few.</summary>
    private static List<string>? Exact(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Set set when set.Characters.Count <= 4 && set.Characters.IsAscii:
                var letters = Enumerable.Range(0, 128).Where(c => set.Characters.Contains((char)c)).Select(c => char.ToLowerInvariant((char)c).ToString()).Distinct().ToList();
                return letters;
            case RegexNode.Group group:
                return Exact(group.Inside);
            case RegexNode.Sequence sequence:
                var run = new List<string> { "" };
                foreach (var part in sequence.Parts)
                {
                    if (part is RegexNode.Anchor)
                        continue;
                    if (Exact(part) is not { } exact || run.Count * exact.Count > MaxLiterals)
                        return null;
                    run = [.. run.SelectMany(left => exact.Select(right => left + right)).Distinct()];
                }

                return run;
            case RegexNode.Choice choice:
                var all = choice.Options.Select(Exact).ToList();
                return all.Exists(option => option is null) || all.Sum(option => option!.Count) > MaxLiterals ? null : [.. all.SelectMany(option => option!).Distinct()];
            default:
                return null;
        }
    }
}

/// <summary>What may come next.</summary>
/// <param name="Boundary">A word ends or begins first; of these words consist.</param>
internal sealed record Follow(CharacterSet Characters, CharacterSet? Boundary)
{
    /// <summary>Nothing: what was found is a match.</summary>
    public static readonly Follow End = new(CharacterSet.Empty, null);

    public static Follow operator |(Follow left, Follow right) => new(left.Characters | right.Characters, left.Boundary ?? right.Boundary);

    /// <summary>Whether it never begins where one of these stands.</summary>
    /// <param name="part">What is repeated: only of single characters it is known that no word ends within.</param>
    public bool IsApartFrom(CharacterSet characters, RegexNode part) =>
        !Characters.Overlaps(characters) &&
        (Boundary is null || part is RegexNode.Set && characters.IsAscii && (characters.IsWithin(Boundary) || !characters.Overlaps(Boundary)));
}
