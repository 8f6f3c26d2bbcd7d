using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Secrets.Patterns;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Secrets.Tests.Patterns;

public sealed class AutomatonTests
{
    [Theory]
    [InlineData("ab{2,3}c", "abbcx", 4)]
    [InlineData("ab{2,3}c", "abc", -1)]
    [InlineData("(?:a|ab)(?:c|bcd)?", "abcd", 4)]
    [InlineData("[a-f0-9]{4}", "12fg", -1)]
    [InlineData("[a-f0-9]{4,}", "12ff00x", 6)]
    [InlineData("(?i:sk)_[A-Z]+", "Sk_ABc", 5)]
    [InlineData("x*", "yyy", 0)]
    [InlineData(@"\d+\.\d+", "12.50", 5)]
    [InlineData("[^a]b", "ab", -1)]
    [InlineData(@"[\]\\-]+", @"]\-]", 4)]
    [InlineData("grün", "grün", 5)]
    [InlineData(@"a\x2db", "a-b", 3)]
    [InlineData("(?:ab){2}", "ababab", 4)]
    public void The_longest_text_counts(string pattern, string text, int end) =>
        Assert.Equal(end, new Automaton(PatternParser.Parse(pattern)).LongestEnd(Encoding.UTF8.GetBytes(text), 0));

    [Theory]
    [InlineData("a{3,2}", "less")]
    [InlineData("(ab", "not closed")]
    [InlineData("ab)", "closes nothing")]
    [InlineData("[ab", "not closed")]
    [InlineData("^ab", "Anchors")]
    [InlineData("a+?", "Lazy")]
    [InlineData("a++", "possessive")]
    [InlineData("(?=a)", "Of groups")]
    [InlineData(@"\bab", "not known")]
    [InlineData(@"(a)\1", "not known")]
    [InlineData("*a", "stands where")]
    [InlineData("a{9999}", "more than 5000")]
    [InlineData("[z-a]", "backwards")]
    [InlineData("a\\", "at the end")]
    public void What_the_language_has_not_is_refused_with_its_place(string pattern, string word)
    {
        var refusal = Assert.Throws<PatternException>(() => PatternParser.Parse(pattern));

        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(refusal.Position, 0, pattern.Length);
    }

    [Fact]
    public void Groups_without_end_are_refused() =>
        Assert.Throws<PatternException>(() => PatternParser.Parse(new string('(', 5_000) + new string(')', 5_000)));

    [Theory]
    [InlineData("(?:(?:a{1,100}){1,100}){1,100}")]
    [InlineData("[ab]*a[ab]{40}")]
    public void A_pattern_whose_table_would_be_huge_is_refused(string pattern) =>
        Assert.Throws<PatternException>(() => new Automaton(PatternParser.Parse(pattern)).Validate());

    /// <summary>.NET's own linear engine finds the same ends, for patterns of all the parts that the language has.</summary>
    [Fact]
    public void It_agrees_with_another_engine_on_random_patterns()
    {
        var atoms = Gen.Elements("a", "b", "[ab]", "[^a]", ".", @"\d", "c", "[a-c]");
        var counts = Gen.Elements("", "", "", "?", "*", "+", "{2}", "{1,3}", "{2,}");
        var part = from atom in atoms from count in counts select atom + count;
        var sequence = part.ListOf().Where(parts => parts.Count is > 0 and < 6).Select(parts => string.Concat(parts));
        var pattern = from first in sequence
                      from second in sequence
                      from count in counts
                      select $"(?:{first}|{second}){count}";
        var text = Gen.Elements('a', 'b', 'c', '1', 'x').ListOf().Select(letters => string.Concat(letters));

        Prop.ForAll(pattern.Zip(text).ToArbitrary(), pair =>
        {
            var (expression, subject) = pair;
            if (IsTooLarge(expression))
                return true;

            var end = new Automaton(PatternParser.Parse(expression)).LongestEnd(Encoding.UTF8.GetBytes(subject), 0);
            var longest = Enumerable.Range(0, subject.Length + 1).Reverse()
                .Where(length => Regex.IsMatch(subject[..length], $"\\A(?:{expression})\\z", RegexOptions.NonBacktracking | RegexOptions.Singleline))
                .Select(length => (int?)length).FirstOrDefault() ?? -1;
            return end == longest;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static bool IsTooLarge(string expression)
    {
        try
        {
            new Automaton(PatternParser.Parse(expression)).Validate();
            return false;
        }
        catch (PatternException)
        {
            return true;
        }
    }

    [Fact]
    public void Backwards_it_finds_what_stands_before()
    {
        var lead = new Automaton(PatternParser.Parse("[0-9]{8,10}:").Reversed());

        Assert.Equal(3, lead.LongestStart("id 123456789:AA"u8, 13));
        Assert.Equal(-1, lead.LongestStart("id 1234567:AA"u8, 11));
    }

    [Theory]
    [InlineData("ghp_[0-9A-Za-z]{36}", "ghp_")]
    [InlineData("(?:ghp|gho)_x", "gho_x|ghp_x")]
    [InlineData("(?i:ab)c", "ABc|Abc|aBc|abc")]
    [InlineData("sk-(?:ant|proj)?[a-z]{20}", "sk-")]
    [InlineData("a{2,3}b", "aa")]
    [InlineData("[A-Z]{4}x", "")]
    public void The_literal_beginnings_of_a_pattern_are_known(string pattern, string prefixes) =>
        Assert.Equal(
            prefixes,
            string.Join('|', Prefixes.Of(PatternParser.Parse(pattern)).Select(Encoding.ASCII.GetString).Order(StringComparer.Ordinal)));
}
