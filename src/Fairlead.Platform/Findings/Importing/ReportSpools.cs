using System.Security.Cryptography;
using Fairlead.Kernel.Text;
using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>The reports of one import on disk. One that is there twice counts once.</summary>
internal sealed class ReportSpools : IAsyncDisposable
{
    public const int MaxReports = 1000;
    private const int MaxName = 255;

    private readonly List<(ReportSpool Spool, string? Name)> _reports = [];
    private int _at;

    private ReportSpools()
    {
    }

    public int Count => _reports.Count;

    public long Bytes => _reports.Sum(r => r.Spool.Bytes);

    public long BytesRead => _reports.Take(_at).Sum(r => r.Spool.Bytes) + _reports[_at].Spool.File.Position;

    /// <summary>The report that was opened last, for telling its places from those of others; null where there is one only.</summary>
    public string? Current => _reports.Count == 1 ? null : _reports[_at].Name ?? $"report {_at + 1}";

    /// <summary>All names, for people; null where none was given.</summary>
    public string? Names => _reports.Any(r => r.Name is not null)
        ? PlainText.Cut(string.Join(", ", _reports.Select(r => r.Name).OfType<string>()), MaxName)
        : null;

    /// <summary>Of the bytes of one report; of several, over the hashes of each in their order, so that the order of the reports is nothing.</summary>
    public byte[] Sha256 => _reports is [var only]
        ? only.Spool.Sha256
        : SHA256.HashData([.. _reports.Select(r => r.Spool.Sha256).OrderBy(Convert.ToHexString, StringComparer.Ordinal).SelectMany(h => h)]);

    /// <exception cref="SpoolLimitException">They are too many, or too large together.</exception>
    /// <exception cref="Fairlead.Storage.DatabaseUnavailableException">The disk for temporary files is full.</exception>
    public static async Task<ReportSpools> TakeAsync(IAsyncEnumerable<ReportPart> reports, FindingsOptions options, CancellationToken ct)
    {
        var spools = new ReportSpools();
        try
        {
            await foreach (var report in reports.WithCancellation(ct))
                await spools.AddAsync(report, options, ct);
            return spools;
        }
        catch
        {
            await spools.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="ReportException">It is no report.</exception>
    public Task<ReportReading> OpenAsync(int report, ReportFormat? format, CancellationToken ct)
    {
        _at = report;
        return ReportReaders.ReadAsync(_reports[report].Spool.File, format, ReportOptions.Default, ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (spool, _) in _reports)
            await spool.DisposeAsync();
    }

    private async Task AddAsync(ReportPart report, FindingsOptions options, CancellationToken ct)
    {
        if (_reports.Count == MaxReports)
            throw new SpoolLimitException($"The upload holds more than {MaxReports:N0} reports.");
        var spool = await ReportSpool.TakeAsync(report.Content, options.TemporaryFolder, options.MaxUploadBytes, Bytes, ct);
        if (_reports.Any(r => r.Spool.Sha256.AsSpan().SequenceEqual(spool.Sha256)))
            await spool.DisposeAsync();
        else
            _reports.Add((spool, report.Name is { } name ? PlainText.Cut(PlainText.OneLine(name), MaxName) : null));
    }
}
