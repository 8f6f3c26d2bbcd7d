using System.Text;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Rules;

namespace Fairlead.Secrets.Tests.Limits;

/// <summary>Rules that somebody else wrote find what they say, and stall nothing.</summary>
public sealed class OwnRegexTests
{
    [Theory]
    [InlineData("acme-[0-9a-f]{8}")]
    [InlineData("[a-z]{4}-[0-9a-f]{8}")]
    public void All_are_found_however_large_the_text_is_and_whatever_stands_beside_them(string pattern)
    {
        var (scanner, matches) = (Scanner(Rule(pattern)), new SecretMatches());
        var text = new StringBuilder();
        var places = new List<int>();
        for (var i = 0; i < 3_000; i++)
        {
            // Also across the ends of the parts in which a text is read, and in texts of which a part is no ASCII.
            text.Append(i % 3 == 0 ? new string('.', i % 217) : i % 3 == 1 ? "Überprüfung 🔑 " : "acme\n");
            places.Add(Encoding.UTF8.GetByteCount(text.ToString().AsSpan(places.Count == 0 ? 0 : _counted)) + (places.Count == 0 ? 0 : places[^1] + 13));
            text.Append("acme-0123abcd");
            _counted = text.Length;
        }

        scanner.Scan(Encoding.UTF8.GetBytes(text.ToString()), matches);

        Assert.Equal(places, matches.All.ToArray().Select(match => match.Start));
        Assert.All(matches.All.ToArray(), match => Assert.Equal(13, match.Length));
        Assert.Empty(scanner.GivenUp);
    }

    private int _counted;

    [Fact]
    public void Secrets_that_share_what_is_between_them_are_all_found()
    {
        var text = "ABCD EFGH IJKL"u8.ToArray();
        var matches = new SecretMatches();

        Scanner(Rule("(?<![A-Z])[A-Z]{4}(?![A-Z])")).Scan(text, matches);

        Assert.Equal([0, 5, 10], matches.All.ToArray().Select(match => match.Start));
    }

    [Fact]
    public void What_only_the_beginning_or_the_end_of_a_text_holds_is_found_there_alone()
    {
        var matches = new SecretMatches();
        var text = Encoding.UTF8.GetBytes("ABCD" + new string('.', 500_000) + "ABCD" + new string('.', 500_000) + "EFGH");

        Scanner(Rule(@"\A[A-Z]{4}|[A-Z]{4}\z")).Scan(text, matches);

        Assert.Equal([0, text.Length - 4], matches.All.ToArray().Select(match => match.Start));
    }

    [Theory]
    [InlineData("(a+)+b{4}")]
    [InlineData("(a|aa)+b{4}")]
    [InlineData("(.*)*xyz!")]
    [InlineData("([a-z]+)*!{4}")]
    [InlineData("(([a-z])+.)+[A-Z]([a-z])+z")]
    [InlineData("(?:a?){30}a{30}")]
    public void Hostile_patterns_on_hostile_texts_come_to_an_end(string pattern)
    {
        var scanner = Scanner(Rule(pattern), RuleLimits.Default with { TimePerMegabyte = TimeSpan.FromMinutes(10) });

        scanner.Scan(Encoding.UTF8.GetBytes(new string('a', 50_000)), new SecretMatches());

        Assert.Empty(scanner.GivenUp);
    }

    [Fact]
    public void A_rule_that_takes_too_long_is_given_up_for_good_and_the_others_go_on()
    {
        // Each look takes a second by this clock, which is asked twice in it, and is of a few kilobytes.
        var clock = new SteppingClock(TimeSpan.FromSeconds(0.5));
        var scanner = Scanner(
            Rule("slow-[0-9]{4}", "slow") + Rule("fine-[0-9]{4}", "fine"), RuleLimits.Default with { TimePerMegabyte = TimeSpan.FromSeconds(2), Clock = clock });
        var matches = new SecretMatches();
        var text = "slow-1234"u8.ToArray();
        for (var i = 0; i < 4; i++)
        {
            scanner.Scan(text, matches);
            Assert.Equal("slow", Assert.Single(matches.All.ToArray()).Rule.Id);
        }

        scanner.Scan(text, matches);
        Assert.Equal("slow", Assert.Single(matches.Stalled).Id);
        scanner.Scan([.. text, .. " fine-1234"u8], matches);

        Assert.Equal("fine", Assert.Single(matches.All.ToArray()).Rule.Id);
        var given = Assert.Single(scanner.GivenUp);
        Assert.Equal(("slow", "it took longer than 2 s for each megabyte that it looked at"), (given.Rule.Id, given.Why));
    }

    [Fact]
    public void A_pattern_of_an_allow_list_that_takes_too_long_allows_nothing_any_more_and_says_so()
    {
        var limits = RuleLimits.Default with { TimePerMegabyte = TimeSpan.FromSeconds(2), Clock = new SteppingClock(TimeSpan.FromSeconds(1)) };
        var list = Assert.Single(AllowListReader.Read("list", new StringReader("allow:\n- name: samples\n  secret: ['^acme-0']\n"), limits));
        var (scanner, matches) = (Scanner(Rule("acme-[0-9a-f]{8}")), new SecretMatches { Allow = [list] });
        for (var i = 0; i < 4; i++)
        {
            scanner.Scan("acme-0123abcd"u8, matches);
            Assert.Equal((0, "samples", null), (matches.Count, Assert.Single(matches.Allowed).List, list.WhyGivenUp));
        }

        scanner.Scan("acme-0123abcd"u8, matches);
        scanner.Scan("acme-0123abcd"u8, matches);

        Assert.Equal((1, "it took longer than 2 s for each megabyte that it looked at"), (matches.Count, list.WhyGivenUp));
        Assert.Empty(scanner.GivenUp);
    }

    [Fact]
    public void A_rule_whose_tables_grow_too_large_is_given_up()
    {
        var scanner = Scanner(Rule("[ab]*a[ab]{300}[xyz]{4}"), new RuleLimits(TimeSpan.FromHours(1), 1 << 20));
        var random = new Random(1);
        var text = new byte[400_000];
        for (var i = 0; i < text.Length; i++)
            text[i] = (byte)('a' + random.Next(2));

        scanner.Scan(text, new SecretMatches());

        Assert.Equal("it took more than 1 MB of memory for what it made of its pattern", Assert.Single(scanner.GivenUp).Why);
    }

    [Fact]
    public void A_rule_that_finds_much_is_not_taken_for_one_whose_tables_grow()
    {
        var scanner = Scanner(Rule("[a-z]{4}-[0-9]{4}"), new RuleLimits(TimeSpan.FromHours(1), 1 << 20));
        var text = Encoding.UTF8.GetBytes("acme-1234" + new string('.', 60_000));
        var matches = new SecretMatches();

        for (var i = 0; i < 100; i++)
        {
            scanner.Scan(text, matches);
            Assert.Equal(1, matches.Count);
        }

        Assert.Empty(scanner.GivenUp);
    }

    [Fact]
    public void A_rule_without_a_literal_is_asked_of_what_is_encoded_too()
    {
        var (said, matches) = ("code abcd-0123abcd, and more of it"u8.ToArray(), new SecretMatches());
        foreach (var text in (string[])[Convert.ToBase64String(said), Convert.ToHexStringLower(said), "x?a%3Dabcd-0123abcd%26b"])
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            Scanner(Rule("[a-z]{4}-[0-9a-f]{8}")).Scan(utf8, matches);
            Assert.Equal("abcd-0123abcd", Encoding.UTF8.GetString(Assert.Single(matches.All.ToArray()).SecretIn(utf8)));
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Base_64_that_is_wrapped_is_one_text(string end)
    {
        // The value stands across the end of a line.
        var said = $"{new string('.', 53)} abcd-0123abcd {new string('.', 92)} bcde-4567abcd";
        var lines = Convert.ToBase64String(Encoding.UTF8.GetBytes(said)).Chunk(76).Select(line => new string(line));
        var utf8 = Encoding.UTF8.GetBytes($"attached:\n{string.Join(end, lines)}\nand no more");
        var matches = new SecretMatches();

        Scanner(Rule("[a-z]{4}-[0-9a-f]{8}")).Scan(utf8, matches);

        Assert.Equal(["abcd-0123abcd", "bcde-4567abcd"], matches.All.ToArray().Select(match => Encoding.UTF8.GetString(match.SecretIn(utf8))));
        Assert.All(matches.All.ToArray(), match => Assert.Equal((10, utf8.Length - 12), (match.Start, match.End)));
    }

    [Fact]
    public void Each_of_several_texts_within_a_text_is_looked_at()
    {
        var matches = new SecretMatches();

        Scanner(Rule("acme-[0-9a-f]{8}")).Scan("a?k%3Dacme-0123abcd b?k%3Dacme-4567abcd c?k%3Dacme-89ababcd"u8, matches);

        Assert.Equal([6, 26, 46], matches.All.ToArray().Select(match => match.Start));
    }

    [Fact]
    public void What_follows_a_long_way_behind_and_takes_many_bytes_is_found()
    {
        var scanner = Scanner(Rule("acme-[a-zé]{300}") + Rule("dots-[0-9]{4}(?=[.]{200})", "dots"));
        var matches = new SecretMatches();
        for (var gap = 0; gap < 2_400; gap += 97)
        {
            var text = Encoding.UTF8.GetBytes("acme- " + new string('.', gap) + "acme-" + new string('é', 300) + " dots-1234" + new string('.', 200));

            scanner.Scan(text, matches);

            Assert.Equal([6 + gap, 612 + gap], matches.All.ToArray().Select(match => match.Start));
        }
    }

    [Fact]
    public void What_is_allowed_is_not_told_by_a_lesser_rule()
    {
        var allow = AllowListReader.Read("allow.yaml", new StringReader("allow:\n  - name: ours\n    secret: ['^acme-[0-9a-f]{8}$']\n"));
        var matches = new SecretMatches { Allow = allow };

        Scanner(Rule("acme-[0-9a-f]{8}") + Rule("acme-[0-9a-f]{4}", "shorter")).Scan("acme-0123abcd"u8, matches);

        Assert.Equal(0, matches.Count);
        Assert.Equal(("own", "ours"), (Assert.Single(matches.Allowed).Rule.Id, matches.Allowed[0].List));
    }

    private static SecretScanner Scanner(string rules, RuleLimits? limits = null) =>
        new(new SecretRuleSet(RuleFileReader.Read("own.yaml", new StringReader("vendor: V\nrevoke: R\nsource: S\nrules:\n" + rules), limits ?? RuleLimits.Default)));

    private static string Rule(string pattern, string id = "own") => $"  - id: {id}\n    title: T\n    severity: high\n    regex: '{pattern}'\n";

    /// <summary>Time that passes when it is asked for.</summary>
    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        private long _at;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _at += step.Ticks;
    }
}
