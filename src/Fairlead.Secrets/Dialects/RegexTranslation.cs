using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Dialects;

/// <summary>A regular expression of another dialect as the engine runs it.</summary>
/// <param name="Pattern">For .NET, NonBacktracking, with a group <c>secret</c>.</param>
/// <param name="Literals">In lower case; every match holds one. Empty: there are none long enough, so that the whole text is read.</param>
/// <param name="Reach">How many characters a match is long at most, or as many as are looked at.</param>
/// <param name="Back">How many characters before its secret a match may take that belong to the one before it, too.</param>
public sealed record RegexTranslation(string Pattern, IReadOnlyList<string> Literals, int Reach, int Back)
{
    public const int MaxLength = 5_000;
    private const int MaxSize = 10_000;
    private const int MinSecret = 4;
    private const int LongestReach = 65_536;

    /// <summary>Where a pattern has no longest match.</summary>
    private const int OpenReach = 4_096;

    /// <param name="group">Number or name of the group that is the secret; <see langword="null"/>: the group <c>secret</c>, else what the dialect's scanners take.</param>
    /// <exception cref="PatternException">Says what cannot be taken, at which character, and what to do.</exception>
    public static RegexTranslation Of(string text, RegexDialect dialect, string? group = null)
    {
        if (text.Length > MaxLength)
            throw new PatternException($"A regular expression has at most {MaxLength} characters; this one has {text.Length}.", MaxLength);
        if (string.IsNullOrWhiteSpace(text))
            throw new PatternException("It is empty, and would match everywhere.", 0);

        var (root, groups) = RegexReader.Read(text, dialect);
        if (RegexFacts.Size(root) > MaxSize)
            throw new PatternException($"It is too complex: with its repetitions written out it has more than {MaxSize} parts. Repeat less often, or leave the upper limit out.", 0);

        var writer = new Writer(SecretGroups(root, groups, dialect, group));
        var pattern = writer.Whole(root);
        if (writer.MinSecret(root) < MinSecret)
            throw new PatternException($"It takes secrets of less than {MinSecret} characters, and so matches nearly everywhere. Ask for more, as in [0-9a-f]{{{MinSecret},}}.", 0);

        Check(pattern);
        var longest = RegexFacts.MaxLength(root) ?? OpenReach;
        return new RegexTranslation(pattern, RegexFacts.Literals(root), (int)Math.Clamp(longest + writer.Back + writer.Ahead, 64, LongestReach), writer.Back);
    }

    /// <summary>For .NET, of a pattern of which it is only asked whether it stands somewhere.</summary>
    /// <inheritdoc cref="Of"/>
    public static string Question(string text, RegexDialect dialect)
    {
        if (text.Length > MaxLength)
            throw new PatternException($"A regular expression has at most {MaxLength} characters; this one has {text.Length}.", MaxLength);
        if (string.IsNullOrEmpty(text))
            throw new PatternException("It is empty, and would match everywhere.", 0);

        var (root, _) = RegexReader.Read(text, dialect);
        if (RegexFacts.Size(root) > MaxSize)
            throw new PatternException($"It is too complex: with its repetitions written out it has more than {MaxSize} parts.", 0);

        var pattern = new Writer([]).Whole(root);
        Check(pattern);
        return pattern;
    }

    /// <summary>Which groups are the secret: of several that exclude each other each is. Empty: all of the match.</summary>
    private static HashSet<int> SecretGroups(RegexNode root, IReadOnlyList<RegexNode.Group> groups, RegexDialect dialect, string? wanted)
    {
        if (wanted is not null)
        {
            if (wanted == "0")
                return [];
            var found = groups.FirstOrDefault(g => g.Name == wanted || g.Number.ToString(CultureInfo.InvariantCulture) == wanted);
            return found is null ? throw new PatternException($"It has no group {wanted}.", 0) : [found.Number];
        }

        string[] names = dialect == RegexDialect.Rust ? ["secret", "TOKEN"] : ["secret"];
        if (groups.Where(g => names.Contains(g.Name, StringComparer.Ordinal)).Select(g => g.Number).ToHashSet() is { Count: > 0 } named)
            return named;

        // Scanners inside Jira take the whole match; gitleaks and Kingfisher the first group that took something.
        if (dialect == RegexDialect.Java)
            return [];
        var first = new HashSet<int>();
        AddFirstGroups(root, first);
        return first;
    }

    /// <summary>The name that a group of the secret has in <see cref="Pattern"/>: of several the first that took something is the secret.</summary>
    /// <param name="number">From 0.</param>
    public static string SecretGroup(int number) => number == 0 ? "secret" : string.Create(CultureInfo.InvariantCulture, $"secret{number + 1}");

    /// <summary>Adds the groups of which each may be the first that took something.</summary>
    /// <returns>Whether one of them surely took something.</returns>
    private static bool AddFirstGroups(RegexNode node, HashSet<int> into)
    {
        switch (node)
        {
            case RegexNode.Group { Number: > 0 } group:
                into.Add(group.Number);
                return RegexFacts.MinLength(group.Inside) > 0;
            case RegexNode.Group group:
                return AddFirstGroups(group.Inside, into);
            case RegexNode.Atomic atomic:
                return AddFirstGroups(atomic.Inside, into);
            case RegexNode.Repeat repeat:
                return AddFirstGroups(repeat.Part, into) && repeat.Min > 0;
            case RegexNode.Choice choice:
                return choice.Options.Count(option => AddFirstGroups(option, into)) == choice.Options.Count;
            case RegexNode.Sequence sequence:
                return sequence.Parts.Any(part => AddFirstGroups(part, into));
            default:
                return false;
        }
    }

    private static void Check(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new PatternException($"The engine cannot run it: {e.Message}", 0);
        }
    }

    /// <summary>Writes it for .NET.</summary>
    private sealed class Writer(IEnumerable<int> secrets)
    {
        private readonly StringBuilder _text = new();
        private readonly List<int> _secrets = [.. secrets.Order()];

        /// <summary>How many characters what it looks behind at takes.</summary>
        public int Back { get; private set; }

        /// <summary>The same ahead, at most.</summary>
        public long Ahead { get; private set; }

        public string Whole(RegexNode root)
        {
            // What stands at the ends and belongs to no secret is left out of it: anchors, and look-around, which then is part of the match.
            IReadOnlyList<RegexNode> parts = root is RegexNode.Sequence sequence ? sequence.Parts : [root];
            var from = 0;
            while (from < parts.Count && parts[from] is RegexNode.Anchor or RegexNode.Look { IsAhead: false })
                from++;
            var to = parts.Count;
            while (to > from && parts[to - 1] is RegexNode.Anchor or RegexNode.Look { IsAhead: true })
                to--;
            var begin = parts.Take(from).ToList();
            var end = parts.Skip(to).ToList();
            if (begin.OfType<RegexNode.Look>().Skip(1).Concat(end.OfType<RegexNode.Look>().Skip(1)).FirstOrDefault() is { } second)
                throw NoLookAround(second.At);

            // Anchors stand next to what they anchor, look-around outside of them: as part of the match it takes characters.
            foreach (var look in begin.OfType<RegexNode.Look>())
                Begin(look);
            WriteAll([.. begin.OfType<RegexNode.Anchor>()], Follow.End);
            var wraps = _secrets.Count == 0;
            if (wraps)
                _text.Append($"(?<{SecretGroup(0)}>");
            // What follows at the end is nothing: whoever wraps a match asks for no more.
            WriteAll([.. parts.Skip(from).Take(to - from)], RegexFacts.First(new RegexNode.Sequence(0, end), Follow.End));
            if (wraps)
                _text.Append(')');
            WriteAll([.. end.OfType<RegexNode.Anchor>()], Follow.End);
            foreach (var look in end.OfType<RegexNode.Look>())
                End(look);
            return _text.ToString();
        }

        private void WriteAll(IReadOnlyList<RegexNode> parts, Follow after)
        {
            foreach (var (part, follow) in parts.Zip(RegexFacts.Follows(parts, after)))
                Write(part, follow);
        }

        public long MinSecret(RegexNode root)
        {
            if (_secrets.Count == 0)
                return RegexFacts.MinLength(root);
            return Groups(root).Where(group => _secrets.Contains(group.Number)).Select(group => RegexFacts.MinLength(group.Inside)).DefaultIfEmpty(0).Min();
        }

        private static IEnumerable<RegexNode.Group> Groups(RegexNode node) => node switch
        {
            RegexNode.Group group => Groups(group.Inside).Prepend(group),
            RegexNode.Atomic atomic => Groups(atomic.Inside),
            RegexNode.Repeat repeat => Groups(repeat.Part),
            RegexNode.Choice choice => choice.Options.SelectMany(Groups),
            RegexNode.Sequence sequence => sequence.Parts.SelectMany(Groups),
            _ => [],
        };

        private void Begin(RegexNode.Look look)
        {
            if (look.IsNegative)
            {
                _text.Append($@"(?:\A|{~OneOf(look)})");
                Back = 1;
            }
            else
            {
                if (RegexFacts.MinLength(look.Inside) != RegexFacts.MaxLength(look.Inside))
                    throw new PatternException("A look behind of more than one length has nothing here that means the same. Make what it looks for part of the pattern, and put the secret into a group (?<secret>…).", look.At);
                Back = (int)RegexFacts.MinLength(look.Inside);
                Grouped(look.Inside, Follow.End);
            }
        }

        private void End(RegexNode.Look look)
        {
            Ahead = look.IsNegative ? 1 : RegexFacts.MaxLength(look.Inside) ?? OpenReach;
            if (look.IsNegative)
                _text.Append($@"(?:\z|{~OneOf(look)})");
            else
                Grouped(look.Inside, Follow.End);
        }

        /// <summary>What a negative look-around excludes, where that is one character.</summary>
        private static CharacterSet OneOf(RegexNode.Look look)
        {
            var set = CharacterSet.Empty;
            var open = new Stack<RegexNode>([look.Inside]);
            while (open.TryPop(out var node))
            {
                if (node is RegexNode.Set one)
                    set |= one.Characters;
                else if (node is RegexNode.Choice choice)
                    foreach (var option in choice.Options)
                        open.Push(option);
                else if (node is RegexNode.Group group)
                    open.Push(group.Inside);
                else
                    throw new PatternException("A negative look-around of more than one character has nothing here that means the same. Look for one character, or sort such matches out with an allow list.", look.At);
            }

            return set;
        }

        private void Write(RegexNode node, Follow after)
        {
            switch (node)
            {
                case RegexNode.Set set:
                    _text.Append(set.Characters);
                    break;
                case RegexNode.Anchor anchor:
                    _text.Append(anchor.Text);
                    break;
                case RegexNode.Sequence sequence:
                    WriteAll(sequence.Parts, after);
                    break;
                case RegexNode.Choice choice:
                    _text.Append("(?:");
                    for (var i = 0; i < choice.Options.Count; i++)
                    {
                        if (i > 0)
                            _text.Append('|');
                        Write(choice.Options[i], after);
                    }

                    _text.Append(')');
                    break;
                case RegexNode.Group group when _secrets.Contains(group.Number):
                    _text.Append($"(?<{SecretGroup(_secrets.IndexOf(group.Number))}>");
                    Write(group.Inside, after);
                    _text.Append(')');
                    break;
                case RegexNode.Group group:
                    Grouped(group.Inside, after);
                    break;
                case RegexNode.Atomic atomic:
                    if (!RegexFacts.GivesNothingBack(atomic.Inside, after))
                        throw new PatternException("An atomic group that could give something back has nothing here that means the same: the engine reads a text once. Write (?:…) if it need not be atomic.", atomic.At);
                    Grouped(atomic.Inside, after);
                    break;
                case RegexNode.Repeat repeat:
                    if (repeat.Kind == RepeatKind.Possessive && !RegexFacts.GivesNothingBack(repeat, after))
                        throw new PatternException("A possessive repetition whose end may be what follows it has nothing here that means the same. Leave the + out if it need not be possessive.", repeat.At);
                    Grouped(repeat.Part, RegexFacts.First(repeat.Part, after) | after);
                    _text.Append(Counts(repeat)).Append(repeat.Kind == RepeatKind.Lazy ? "?" : "");
                    break;
                case RegexNode.Look look:
                    throw NoLookAround(look.At);
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        private void Grouped(RegexNode node, Follow after)
        {
            if (node is RegexNode.Set or RegexNode.Choice or RegexNode.Group)
            {
                Write(node, after);
                return;
            }

            _text.Append("(?:");
            Write(node, after);
            _text.Append(')');
        }

        private static string Counts(RegexNode.Repeat repeat) => (repeat.Min, repeat.Max) switch
        {
            (0, 1) => "?",
            (0, null) => "*",
            (1, null) => "+",
            var (min, max) when min == max => $"{{{min}}}",
            var (min, max) => $"{{{min},{max}}}",
        };

        private static PatternException NoLookAround(int at) =>
            new("Look-around is taken only at the beginning (behind) and at the end (ahead) of the whole pattern, one of each. Make what it looks for part of the pattern, and put the secret into a group (?<secret>…).", at);
    }
}
