using System.Text;
using Fairlead.Reports.Tests.Robustness;

namespace Fairlead.Reports.Tests;

public sealed class DetectionTests
{
    public static TheoryData<string, string> Known => new()
    {
        { "sarif", Samples.Sarif },
        { "trivy", Samples.Trivy },
        { "trivy", Samples.TrivyCluster },
        { "trivy", Samples.TrivyLegacy },
        { "generic-json", Samples.GenericJson },
        { "generic-csv", Samples.GenericCsv },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public async Task A_format_is_known_by_its_content_and_the_stream_stays_where_it_was(string format, string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("??" + text));
        stream.Position = 2;
        Assert.Equal(format, (await ReportReaders.DetectAsync(stream, TestContext.Current.CancellationToken)).Name);
        Assert.Equal(2, stream.Position);
    }

    [Fact]
    public async Task A_large_first_property_does_not_hide_the_format()
    {
        var json = "{\"properties\":{\"x\":\"" + new string('x', 40_000) + "\"},\"runs\":[],\"version\":\"2.1.0\"}";
        Assert.Equal(ReportFormat.Sarif, (await Read.TextAsync(json)).Header.Format);
    }

    [Fact]
    public async Task A_declared_format_that_the_content_contradicts_is_refused_with_what_it_is()
    {
        var e = await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(Samples.Trivy, ReportFormat.Sarif));
        Assert.Equal("Unsupported report format", e.Title);
        Assert.Equal("unsupported-report-format", e.Slug);
        Assert.Equal("The file was declared as sarif and is trivy.", e.Message);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE nmaprun><nmaprun a=\"b\"/>", "<nmaprun>")]
    [InlineData("{\"bomFormat\":\"CycloneDX\"}", "a CycloneDX bill of materials")]
    [InlineData("{\"a\":1,\"b\":2}", "the properties a, b")]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("\u007fELF\u0002", "an executable program")]
    [InlineData("PK\u0003\u0004", "a zip archive")]
    [InlineData("42", "\"42\"")]
    [InlineData("just a line\nand another", "\"just a line\"")]
    public async Task What_cannot_be_read_is_called_what_it_looks_like(string text, string part)
    {
        var e = await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(text));
        Assert.Equal(ReportFault.UnsupportedFormat, e.Fault);
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_has_a_title_and_a_slug()
    {
        foreach (var fault in Enum.GetValues<ReportFault>())
            Assert.Matches("^[a-z-]+$", new ReportException(fault, "m", null, "n").Slug);
    }

    [Fact]
    public void Formats_parse_by_name()
    {
        Assert.True(ReportFormat.TryParse(" SARIF ", out var format));
        Assert.Equal(ReportFormat.Sarif, format);
        Assert.False(ReportFormat.TryParse("xls", out _));
    }
}
