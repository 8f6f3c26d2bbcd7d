using Fairlead.Kernel;

namespace Fairlead.Reports.Tests.Corpus;

/// <summary>Real reports against the counts that other tools' own tests assert; docs/reports.md lists where we count otherwise.</summary>
[Trait("needs", "shared")]
public sealed class CorpusTests
{
    public static TheoryData<string> Files =>
        SharedData.IsPresent
            ? new TheoryData<string>(ExpectedReport.Of("sarif", "trivy", "generic", "malformed").Select(r => r.File))
            : new TheoryData<string>("absent");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_real_report_is_read_as_others_read_it_or_as_documented(string file)
    {
        var expected = ExpectedReport.Of("sarif", "trivy", "generic", "malformed").Single(r => r.File == file);
        var documented = DocumentedDifferences.Find(file);
        Read read;
        try
        {
            read = await Read.FileAsync(expected.Path);
        }
        catch (ReportException e)
        {
            AssertReadable(e);
            if (expected.Outcome != "reject")
                Assert.Equal(e.Title, documented?.Ours);
            return;
        }

        Assert.NotEqual("reject", expected.Outcome);
        var ours = $"{read.Findings.Count} ({Severities(read)})";
        if (documented is not null)
        {
            Assert.Equal(documented.Ours, ours);
            Assert.Equal(documented.Others, expected.Numbers);
            return;
        }

        Assert.NotEqual("decide", expected.Outcome);
        if (expected.Count is null)
            Assert.Equal(expected.RawItems, read.Findings.Count);
        else
            Assert.Equal(expected.Numbers, expected.Severities is null ? $"{read.Findings.Count}" : ours);
    }

    [Fact]
    public void Every_documented_difference_is_about_a_file_of_the_corpus()
    {
        var files = ExpectedReport.Of("sarif", "trivy", "generic", "malformed").Select(r => r.File).ToHashSet();
        Assert.All(DocumentedDifferences.All, d => Assert.Contains(d.File, files));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Findings_are_bounded_have_an_identity_and_read_the_same_twice(string file)
    {
        var path = ExpectedReport.Of("sarif", "trivy", "generic", "malformed").Single(r => r.File == file).Path;
        Read first;
        try
        {
            first = await Read.FileAsync(path);
        }
        catch (ReportException)
        {
            return;
        }

        Assert.All(first.Findings, f =>
        {
            Assert.NotEmpty(f.RuleId);
            Assert.InRange(f.Title.Length, 1, 1_000);
            Assert.DoesNotContain('\n', f.Title);
            Assert.NotEmpty(f.IdentityKeys);
            Assert.All(f.IdentityKeys, k => Assert.InRange(k.Value.Length, 1, 1_024));
        });
        Assert.Equal(first.Identities(), (await Read.FileAsync(path)).Identities());
    }

    private static string Severities(Read read) => string.Join(
        '/',
        new[] { Severity.Critical, Severity.High, Severity.Medium, Severity.Low, Severity.Informational, Severity.Unknown }
            .Select(s => read.Findings.Count(f => f.Severity == s)));

    private static void AssertReadable(ReportException e)
    {
        Assert.NotEmpty(e.Message);
        Assert.NotEmpty(e.NextStep);
        Assert.DoesNotContain("System.", e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Explanation.Length, 20, 1_000);
    }
}
