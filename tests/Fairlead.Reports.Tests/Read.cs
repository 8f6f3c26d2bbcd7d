using System.Text;

namespace Fairlead.Reports.Tests;

/// <summary>A report read to its end.</summary>
internal sealed record Read(ReportHeader Header, IReadOnlyList<ReportItem> Items, ReportTrailer Trailer)
{
    public IReadOnlyList<ReportFinding> Findings { get; } = [.. Items.OfType<ReportFinding>()];

    public IReadOnlyList<ReportProblem> Problems { get; } = [.. Items.OfType<ReportProblem>()];

    public static Task<Read> TextAsync(string text, ReportFormat? declared = null, ReportOptions? options = null) =>
        BytesAsync(Encoding.UTF8.GetBytes(text), declared, options);

    public static Task<Read> BytesAsync(byte[] bytes, ReportFormat? declared = null, ReportOptions? options = null) =>
        StreamAsync(new MemoryStream(bytes), declared, options);

    public static async Task<Read> FileAsync(string path, ReportFormat? declared = null)
    {
        await using var file = File.OpenRead(path);
        return await StreamAsync(file, declared, null);
    }

    public static async Task<Read> StreamAsync(Stream stream, ReportFormat? declared, ReportOptions? options)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var reading = await ReportReaders.ReadAsync(stream, declared, options ?? ReportOptions.Default, ct);
        var items = new List<ReportItem>();
        await foreach (var item in reading.WithCancellation(ct))
            items.Add(item);
        return new Read(reading.Header, items, reading.Trailer);
    }

    /// <summary>The identities of all findings, as text, sorted: what an import compares.</summary>
    public string Identities() => string.Join(
        '\n',
        Findings.Select(f => $"{f.Scanner} " + string.Join(", ", f.IdentityKeys.Select(k => $"{k.Name}={k.Value}")))
            .Order(StringComparer.Ordinal));
}
