using System.Text.Json;

namespace Fairlead.Cli.Tests.Secrets;

/// <summary>Rules of another scanner, taken to a server.</summary>
public sealed class RuleImportTests : IDisposable
{
    private const string Gitleaks = """
        [[rules]]
        id = "acme-key"
        description = "Acme key"
        regex = '\bacme-([0-9a-f]{24})\b'

        [[rules]]
        id = "acme-files"
        path = '\.pem$'

        """;

    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task Each_rule_that_can_be_taken_is_and_the_others_are_told()
    {
        var tried = await _fairlead.RunAsync(Gitleaks, ["secrets", "rules", "import", "-", "--dry-run"]);
        Assert.Equal("gitleaks-acme-key: Acme key, would be created\n", tried.Succeeded());
        Assert.Contains("1 rule could be taken, 1 left out. Nothing was changed.", tried.Error);
        Assert.DoesNotContain("gitleaks-acme-key", (await _fairlead.RunAsync("secrets", "rules", "list", "--on-server")).Succeeded());

        var taken = await _fairlead.RunAsync(Gitleaks, ["secrets", "rules", "import", "-"]);
        Assert.Equal("gitleaks-acme-key: Acme key, created\n", taken.Succeeded());
        Assert.Contains("standard input, line 6: acme-files: it finds files by their names alone, and names are not looked at; the rule is left out.", taken.Error);
        Assert.Contains("gitleaks-acme-key", (await _fairlead.RunAsync("secrets", "rules", "list", "--on-server")).Succeeded());

        using var again = JsonDocument.Parse((await _fairlead.RunAsync(Gitleaks, ["secrets", "rules", "import", "-", "--json"])).Succeeded());
        Assert.Equal("unchanged", again.RootElement.GetProperty("rules")[0].GetProperty("change").GetString());
    }

    [Fact]
    public async Task A_file_of_which_nothing_can_be_taken_ends_with_65_and_one_that_is_none_with_78()
    {
        var nothing = await _fairlead.RunAsync("[[rules]]\nid = \"acme-files\"\npath = 'x'\n", ["secrets", "rules", "import", "-"]);
        Assert.Equal(65, nothing.ExitCode);
        Assert.Contains("0 rules could be taken, 1 left out. Nothing was changed.", nothing.Error);

        var none = await _fairlead.RunAsync("[[rules]]\nid = ", ["secrets", "rules", "import", "-"]);
        Assert.Equal(78, none.ExitCode);
        Assert.Contains("/text: Line 2: ", none.Error);
    }
}
