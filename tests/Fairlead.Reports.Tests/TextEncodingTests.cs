using System.Text;
using Fairlead.Reports.Tests.Robustness;

namespace Fairlead.Reports.Tests;

public sealed class TextEncodingTests
{
    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public async Task A_byte_order_mark_says_the_encoding(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var sample in (string[])[Samples.Sarif, Samples.GenericCsv.Replace("Two", "Zwölf 😀", StringComparison.Ordinal)])
        {
            var expected = await Read.TextAsync(sample);
            var read = await Read.BytesAsync([.. encoding.GetPreamble(), .. encoding.GetBytes(sample)]);
            Assert.Equal(expected.Identities(), read.Identities());
        }
    }

    [Fact]
    public async Task Utf16_without_a_mark_is_refused_by_name()
    {
        var e = await Assert.ThrowsAsync<ReportException>(() => Read.BytesAsync(Encoding.Unicode.GetBytes(Samples.Sarif)));
        Assert.Equal(ReportFault.InvalidEncoding, e.Fault);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xE4 })]
    [InlineData(new byte[] { 0xF5, 0x80, 0x80, 0x80 })]
    public async Task A_byte_that_is_no_utf8_is_refused_with_its_offset_wherever_the_pieces_end(byte[] bad)
    {
        var start = "{\"findings\":[{\"title\":\"" + new string('é', 300);
        byte[] bytes = [.. Encoding.UTF8.GetBytes(start), .. bad, .. "\"}]}"u8];
        foreach (var piece in (int[])[1, 3, 64, 10_000])
        {
            await using var stream = new PieceStream(bytes, piece, canSeek: true);
            var e = await Assert.ThrowsAsync<ReportException>(() => Read.StreamAsync(stream, null, null));
            Assert.Equal(ReportFault.InvalidEncoding, e.Fault);
            Assert.Equal($"byte {Encoding.UTF8.GetByteCount(start)}", e.Place);
        }
    }

    [Fact]
    public async Task Half_surrogates_and_controls_are_mended()
    {
        var read = await Read.TextAsync("""{"findings":[{"title":"a\ud800b\u0000c\u0007d\ud83d\ude00","description":"\udc00\\n\n\"\t\/"}]}""");
        Assert.Equal("a\uFFFDb\uFFFDcd😀", read.Findings[0].Title);
        Assert.Equal("\uFFFD\\n\n\"\t/", read.Findings[0].Description);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t ")]
    [InlineData("[]")]
    [InlineData("[ ]\n")]
    public async Task Nothing_is_an_empty_report(string text) =>
        Assert.Equal(ReportFault.EmptyReport, (await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(text))).Fault);

    [Fact]
    public async Task A_byte_order_mark_alone_is_an_empty_report() =>
        Assert.Equal(ReportFault.EmptyReport, (await Assert.ThrowsAsync<ReportException>(() => Read.BytesAsync([0xEF, 0xBB, 0xBF]))).Fault);
}
