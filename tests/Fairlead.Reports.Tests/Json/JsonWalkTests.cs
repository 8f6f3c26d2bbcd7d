using System.Text;
using Fairlead.Reports.Tests.Robustness;

namespace Fairlead.Reports.Tests.Json;

public sealed class JsonWalkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task A_report_that_comes_in_small_pieces_reads_the_same(int pieceBytes)
    {
        foreach (var sample in (string[])[Samples.Sarif, Samples.Trivy, Samples.TrivyCluster, Samples.GenericJson, Samples.GenericCsv])
        {
            var whole = await Read.TextAsync(sample);
            await using var pieces = new PieceStream(Encoding.UTF8.GetBytes(sample), pieceBytes, canSeek: true);
            Assert.Equal(whole.Identities(), (await Read.StreamAsync(pieces, null, null)).Identities());
            await using var pipe = new PieceStream(Encoding.UTF8.GetBytes(sample), pieceBytes, canSeek: false);
            Assert.Equal(whole.Identities(), (await Read.StreamAsync(pipe, null, null)).Identities());
        }
    }

    [Fact]
    public async Task A_buffer_of_the_smallest_size_grows_to_what_an_entry_needs()
    {
        var read = await Read.TextAsync(Samples.Sarif, null, new ReportOptions { MaxItemBytes = 4_096 });
        Assert.Equal(3, read.Findings.Count);
    }

    [Fact]
    public async Task An_entry_larger_than_allowed_is_a_problem_and_the_next_is_read()
    {
        var large = "{\"title\":\"large\",\"tags\":[" + string.Join(',', Enumerable.Repeat("\"abcdefgh\"", 2_000)) + "]}";
        var read = await Read.TextAsync(
            "{\"findings\":[{\"title\":\"before\"}," + large + ",{\"title\":\"after\"}]}", null, new ReportOptions { MaxItemBytes = 8_192 });
        Assert.Equal(["before", "after"], read.Findings.Select(f => f.Title));
        Assert.Equal("$.findings[1]", Assert.Single(read.Problems).Place);
    }

    [Fact]
    public async Task A_single_text_larger_than_allowed_refuses_the_report()
    {
        var e = await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(
            "{\"findings\":[{\"title\":\"" + new string('x', 20_000) + "\"}]}", null, new ReportOptions { MaxItemBytes = 8_192 }));
        Assert.Equal(ReportFault.LimitExceeded, e.Fault);
    }

    [Fact]
    public async Task A_file_larger_than_allowed_is_refused_also_when_its_length_is_not_known()
    {
        var bytes = Encoding.UTF8.GetBytes(Samples.Sarif);
        var options = new ReportOptions { MaxBytes = 1_000 };
        foreach (var canSeek in (bool[])[true, false])
        {
            await using var stream = new PieceStream(bytes, 100, canSeek);
            var e = await Assert.ThrowsAsync<ReportException>(() => Read.StreamAsync(stream, null, options));
            Assert.Equal(ReportFault.LimitExceeded, e.Fault);
        }
    }

    [Theory]
    [InlineData("[", "]", 65)]
    [InlineData("[", "]", 100_000)]
    [InlineData("{\"a\":", "}", 100_000)]
    public async Task Deep_nesting_is_refused_by_name(string open, string close, int depth)
    {
        var nested = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
        foreach (var json in (string[])[nested, "{\"version\":\"2.1.0\",\"runs\":[{\"results\":[" + nested + "]}]}"])
        {
            var e = await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(json));
            Assert.Equal(ReportFault.JsonTooDeep, e.Fault);
        }
    }

    [Fact]
    public async Task A_property_that_occurs_twice_is_refused_in_the_frame_and_a_problem_in_an_entry()
    {
        var frame = await Assert.ThrowsAsync<ReportException>(
            () => Read.TextAsync("""{"findings":[{"title":"a"}],"findings":[]}"""));
        Assert.Equal(ReportFault.InvalidContent, frame.Fault);
        var entry = await Read.TextAsync("""{"findings":[{"title":"a"},{"title":"b","severity":"low","severity":"high"}]}""");
        Assert.Single(entry.Findings);
        Assert.Equal("$.findings[1]", Assert.Single(entry.Problems).Place[..13]);
    }

    [Fact]
    public async Task A_syntax_error_far_into_the_file_is_named_by_line()
    {
        var lines = string.Join(",\n", Enumerable.Repeat("""{"title":"a"}""", 50_000));
        var e = await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync("{\"findings\":[\n" + lines + ",\n{\"title\" 1}]}"));
        Assert.Equal(ReportFault.MalformedJson, e.Fault);
        Assert.StartsWith("line 50002,", e.Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problem_far_into_the_file_is_named_by_line_and_path()
    {
        var lines = string.Join(",\n", Enumerable.Repeat("""{"title":"a"}""", 50_000));
        var read = await Read.TextAsync("{\"findings\":[\n" + lines + ",\n{\"title\":\"\"}]}");
        var problem = Assert.Single(read.Problems);
        Assert.Equal(("$.findings[50000].title", 50_002L), (problem.Place, problem.Line));
    }

    [Theory]
    [InlineData("{\"findings\":[]} {}")]
    [InlineData("{\"findings\":[],}")]
    [InlineData("{\"findings\":[{\"title\":\"a\",\"cvssv3_score\":NaN}]}")]
    [InlineData("{\"findings\":[{\"title\":'a'}]}")]
    [InlineData("{\"findings\":[/* */]}")]
    public async Task What_is_no_json_is_refused(string text) =>
        Assert.Equal(ReportFault.MalformedJson, (await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(text))).Fault);

    [Fact]
    public async Task More_bad_entries_than_anyone_reads_give_the_file_up()
    {
        var e = await Assert.ThrowsAsync<ReportException>(
            () => Read.TextAsync("{\"findings\":[" + string.Join(',', Enumerable.Repeat("{}", 20_000)) + "]}"));
        Assert.Equal(ReportFault.InvalidContent, e.Fault);
    }
}
