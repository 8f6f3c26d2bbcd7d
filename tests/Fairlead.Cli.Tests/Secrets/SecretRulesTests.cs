using System.Text.Json;
using Fairlead.Secrets;
using Fairlead.Secrets.Proof;

namespace Fairlead.Cli.Tests.Secrets;

public sealed class SecretRulesTests : IDisposable
{
    private readonly SecretFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_rules_are_listed_and_those_of_one_vendor()
    {
        using var json = JsonDocument.Parse((await _folder.RunAsync("secrets", "rules", "list", "--json")).Succeeded());
        Assert.Equal(
            SecretRuleSet.BuiltIn.Rules.Select(r => r.Id).Order(StringComparer.Ordinal), json.RootElement.EnumerateArray().Select(r => r.GetProperty("id").GetString()));
        Assert.Equal("off", json.RootElement.EnumerateArray().Single(r => r.GetProperty("id").GetString() == "iban").GetProperty("state").GetString());

        var own = (await _folder.RunAsync("secrets", "rules", "list", "--vendor", "acme", "--rules", _folder.Rules)).Succeeded();
        Assert.Equal(
            ["ID", "acme-checked", "acme-key", "acme-person", "acme-token", "acme-trial"], own.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]));
        Assert.Contains("did you mean Acme?", (await _folder.RunAsync("secrets", "rules", "list", "--vendor", "acm", "--rules", _folder.Rules)).FailedWith(66));
    }

    [Fact]
    public async Task A_rule_is_shown_in_words_with_examples_that_it_finds()
    {
        var text = (await _folder.RunAsync("secrets", "rules", "show", "ACME_KEY", "--rules", _folder.Rules)).Succeeded();
        Assert.Contains("a value directly after an operator", text);
        Assert.Contains("at least 3.0 bits", text);
        Assert.Contains("Throw it away.", text);
        Assert.Contains($"  {ExampleText.Fill("acme_key = \"{hex:32}\"")}\n", text);

        using var json = JsonDocument.Parse((await _folder.RunAsync("secrets", "rules", "show", "acme-key", "--rules", _folder.Rules, "--json")).Succeeded());
        Assert.Equal("[0-9a-f]{32}", json.RootElement.GetProperty("pattern").GetString());
        Assert.Contains("did you mean acme-key?", (await _folder.RunAsync("secrets", "rules", "show", "acme-kye", "--rules", _folder.Rules)).FailedWith(66));
    }

    [Fact]
    public async Task Rules_and_allow_lists_of_gitleaks_are_taken_and_what_is_not_is_told()
    {
        var text = _folder.Write("src/a.txt", "key abcd-12345678 and abcd-87654321\n");
        var rules = _folder.Write(
            "gitleaks.toml",
            "[[rules]]\nid = 'own'\nregex = 'abcd-[0-9]{8}'\n[[rules]]\nid = 'named'\npath = 'x'\n[allowlist]\ndescription = 'test data'\nregexes = ['4321$']\n");

        var scanned = await _folder.RunAsync("secrets", "scan", text, "--rules", rules, "--only", "gitleaks-own");

        Assert.Equal(3, scanned.ExitCode);
        Assert.Contains("abcd…(13) [gitleaks-own]", scanned.Output);
        Assert.DoesNotContain(":1:23:", scanned.Output);
        Assert.Contains("line 4: named: it finds files by their names alone, and names are not looked at; the rule is left out.", scanned.Error);
        Assert.Contains("Not shown: 1 allowed by test data.", scanned.Error);

        var allow = _folder.Write("allow.yaml", "allow:\n  - name: all of it\n    line: ['^key ']\n");
        var allowed = await _folder.RunAsync("secrets", "scan", text, "--rules", rules, "--only", "gitleaks-own", "--allow", allow, "--allow", rules);
        Assert.Equal(0, allowed.ExitCode);
        Assert.Contains("Not shown: 1 allowed by all of it, 1 allowed by test data.", allowed.Error);
        Assert.Contains("line 2: 'lines' is not known here; did you mean line?", (await _folder.RunAsync("secrets", "scan", text, "--allow", _folder.Write("bad.yaml", "allow:\n  - lines: ['a']\n"))).FailedWith(65));
    }

    [Fact]
    public async Task Every_rule_can_be_shown()
    {
        foreach (var rule in SecretRuleSet.BuiltIn.Rules)
            Assert.Contains(rule.Id, (await _folder.RunAsync("secrets", "rules", "show", rule.Id)).Succeeded());
    }

    [Fact]
    public async Task Rules_are_held_to_their_examples()
    {
        var good = await _folder.RunAsync("secrets", "rules", "test", _folder.Rules);
        Assert.Equal("", good.Succeeded());
        Assert.Equal("5 rules, 5 examples, 5 counterexamples: all hold.\n", good.Error);

        var bad = _folder.Write(
            "bad/b.yaml", SecretFolder.OwnRules.Replace("acme-", "bad-").Replace("['T=acme_{hex:40}']", "['T=acme_{hex:40}', 'acme_{hex:38}', '{hux:3}']").Replace("[CUSTOMER]", "[iban]"));
        var broken = _folder.Write("bad/a.yaml", "vendor: A\nrules: 1\n");
        var ended = await _folder.RunAsync("secrets", "rules", "test", Path.GetDirectoryName(bad)!);
        Assert.Equal(65, ended.ExitCode);
        Assert.Collection(
            ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            l => Assert.StartsWith($"{broken}, line 1: ", l),
            l => Assert.Equal("bad-person: iban is the name of a rule of Fairlead (iban)", l),
            l => Assert.Equal("bad-token: the example is not found: acme_{hex:38}", l),
            l => Assert.StartsWith("bad-token: {hux:3} is no filler", l));
    }

    [Fact]
    public async Task The_documentation_has_rules_that_hold_and_every_key_check_and_filler()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "docs", "secrets.md"), TestContext.Current.CancellationToken);
        var yaml = text.Split("```yaml\n")[1].Split("```")[0];
        Assert.Equal("2 rules, 3 examples, 4 counterexamples: all hold.\n", (await _folder.RunAsync("secrets", "rules", "test", _folder.Write("a.yaml", yaml))).Error);
        Assert.All(["digitalocean-pat", "gitlab-pat", "github-pat-classic"], id => Assert.NotNull(SecretRuleSet.BuiltIn.Find(id)));

        // What is not known is answered with all that is.
        await EachIsToldAsync(text, yaml.Replace("    title: Acme access token", "    unheard-of: x"), "known are ");
        await EachIsToldAsync(text, yaml.Replace("    entropy: 3.0", "    check: x"), "there are ");
        await EachIsToldAsync(text, yaml.Replace("'acme_[0-9a-f]{40}'", "'acme_[0-9a-f]{40}'\n    algorithm: x").Replace("    token:", "    #"), "there are ", ["private-key", "card-number"]);
        await EachIsToldAsync(text, yaml.Replace("{hex:31}", "{x:1}"), "there are ");
    }

    private async Task EachIsToldAsync(string documentation, string yaml, string before, string[]? only = null)
    {
        var answer = (await _folder.RunAsync("secrets", "rules", "test", _folder.Write("b.yaml", yaml))).Output;
        var words = only ?? answer.Split(before)[1].TrimEnd('\n', '.').Replace(" and ", ", ").Split(", ");
        Assert.True(words.Length > 1, answer);
        Assert.All(words, word => Assert.True(documentation.Contains($"`{word}`", StringComparison.Ordinal) || documentation.Contains($"`{{{word}", StringComparison.Ordinal), word));
    }

    [Fact]
    public async Task What_is_found_is_explained()
    {
        var text = (await _folder.RunAsync("secrets", "rules", "explain", $"T={SecretFolder.Checked(false)}", "--rules", _folder.Rules)).Succeeded();
        Assert.Contains("acme-checked: Acme token with a checksum, medium", text);
        Assert.Contains("secret: line 1, column 3, acme…(42)", text);
        Assert.Matches("entropy: [0-9.]+ bits for each character; none is asked for", text);
        Assert.Contains("check: npm-crc62 fails, so the severity is one step lower than high", text);
        Assert.Contains("boundary: \"=\" before it, the end after it", text);
        Assert.DoesNotContain(SecretFolder.Checked(false)[..12], text);
    }

    [Theory]
    [InlineData("acme_key {hex:32}", "acme-key", "no operator")]
    [InlineData("acme = {hex:32}", "acme-key", "beside its keyword stands none of: key, token")]
    [InlineData("acme_key = aabbaabbaabbaabbaabbaabbaabbaab1", "acme-key", "below 3.0")]
    [InlineData("acme is far from here: {hex:16} {hex:16} {hex:16} {hex:16} {hex:16} {hex:16} key={hex:32}", "acme-key", "none of its keywords stands in the 96 bytes before it")]
    [InlineData("acme_key = {hex:33}", "acme-key", "what stands directly after it joins it to a longer word")]
    [InlineData("xacme_{hex:40}", "acme-token", "a letter, digit or _ stands directly before it")]
    [InlineData("acme_key: acme_{hex:40}", "acme-key", null)]
    public async Task What_is_nearly_found_is_explained(string example, string rule, string? why)
    {
        var text = (await _folder.RunAsync("secrets", "rules", "explain", ExampleText.Fill(example), "--rules", _folder.Rules)).Succeeded();
        var considered = text.Split("Considered, and not told:").ElementAtOrDefault(1) ?? "";
        if (why is null)
            Assert.DoesNotContain($"  {rule}: ", considered);
        else
            Assert.Matches($@"  {rule}: line 1, column \d+, [^\n]+\n    [^\n]*{System.Text.RegularExpressions.Regex.Escape(why)}", considered);
    }

    [Fact]
    public async Task A_secret_in_an_argument_is_warned_of()
    {
        var ended = await _folder.RunAsync("secrets", "rules", "explain", SecretFolder.Token(), "--rules", _folder.Rules);
        Assert.StartsWith("warning: other users", ended.Error);
        var none = await _folder.RunAsync("secrets", "rules", "explain", "nothing");
        Assert.Equal(("No rule finds anything.\n", ""), (none.Succeeded(), none.Error));
    }
}
