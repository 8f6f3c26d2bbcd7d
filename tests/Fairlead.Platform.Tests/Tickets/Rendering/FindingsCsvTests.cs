using System.Text;
using Fairlead.Kernel;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tests.Tickets.Rendering;

/// <summary>The list of findings as a file.</summary>
public class FindingsCsvTests
{
    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1")]
    [InlineData("-1+1")]
    [InlineData("@SUM(1)")]
    [InlineData("  =1")]
    [InlineData("\t=1")]
    [InlineData("\n=1")]
    [InlineData("|x")]
    public void No_cell_begins_as_a_formula_does(string title) => Assert.Contains("\"active\",\"'", TextOf(FileOf(title)));

    [Fact]
    public void Quotes_commas_and_lines_stay_within_their_cell() =>
        Assert.Contains("\"a \"\"b\"\", c\nd\"", TextOf(FileOf("a \"b\", c\nd")));

    [Fact]
    public void The_name_says_what_is_in_it()
    {
        Assert.Equal(FileOf("a").Name, FileOf("a").Name);
        Assert.NotEqual(FileOf("a").Name, FileOf("b").Name);
        Assert.True(AttachedFile.IsName(FileOf("a").Name));
        Assert.False(AttachedFile.IsName("fairlead-findings.csv"));
    }

    [Fact]
    public void A_full_file_takes_no_more_and_says_how_many_are_left()
    {
        var finding = One("a") with { Description = new string('x', 8_000), Remediation = new string('y', 8_000) };
        var csv = new FindingsCsv();
        var taken = 0;
        while (csv.Add(finding))
            taken++;

        Assert.InRange(taken, 500, 540);
        var file = csv.Finish(1_234);
        Assert.InRange(file.Content.Length, FindingsCsv.MaxBytes - 20_000, FindingsCsv.MaxBytes + 200);
        Assert.EndsWith("\"… and 1,234 more, which Fairlead lists: fairlead finding list --ticket KEY\"\r\n", TextOf(file));
    }

    private static AttachedFile FileOf(string title)
    {
        var csv = new FindingsCsv();
        Assert.True(csv.Add(One(title)));
        return csv.Finish(0);
    }

    private static ContentFinding One(string title) => FakeFindings.Sample(1, "CVE-1", Severity.High, "api", title);

    private static string TextOf(AttachedFile file) => Encoding.UTF8.GetString(file.Content.Span);
}
