using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Findings.Importing;
using Fairlead.Reports;

namespace Fairlead.Platform.Tests.Findings;

public sealed class FingerprintTests
{
    private static readonly ScopeKey Scope = new("shop", "trivy", "main", "trivy");

    private static ReportFinding Ordinary => new()
    {
        Kind = FindingKind.Vulnerability,
        Scanner = "trivy",
        RuleId = "CVE-2024-1",
        Title = "A weakness",
        Severity = Severity.High,
        StartLine = 3,
        Labels = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" },
        IdentityKeys = [new("rule", "CVE-2024-1"), new("package", "lodash")],
        IdentityVersion = 1,
    };

    [Fact]
    public void Fields_cannot_run_into_each_other()
    {
        var hasher = new FindingHasher();
        IReadOnlyList<IReadOnlyList<IdentityKey>> different =
        [
            [new("rule", "ab"), new("package", "c")],
            [new("rule", "a"), new("package", "bc")],
            [new("rulea", "b"), new("package", "c")],
            [new("rule", "ab")],
            [new("rule", "ab"), new("package", "")],
            [new("package", "c"), new("rule", "ab")],
        ];

        Assert.Equal(different.Count, different.Select(k => hasher.Identify(Scope, null, k)).Distinct().Count());
        Assert.NotEqual(
            hasher.Identify(new ScopeKey("ab", "c", "", ""), null, []), hasher.Identify(new ScopeKey("a", "bc", "", ""), null, []));
    }

    [Fact]
    [Trait("Complaint", "U-08")]
    public void Asset_scanner_and_part_are_identity_and_branch_and_kind_of_report_are_not()
    {
        var hasher = new FindingHasher();
        var keys = Ordinary.IdentityKeys;
        var one = hasher.Identify(Scope, null, keys);

        Assert.Equal(one, hasher.Identify(Scope with { Branch = "other", ReportKind = "other" }, null, keys));
        Assert.NotEqual(one, hasher.Identify(Scope with { Asset = "other" }, null, keys));
        Assert.NotEqual(one, hasher.Identify(Scope with { Scanner = "other" }, null, keys));
        Assert.NotEqual(one, hasher.Identify(Scope, "deployment/backend", keys));
    }

    [Fact]
    public void The_recipe_stays_what_it_is()
    {
        // Stored in every database: another value here makes every finding of every user a new one.
        Snapshot.Match(new FindingHasher().Identify(Scope, null, Ordinary.IdentityKeys).ToString());
    }

    [Fact]
    public void Content_does_not_depend_on_the_order_of_labels_or_the_time_of_the_report()
    {
        var hasher = new FindingHasher();
        var other = Ordinary with
        {
            Labels = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
            ReportedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };

        Assert.Equal(hasher.HashContent(Ordinary, "shop"), hasher.HashContent(other, "shop"));
    }

    [Fact]
    public void Whatever_is_shown_changes_the_content()
    {
        var hasher = new FindingHasher();
        ReportFinding[] all =
        [
            Ordinary,
            Ordinary with { Severity = Severity.Low },
            Ordinary with { Title = "Another" },
            Ordinary with { Description = "" },
            Ordinary with { StartLine = 4 },
            Ordinary with { FixedVersion = "2" },
            Ordinary with { PackageVersion = "2" },
            Ordinary with { SourceStatus = SourceStatus.Suppressed },
            Ordinary with { Tags = ["a"] },
            Ordinary with { Urls = ["a"] },
            Ordinary with { Cwes = [1] },
            Ordinary with { CvssScore = 0 },
            Ordinary with { KnownExploited = false },
            Ordinary with { Labels = new Dictionary<string, string> { ["a"] = "1", ["b"] = "3" } },
        ];

        Assert.Equal(all.Length, all.Select(f => hasher.HashContent(f, "shop")).Distinct().Count());
    }

    [Fact]
    public void The_text_form_reads_back()
    {
        var fingerprint = new FindingHasher().Identify(Scope, null, []);

        Assert.Equal(fingerprint, Fingerprint.Parse(fingerprint.ToString(), null));
        Assert.Equal(fingerprint, Fingerprint.From(fingerprint.ToArray()));
        Assert.False(Fingerprint.TryParse("xyz", null, out _));
    }

    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x0B242D361FDA71BC)]
    public void The_content_hash_is_the_published_one(string text, ulong expected) =>
        Assert.Equal(expected, ContentHash.Of(System.Text.Encoding.ASCII.GetBytes(text)));
}
