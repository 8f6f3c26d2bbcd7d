using System.Buffers;
using System.Security.Cryptography;
using Fairlead.Kernel.Text;
using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>What makes a scope. Empty text where nobody named a thing.</summary>
internal sealed record ScopeKey(string Asset, string Scanner, string Branch, string ReportKind)
{
    /// <summary>SHA-256, for the unique constraint.</summary>
    public byte[] Digest()
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var part in (ReadOnlySpan<string>)[Asset, Scanner, Branch, ReportKind])
            HashedFields.Write(buffer, part);
        return SHA256.HashData(buffer.WrittenSpan);
    }
}

/// <summary>
/// Finds the scope of each finding of one report. What the request names wins. Runs of one scanner over one asset cannot be
/// told apart by a finding, so they make one scope together, under all their kinds: a report with fewer of them is another
/// scope, and closes nothing of this one.
/// </summary>
internal sealed class ReportScopes
{
    private const int MaxAsset = 500;
    private const int MaxOther = 200;

    private readonly ReportFormat _format;
    private readonly ImportRequest _request;
    private readonly string? _onlyAsset;
    private readonly HashSet<ScopeKey> _interned = [];
    private readonly Dictionary<string, List<ReportRun>> _byScanner;
    private readonly Dictionary<(string Scanner, string Asset), ScopeKey> _byOrigin = [];
    private (string Scanner, string? Asset, ScopeKey Key) _latest = ("", null, new("", "", "", ""));

    public ReportScopes(ReportHeader header, ImportRequest request)
    {
        _format = header.Format;
        _request = request;
        var assets = header.Runs.Select(r => r.Asset).Distinct().ToList();
        _onlyAsset = assets.Count == 1 ? assets[0] : null;
        _byScanner = header.Runs.GroupBy(r => r.Scanner).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var runs in header.Runs.GroupBy(r => (r.Scanner, r.Asset ?? "")))
            _byOrigin[runs.Key] = KeyOf(runs.Key.Scanner, runs.Key.Item2, [.. runs]);
        Stated = [.. _byOrigin.Values.Distinct()];
    }

    /// <summary>What the report speaks for even where it found nothing.</summary>
    public IReadOnlyList<ScopeKey> Stated { get; }

    /// <summary>As much of a scope as says which finding is meant.</summary>
    public static ScopeKey OriginOf(ReportedId id) => new(Name(id.Asset, MaxAsset), Name(id.Scanner, MaxOther), "", "");

    public ScopeKey Of(ReportFinding finding)
    {
        if (ReferenceEquals(finding.Asset, _latest.Asset) && finding.Scanner == _latest.Scanner && _latest.Key.Scanner.Length > 0)
            return _latest.Key;

        var asset = finding.Asset ?? _onlyAsset ?? "";
        if (!_byOrigin.TryGetValue((finding.Scanner, asset), out var key))
        {
            key = KeyOf(finding.Scanner, asset, _byScanner.GetValueOrDefault(finding.Scanner) ?? []);
            _byOrigin[(finding.Scanner, asset)] = key;
        }

        _latest = (finding.Scanner, finding.Asset, key);
        return key;
    }

    /// <summary>
    /// The part of the asset that tells findings of one scope apart: null in the ordinary case of one asset, whose name
    /// may change from report to report when the request names it.
    /// </summary>
    public string? PartOf(ReportFinding finding) =>
        _request.Asset is null || finding.Asset is null || finding.Asset == _onlyAsset ? null : finding.Asset;

    /// <summary>The asset to show.</summary>
    public string? ShownAsset(ReportFinding finding, ScopeKey scope) =>
        PartOf(finding) ?? (scope.Asset.Length == 0 ? null : scope.Asset);

    private ScopeKey KeyOf(string scanner, string asset, List<ReportRun> runs)
    {
        var kinds = string.Join('+', runs.Select(r => r.ScanKind).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        var branches = runs.Select(r => r.Branch).Distinct().ToList();
        var key = new ScopeKey(
            Name(_request.Asset ?? asset, MaxAsset),
            Name(_request.Scanner ?? scanner, MaxOther),
            Name(_request.Branch ?? (branches.Count == 1 ? branches[0] : null) ?? "", MaxOther),
            Name(_request.ReportKind ?? (kinds.Length == 0 ? _format.Name : $"{_format.Name}/{kinds}"), MaxOther));
        if (_interned.TryGetValue(key, out var same))
            return same;
        _interned.Add(key);
        return key;
    }

    private static string Name(string text, int maxLength) => PlainText.Cut(PlainText.OneLine(text), maxLength);
}
