using System.Security.Cryptography;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;
using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>The reports of one import on disk. One that is there twice counts once.</summary>
internal sealed class ReportSpools : IAsyncDisposable
{
    public const int MaxReports = 1000;
    private const int MaxName = 255;

    private readonly List<(BodySpool Spool, string? Name)> _reports = [];
    private readonly List<string> _names = [];
    private int _at;

    /// <summary>Whether a report has begun to arrive.</summary>
    public bool HasBegun { get; private set; }

    public int Count => _reports.Count;

    public long Bytes => _reports.Sum(r => r.Spool.Bytes);

    public long BytesRead => _reports.Take(_at).Sum(r => r.Spool.Bytes) + _reports[_at].Spool.File.Position;

    /// <summary>The report that was opened last, for telling its places from those of others; null where there is one only.</summary>
    public string? Current => _reports.Count == 1 ? null : _reports[_at].Name ?? $"report {_at + 1}";

    /// <summary>All names, for people; null where none was given.</summary>
    public string? Names => _names.Count == 0 ? null : PlainText.Cut(string.Join(", ", _names), MaxName);

    /// <summary>Of the bytes of one report; of several, over the hashes of each in their order, so that the order of the reports is nothing.</summary>
    public byte[] Sha256 => _reports is [var only]
        ? only.Spool.Sha256
        : SHA256.HashData([.. _reports.Select(r => r.Spool.Sha256).OrderBy(Convert.ToHexString, StringComparer.Ordinal).SelectMany(h => h)]);

    /// <exception cref="SpoolLimitException">They are too many, or too large together.</exception>
    /// <exception cref="Fairlead.Storage.DatabaseUnavailableException">The disk for temporary files is full.</exception>
    public async Task TakeAsync(IAsyncEnumerable<ReportPart> reports, FindingsOptions options, CancellationToken ct)
    {
        await foreach (var report in reports.WithCancellation(ct))
            await AddAsync(report, options, ct);
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
        HasBegun = true;
        var name = report.Name is { } given ? PlainText.Cut(PlainText.OneLine(given), MaxName) : null;
        if (name is not null)
            _names.Add(name);
        var spool = await BodySpool.TakeAsync(report.Content, options.TemporaryFolder, options.MaxUploadBytes, Bytes, ct);
        if (_reports.Any(r => r.Spool.Sha256.AsSpan().SequenceEqual(spool.Sha256)))
        {
            if (name is not null)
                _names.RemoveAt(_names.Count - 1);
            await spool.DisposeAsync();
        }
        else
        {
            _reports.Add((spool, name));
        }
    }
}
