using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Secrets.Dialects;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Tests.Dialects;

/// <summary>A pattern of another dialect means here what it means there, or is refused with the place.</summary>
public sealed class RegexTranslationTests
{
    [Theory]
    [InlineData(@"acme_[0-9a-f]{8}", "x acme_0123abcd y", "acme_0123abcd")]
    [InlineData(@"key=\p{Alpha}{4}\p{Digit}++;", "key=abcd123;", "key=abcd123;")]
    [InlineData(@"\Qa.b*c\E\d{3}", "a.b*c123 aXbbc123", "a.b*c123")]
    [InlineData(@"key\h+[a-z&&[^aeiou]]{4}", "key\t\u00A0bcdf", "key\t\u00A0bcdf")]
    [InlineData(@"key[[a-c][x-z]]{4}", "keyabxy keylmno", "keyabxy")]
    [InlineData(@"(?>[0-9]+)-[a-z]{4}", "12-abcd", "12-abcd")]
    [InlineData(@"(?i)KEY-\w{4}", "kEy-Ab_9", "kEy-Ab_9")]
    [InlineData(@"(?i:key)-ABCD", "KEY-ABCD key-abcd", "KEY-ABCD")]
    [InlineData(@"(?x) key \d{4} # four digits", "key1234", "key1234")]
    [InlineData(@"token: (?<secret>\w{6})", "token: abcdef", "abcdef")]
    [InlineData(@"(?<name>key)(\d{4})", "key1234", "key1234")]
    [InlineData(@"(?<![A-Za-z0-9])[A-Z]{4}(?![A-Za-z0-9])", "ABCD,EFGH xIJKL", "ABCD")]
    [InlineData(@"(?<=key=)[a-z]{4,}(?=;)", "key=abcdef;", "abcdef")]
    [InlineData(@"(?m)^pass: \S{4,}$", "a\r\npass: hunter2\r\nb", "pass: hunter2")]
    [InlineData(@"\x41\u0042\x{43}\0104\R\p{javaLowerCase}", "ABCD\r\nx", "ABCD\r\nx")]
    [InlineData(@"a\d{3}+b", "a123b", "a123b")]
    [InlineData(@"\w++\b!!!", "word!!!", "word!!!")]
    [InlineData(@"\b(?<!-)[a-z]{4}\b", "-abcd efgh", "efgh")]
    [InlineData(@"(?m)^(?<!x)key\d{4}", "a\nkey1234", "key1234")]
    [InlineData(@"[a-z]{4}(?!;)\b", "abcd; efgh", "efgh")]
    [InlineData(@"[a-z]{4}(?=;)\b", "abcd efgh;", "efgh")]
    public void Java_is_translated(string pattern, string text, string secret) => Assert.Equal(secret, SecretOf(pattern, RegexDialect.Java, text));

    [Theory]
    [InlineData(@"(?i)[\w.-]{0,50}?(?:acme)(?:[ \t\w.-]{0,20})[\s'""]{0,3}(?:=|:)[\x60'""\s=]{0,5}([a-z0-9]{8})(?:[\x60'""\s;]|\\[nr]|$)", "acme_key = \"abcd1234\"", "abcd1234")]
    [InlineData(@"(?P<x>key)-[[:alpha:]]{4}", "key-abcd", "key")]
    [InlineData(@"x{a}key\d{4}", "x{a}key1234", "x{a}key1234")]
    [InlineData(@"[[a]key1", "[key1", "[key1")]
    [InlineData(@"(?:(abcd)|x(efgh))z", "xefghz", "efgh")]
    [InlineData(@"(?U)key\d{2,4}", "key1234", "key12")]
    [InlineData(@"(?:pre=(\w{4}))?-(\w{6})", "-abcdef", "abcdef")]
    [InlineData(@"(?:pre=(\w{4}))?-(\w{6})", "pre=wxyz-abcdef", "wxyz")]
    [InlineData(@"(?:a|(\w{4}))-(\w{6})", "a-abcdef", "abcdef")]
    public void RE2_is_translated(string pattern, string text, string secret)
    {
        if (secret.Length < 4)
            Assert.Throws<PatternException>(() => RegexTranslation.Of(pattern, RegexDialect.Go));
        else
            Assert.Equal(secret, SecretOf(pattern, RegexDialect.Go, text));
    }

    [Theory]
    [InlineData("(?xi)\n \\b\n ( # the token\n sk-[a-z]{6}\n )\n \\b", "SK-ABCDEF", "SK-ABCDEF")]
    [InlineData(@"key=(?P<TOKEN>[a-z]{4}):(\d)", "key=abcd:1", "abcd")]
    public void Rust_is_translated(string pattern, string text, string secret) => Assert.Equal(secret, SecretOf(pattern, RegexDialect.Rust, text));

    [Theory]
    [InlineData(@"(['""])secret\1", 12, "refers back")]
    [InlineData(@"(?<q>')abcd\k<q>", 11, "refers back")]
    [InlineData(@"abcd(?=e)f", 4, "Look-around")]
    [InlineData(@"(?<!foo)abcd", 0, "more than one character")]
    [InlineData(@"(?<=a{1,3})bcde", 0, "more than one length")]
    [InlineData(@"\d++0abc", 2, "possessive")]
    [InlineData(@"(?>a|ab)cdef", 0, "atomic")]
    [InlineData(@"\Gabcd", 0, "\\G")]
    [InlineData(@"abcd\X", 4, "\\X")]
    [InlineData(@"(?U)\wabc", 2, "Unicode")]
    [InlineData(@"\p{IsLatin}{4}", 0, "ranges")]
    [InlineData(@"\p{Foo}{4}", 0, "ranges")]
    [InlineData(@"abcd(", 4, "not closed")]
    [InlineData(@"abcd)", 4, "closes nothing")]
    [InlineData(@"[z-a]bcde", 1, "backwards")]
    [InlineData(@"abcd\", 4, "backslash")]
    [InlineData(@"*abcd", 0, "character is expected")]
    [InlineData(@"(?<n>", 0, "not closed")]
    [InlineData(@"(?i", 0, "not closed")]
    [InlineData(@"(?(1)a|b)cdef", 0, "not known")]
    [InlineData(@"", 0, "empty")]
    [InlineData(@"   ", 0, "empty")]
    [InlineData(@"a*", 0, "less than 4")]
    [InlineData(@".*", 0, "less than 4")]
    [InlineData(@"|", 0, "less than 4")]
    [InlineData(@"(a{0,1000}){0,1000}bcde", 0, "too complex")]
    [InlineData(@".{100000}", 1, "more than 5000")]
    [InlineData("abc\0d", 3, "NUL")]
    [InlineData(@"[a&&b]cdef", 0, "Nothing is in")]
    [InlineData(@"abcd{2}{3}", 7, "repetition of a repetition")]
    public void What_means_nothing_here_is_refused_with_the_place(string pattern, int at, string word)
    {
        var refusal = Assert.Throws<PatternException>(() => RegexTranslation.Of(pattern, RegexDialect.Java));

        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(at, refusal.Position);
    }

    [Theory]
    [InlineData('|')]
    [InlineData('(')]
    public void However_deep_a_pattern_is_nested_it_is_read_at_once(char between)
    {
        var pattern = new StringBuilder("abcd");
        for (var i = 0; i < 90; i++)
            pattern.Insert(0, '(').Append(between == '|' ? $"|other{i})" : $"(y{i}))");

        Assert.NotEmpty(RegexTranslation.Of(pattern.ToString(), RegexDialect.Java).Pattern);
        Assert.NotEmpty(RegexTranslation.Of($"{pattern}efgh", RegexDialect.Go, "0").Pattern);
        var optional = string.Concat(Enumerable.Range(0, 1_200).Select(i => $"[{(char)('a' + i % 26)}]?"));
        Assert.NotEmpty(RegexTranslation.Of($"(?>abcd)-{optional}", RegexDialect.Java).Pattern);
    }

    [Fact]
    public void Half_a_character_is_refused() =>
        Assert.Equal(4, Assert.Throws<PatternException>(() => RegexTranslation.Of("abcd" + (char)0xD83D, RegexDialect.Java)).Position);

    [Theory]
    [InlineData(@"AIza[0-9A-Za-z_-]{35}", "aiza")]
    [InlineData(@"(?i)(?:acme|other)[a-z]{4}", "acme other")]
    [InlineData(@"(?:gh[pousr]|xx)_[a-z]{40}", "")]
    [InlineData(@"ghp?_[a-z]{40}", "")]
    [InlineData(@"[a-z]{4}-END", "-end")]
    [InlineData(@"[13][a-km-z]{25,34}", "")]
    public void Literals_that_every_match_holds_are_found(string pattern, string literals) =>
        Assert.Equal(literals, string.Join(' ', RegexTranslation.Of(pattern, RegexDialect.Go).Literals));

    private static string? SecretOf(string pattern, RegexDialect dialect, string text)
    {
        var translated = RegexTranslation.Of(pattern, dialect);
        var match = Regex.Match(text, translated.Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(30));
        return match.Success ? Enumerable.Range(0, 3).Select(i => match.Groups[RegexTranslation.SecretGroup(i)].Value).FirstOrDefault(value => value.Length > 0) : null;
    }
}
