using System.Text;
using System.Text.Json;
using Fairlead.Reports.Tests.Robustness;

namespace Fairlead.Reports.Tests;

public sealed class ReportSummaryTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task The_object_has_format_scanner_findings_and_counts()
    {
        using var document = JsonDocument.Parse(await WriteAsync(Samples.Trivy));
        var root = document.RootElement;
        Assert.Equal("trivy", root.GetProperty("format").GetString());
        Assert.Equal("Trivy", root.GetProperty("scanner").GetString());
        Assert.Equal(5, root.GetProperty("findings").GetArrayLength());
        Assert.Equal(5, root.GetProperty("counts").GetProperty("total").GetInt32());
        Assert.Equal(
            """{"critical":1,"high":2,"medium":0,"low":2,"informational":0,"unknown":0}""",
            root.GetProperty("counts").GetProperty("bySeverity").GetRawText());
    }

    [Theory]
    [InlineData(nameof(Samples.Sarif))]
    [InlineData(nameof(Samples.Trivy))]
    [InlineData(nameof(Samples.GenericJson))]
    [InlineData(nameof(Samples.GenericCsv))]
    public async Task What_is_shown_of_a_report_changes_only_on_purpose(string sample)
    {
        var text = (string)typeof(Samples).GetField(sample)!.GetValue(null)!;
        using var document = JsonDocument.Parse(await WriteAsync(text));
        Snapshot.Match(JsonSerializer.Serialize(document, Indented) + "\n", sample);
    }

    [Fact]
    public async Task Nothing_is_written_of_a_report_that_breaks_off()
    {
        using var output = new MemoryStream();
        await Assert.ThrowsAsync<ReportException>(() => ReportSummary.WriteJsonAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(Samples.GenericJson[..^3])), null, output, ReportOptions.Default, TestContext.Current.CancellationToken));
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task A_long_report_is_written_whole()
    {
        var findings = string.Join(',', Enumerable.Range(0, 60_000).Select(i => $$"""{"title":"t{{i}}","severity":"low","description":"{{new string('d', 300)}}"}"""));
        using var document = JsonDocument.Parse(await WriteAsync($$"""{"findings":[{{findings}}]}"""));
        Assert.Equal(60_000, document.RootElement.GetProperty("findings").GetArrayLength());
    }

    [Fact]
    public async Task Counting_shows_every_item_on_the_way()
    {
        var items = 0;
        var counts = await ReportSummary.CountAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(Samples.Sarif)), null, _ => items++, ReportOptions.Default, TestContext.Current.CancellationToken);
        Assert.Equal((3, 3L, 1L), (items, counts.Total, counts.High));
    }

    private static async Task<string> WriteAsync(string report)
    {
        using var output = new MemoryStream();
        await ReportSummary.WriteJsonAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(report)), null, output, ReportOptions.Default, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
