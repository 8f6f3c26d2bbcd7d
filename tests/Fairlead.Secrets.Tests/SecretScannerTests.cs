using System.Text;
using Fairlead.Secrets.Proof;

namespace Fairlead.Secrets.Tests;

public sealed class SecretScannerTests
{
    private static readonly SecretScanner Scanner = new(SecretRuleSet.Default);
    private static readonly string Token = ExampleText.Fill("npm_{crc62:30}");

    private static List<SecretMatch> Scan(string text)
    {
        var matches = new SecretMatches();
        Scanner.Scan(Encoding.UTF8.GetBytes(text), matches);
        return [.. matches.All];
    }

    [Fact]
    public void A_secret_is_found_at_every_place_of_a_text()
    {
        for (var before = 0; before < 200; before++)
        {
            for (var after = 0; after < 200; after += 7)
            {
                var match = Assert.Single(Scan(new string('.', before) + " " + Token + " " + new string('.', after)));
                Assert.Equal((before + 1, Token.Length), (match.Start, match.Length));
                Assert.True(match.CheckHolds);
            }
        }
    }

    [Fact]
    public void A_private_key_is_found_at_every_place_of_a_text()
    {
        var key = ExampleText.Fill("-----BEGIN RSA PRIVATE KEY-----\nMIIE{b64:60}\n{b64:64}\n-----END RSA PRIVATE KEY-----");
        for (var before = 0; before < 140; before++)
            Assert.Equal(before + 1, Assert.Single(Scan(new string(' ', before) + "\n" + key)).Start);
    }

    [Theory]
    [InlineData("token={0}")]
    [InlineData("\"token\": \"{0}\"")]
    [InlineData("{{{{{0}}}}}")]
    [InlineData("*{0}*")]
    [InlineData("_{0}_")]
    [InlineData("so __{0}__, is it?")]
    [InlineData("_{0} is dead_")]
    [InlineData("_it was {0}_")]
    [InlineData("[{0}|https://x.internal]")]
    [InlineData("|{0}|")]
    [InlineData("line\\n{0}\\nline")]
    [InlineData("q=%3D{0}%26")]
    [InlineData("https://{0}@git.internal/x.git")]
    [InlineData("&quot;{0}&quot;")]
    [InlineData("größe:{0}")]
    [InlineData("{0}")]
    public void Markup_and_escapes_around_a_secret_do_not_hide_it(string around)
    {
        var match = Assert.Single(Scan(string.Format(System.Globalization.CultureInfo.InvariantCulture, around, Token)), m => m.Rule.Id.StartsWith("npm", StringComparison.Ordinal));
        Assert.Equal(Token.Length, match.Length);
    }

    [Theory]
    [InlineData("x{0}")]
    [InlineData("{0}x")]
    [InlineData("a_{0}")]
    [InlineData("{0}_a")]
    [InlineData("___{0}")]
    [InlineData("{0}-tail")]
    public void Within_a_longer_word_it_is_none(string around) =>
        Assert.Empty(Scan(string.Format(System.Globalization.CultureInfo.InvariantCulture, around, Token)));

    /// <summary>As one that ends where its characters end, and may itself end with an underscore.</summary>
    [Fact]
    public void Of_a_secret_of_any_length_the_mark_that_ends_its_emphasis_is_no_part()
    {
        var token = ExampleText.Fill("bkpt_{alnum:40}") + "A";
        foreach (var (before, behind) in new[] { ("", ""), ("_", "_"), ("__", "__"), ("_so *", "* is it_") })
            Assert.All(Scan($"use {before}{token}{behind}."), m => Assert.Equal(token, $"use {before}{token}{behind}."[m.Start..(m.Start + m.Length)]));
    }

    [Fact]
    public void A_token_whose_checksum_fails_is_told_and_weighs_less()
    {
        var match = Assert.Single(Scan(Token[..^6] + (Token.EndsWith("000000", StringComparison.Ordinal) ? "111111" : "000000")));

        Assert.False(match.CheckHolds);
        Assert.Equal(match.Rule.Severity - 1, match.Severity);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" Jürgen Groß größer ")]
    public void What_was_written_in_base_64_or_hexadecimal_is_found_in_its_place(string other)
    {
        var text = $"url: https://x?{other}token={Token}&y=1{other}";
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        var hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
        var twice = Convert.ToBase64String(Encoding.UTF8.GetBytes(base64));

        foreach (var (encoded, encoding) in new[] { (base64, SecretEncoding.Base64), (hex, SecretEncoding.Hexadecimal), (twice, SecretEncoding.Base64) })
        {
            var whole = Encoding.UTF8.GetBytes("data: " + encoded);
            var match = Assert.Single(Scan(Encoding.UTF8.GetString(whole)));
            Assert.Equal((6, encoding), (match.Start, match.Encoding));
            Assert.Equal(Token, Encoding.UTF8.GetString(match.SecretIn(whole)));
        }
    }

    [Theory]
    [InlineData("GET /x?back=%2Fy%3Ftoken%3D{0}%26z%3D1 HTTP/1.1", SecretEncoding.Plain)]
    [InlineData("body: grant%22%3A%22x%22%2C%22password%22%3A%22{1}%22", SecretEncoding.Percent)]
    [InlineData("once more: password%253D{2}", SecretEncoding.Percent)]
    public void What_was_written_with_percent_escapes_is_found_in_its_place(string form, SecretEncoding encoding)
    {
        var value = "k9/Qw+" + Token[8..24];
        var written = value.Replace("/", "%2F", StringComparison.Ordinal).Replace("+", "%2B", StringComparison.Ordinal);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Token, written, Token);
        var whole = Encoding.UTF8.GetBytes(text);

        var match = Assert.Single(Scan(text));

        Assert.Equal(encoding, match.Encoding);
        Assert.Equal(form.Contains("{1}", StringComparison.Ordinal) ? value : Token, Encoding.UTF8.GetString(match.SecretIn(whole)));
        if (form.Contains("{2}", StringComparison.Ordinal))
            Assert.Contains(Token, Encoding.UTF8.GetString(whole.AsSpan(match.Start, match.Length)), StringComparison.Ordinal);
        else
            Assert.Equal(form.Contains("{1}", StringComparison.Ordinal) ? written : Token, Encoding.UTF8.GetString(whole.AsSpan(match.Start, match.Length)));
    }

    [Fact]
    public void Of_rules_that_overlap_the_most_specific_is_told()
    {
        var match = Assert.Single(Scan($"npm_token_secret = \"{Token}\""));

        Assert.StartsWith("npm", match.Rule.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_match_lies_within_its_text_whatever_the_bytes()
    {
        var random = new Random(7);
        var pieces = SecretRuleSet.Default.Rules.SelectMany(rule => rule.Examples).Select(ExampleText.Fill).ToList();
        var matches = new SecretMatches();
        for (var round = 0; round < 3_000; round++)
        {
            var bytes = new List<byte>();
            for (var piece = 0; piece < 4; piece++)
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Count)]));
                bytes.Add((byte)random.Next(256));
            }

            var text = bytes.ToArray();
            for (var flip = random.Next(4); flip > 0; flip--)
                text[random.Next(text.Length)] = (byte)random.Next(256);
            var cut = text.AsSpan(random.Next(text.Length / 2), random.Next(text.Length / 2));
            Scanner.Scan(cut, matches);
            var last = 0;
            foreach (var match in matches.All)
            {
                Assert.InRange(match.Start, last, cut.Length);
                Assert.InRange(match.Length, 1, cut.Length - match.Start);
                last = match.End;
            }
        }
    }

    [Fact]
    public void Clean_text_takes_no_memory()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(
            "The build fails with 500 at https://ci.internal/job/shop-frontend/1234/console and com.example.service.OrderService$Inner.run(OrderService.java:123). ", 200)));
        var matches = new SecretMatches();
        Scanner.Scan(text, matches);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            Scanner.Scan(text, matches);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Threads_share_a_scanner()
    {
        var fresh = new SecretScanner(SecretRuleSet.Default);
        var texts = SecretRuleSet.Default.Rules.SelectMany(rule => rule.Examples).Select(example => Encoding.UTF8.GetBytes(ExampleText.Fill(example))).ToList();

        var counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var matches = new SecretMatches();
            return texts.Sum(text =>
            {
                fresh.Scan(text, matches);
                return matches.Count;
            });
        })));

        Assert.Single(counts.Distinct());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("=")]
    [InlineData("password=")]
    [InlineData("://")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("curl -u ")]
    [InlineData("eyJ")]
    [InlineData("AAAA")]
    [InlineData("\\n")]
    [InlineData("api_key=\"")]
    [InlineData("Basic ")]
    [InlineData("{ssha}")]
    public void Hostile_repetition_takes_time_that_grows_with_its_length_only(string piece)
    {
        // A quadratic step would need hours here; the suite's own limit would end it.
        Scan(string.Concat(Enumerable.Repeat(piece, 2_000_000 / piece.Length)));
    }

    [Fact]
    public void Lines_and_columns_are_counted_from_one()
    {
        var text = "a\nbc\n\nd"u8;
        var lines = new LineCounter(text);

        Assert.Equal((1, 1), lines.At(0));
        Assert.Equal((2, 2), lines.At(3));
        Assert.Equal((4, 1), lines.At(6));
    }

    [Fact]
    public void Lines_and_columns_go_on_in_the_next_part_of_a_text()
    {
        var lines = new LineCounter("c\nd e"u8, line: 7, column: 3);

        Assert.Equal((7, 3), lines.At(0));
        Assert.Equal((8, 1), lines.At(2));
        Assert.Equal((8, 3), lines.At(4));
    }

    [Theory]
    [InlineData("12345678901", "…(11)")]
    [InlineData("abcdefghijklmnop", "abcd…(16)")]
    [InlineData("-----BEGIN\nX", "----…(12)")]
    public void A_mask_shows_four_characters_at_most(string secret, string mask) =>
        Assert.Equal(mask, SecretMask.Of(Encoding.UTF8.GetBytes(secret)));
}
