using System.Text;

namespace Fairlead.Reports.Tests.Robustness;

/// <summary>Each list that a reader keeps, in a report of 20 MB: it stays within bounds, and what was too much is told.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class MemoryTests
{
    private const int ReportBytes = 20 << 20;

    /// <summary>Generous: lists without bounds take 400 MB to 4 GB.</summary>
    private const long MaxGrowth = 128 << 20;

    [Theory]
    [InlineData("""{"invocations":[*]}""", "{}", "more than 10,000 invocations")]
    [InlineData("""{"invocations":[{"ruleConfigurationOverrides":[*]}]}""", """{"descriptor":{"id":"a"}}""", "more than 50,000 overrides")]
    [InlineData("""{"invocations":[{"notificationConfigurationOverrides":[*]}]}""", """{"descriptor":{}}""", "more than 50,000 overrides")]
    [InlineData("""{"invocations":[{"toolExecutionNotifications":[*]}]}""", """{"message":{"arguments":["a","b"]}}""", "overrides and notifications")]
    [InlineData("""{"invocations":[{"toolConfigurationNotifications":[*]}]}""", """{"level":"error","message":{"text":"no"}}""", "error of its own: no")]
    [InlineData("""{"tool":{"extensions":[*]}}""", "{}", "more than 20,000 tool components")]
    [InlineData("""{"taxonomies":[*]}""", "{}", "more than 20,000 tool components")]
    [InlineData("""{"taxonomies":[{"taxa":[*]}]}""", "{}", "more than 200,000 rules, taxa")]
    [InlineData("""{"tool":{"driver":{"notifications":[*]}}}""", "{}", "more than 200,000 rules, taxa")]
    [InlineData("""{"tool":{"driver":{"rules":[*]}}}""", """{"id":"a","help":{"text":"b"}}""", "more than 200,000 rules, taxa")]
    [InlineData("""{"tool":{"driver":{"rules":[*]}}}""", """{"relationships":[#]}""", "that are kept in memory")]
    [InlineData("""{"artifacts":[*]}""", """{"location":{}}""", "more than 200,000 artifacts")]
    [InlineData("*", """{"artifacts":[#]}""", "more than 200,000 artifacts")]
    [InlineData("""{"logicalLocations":[*]}""", "{}", "more than 200,000 logical locations")]
    [InlineData("""{"externalPropertyFileReferences":{"results":[*]}}""", """{"location":{"uri":"more"}}""", "results in other files (more")]
    [InlineData("*", "{}", "more than 10,000 runs")]
    public Task Sarif_keeps_what_is_bounded(string run, string row, string told) =>
        AssertAsync($$"""{"version":"2.1.0","runs":[{{run}}]}""", row, ReportFormat.Sarif, told);

    [Theory]
    [InlineData("""{"SchemaVersion":2,"Results":[*],"ArtifactName":"a"}""", "{}", "more than 1,000,000 results")]
    [InlineData("""{"SchemaVersion":2,"Results":[],"Resources":[*],"ArtifactName":"a"}""", """{"Results":[#],"Name":"b"}""", "more than 1,000,000 results")]
    public Task Trivy_keeps_what_is_bounded(string frame, string row, string told) => AssertAsync(frame, row, ReportFormat.Trivy, told);

    /// <param name="frame">With the rows at <c>*</c>.</param>
    /// <param name="row">With a thousand empty objects at <c>#</c>.</param>
    private static async Task AssertAsync(string frame, string row, ReportFormat format, string told)
    {
        using var report = new WatchedStream(Fill(frame.Split('*'), row.Replace("#", Repeat("{}", 1_000), StringComparison.Ordinal)));

        Assert.Contains(told, await TellAsync(report, format), StringComparison.Ordinal);
        Assert.InRange(report.Growth, 0, MaxGrowth);
    }

    /// <summary>All that a reader is told of what it did not get.</summary>
    private static async Task<string> TellAsync(Stream report, ReportFormat format)
    {
        try
        {
            var read = await Read.StreamAsync(report, format, null);
            return $"{read.Trailer.Completeness}\n{string.Join('\n', read.Trailer.Warnings)}";
        }
        catch (ReportException e)
        {
            return e.Message;
        }
    }

    private static byte[] Fill(string[] frame, string row)
    {
        var text = new StringBuilder(frame[0], ReportBytes + row.Length).Append(row);
        while (text.Length < ReportBytes)
            text.Append(',').Append(row);
        return Encoding.UTF8.GetBytes(text.Append(frame[1]).ToString());
    }

    private static string Repeat(string row, int count) => string.Join(',', Enumerable.Repeat(row, count));

    /// <summary>Looks every four megabytes how much its reader keeps, and ends the reading where that is too much.</summary>
    private sealed class WatchedStream(byte[] bytes) : MemoryStream(bytes)
    {
        private const int Step = 4 << 20;
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private long _read;

        public long Growth { get; private set; }

        public override int Read(Span<byte> buffer) => Watch(base.Read(buffer));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Watch(base.Read(buffer.Span)));

        private int Watch(int read)
        {
            if (_read / Step != (_read + read) / Step)
                Growth = Math.Max(Growth, GC.GetTotalMemory(forceFullCollection: true) - _before);
            _read += read;
            return Growth > MaxGrowth ? throw new InvalidOperationException($"{Growth:N0} bytes are kept.") : read;
        }
    }
}

/// <summary>For tests that measure what the whole process does: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
