using System.Buffers;
using System.Security.Cryptography;
using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// Makes the two hashes of a finding: who it is, and what is said of it. Keeps a buffer: not thread-safe.
/// </summary>
internal sealed class FindingHasher
{
    /// <summary>Of the recipe below; a change makes every finding new, so it goes with a migration of the stored fingerprints.</summary>
    private const int Recipe = 1;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    /// <summary>Over asset scope, scanner and the stable keys that the format's reader chose; never severity, text or line.</summary>
    public Fingerprint Identify(ScopeKey scope, string? part, IReadOnlyList<IdentityKey> keys)
    {
        _buffer.ResetWrittenCount();
        HashedFields.Write(_buffer, Recipe);
        HashedFields.Write(_buffer, scope.Asset);
        HashedFields.Write(_buffer, scope.Scanner);
        HashedFields.Write(_buffer, part);
        for (var i = 0; i < keys.Count; i++)
        {
            HashedFields.Write(_buffer, keys[i].Name);
            HashedFields.Write(_buffer, keys[i].Value);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_buffer.WrittenSpan, hash);
        return Fingerprint.From(hash);
    }

    /// <summary>
    /// Over everything that is shown or planned by. Not over times: a report of the same findings made later says nothing new.
    /// </summary>
    public long HashContent(ReportFinding finding, string? shownAsset)
    {
        _buffer.ResetWrittenCount();
        HashedFields.Write(_buffer, (int)finding.Kind);
        HashedFields.Write(_buffer, (int)finding.Severity);
        HashedFields.Write(_buffer, (int)finding.SourceStatus);
        HashedFields.Write(_buffer, finding.StartLine ?? -1);
        HashedFields.Write(_buffer, finding.RuleId);
        HashedFields.Write(_buffer, finding.Title);
        HashedFields.Write(_buffer, finding.Description);
        HashedFields.Write(_buffer, finding.SeverityRaw);
        HashedFields.Write(_buffer, shownAsset);
        HashedFields.Write(_buffer, finding.Location);
        HashedFields.Write(_buffer, finding.Symbol);
        HashedFields.Write(_buffer, finding.Package);
        HashedFields.Write(_buffer, finding.PackageVersion);
        HashedFields.Write(_buffer, finding.FixedVersion);
        HashedFields.Write(_buffer, finding.Ecosystem);
        HashedFields.Write(_buffer, finding.Purl);
        HashedFields.Write(_buffer, finding.VulnerabilityIds);
        HashedFields.Write(_buffer, finding.Cwes.Count);
        for (var i = 0; i < finding.Cwes.Count; i++)
            HashedFields.Write(_buffer, finding.Cwes[i]);
        HashedFields.Write(_buffer, finding.CvssScore);
        HashedFields.Write(_buffer, finding.CvssVector);
        HashedFields.Write(_buffer, finding.EpssScore);
        HashedFields.Write(_buffer, finding.KnownExploited switch { null => -1, false => 0, true => 1 });
        HashedFields.Write(_buffer, (int?)finding.ExploitMaturity ?? 0);
        HashedFields.Write(_buffer, finding.Urls);
        HashedFields.Write(_buffer, finding.Remediation);
        HashedFields.Write(_buffer, finding.Tags);
        HashLabels(finding.Labels);
        HashedFields.Write(_buffer, finding.SourceStatusRaw);

        return unchecked((long)ContentHash.Of(_buffer.WrittenSpan));
    }

    private void HashLabels(IReadOnlyDictionary<string, string> labels)
    {
        HashedFields.Write(_buffer, labels.Count);
        // A reader's order may be that of the file, and a pretty-printer may change it.
        IEnumerable<KeyValuePair<string, string>> ordered = labels.Count > 1
            ? labels.OrderBy(l => l.Key, StringComparer.Ordinal)
            : labels;
        foreach (var (name, value) in ordered)
        {
            HashedFields.Write(_buffer, name);
            HashedFields.Write(_buffer, value);
        }
    }
}
