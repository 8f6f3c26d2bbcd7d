using System.Buffers;
using System.Globalization;
using System.Text;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>
/// Writes findings as CSV (RFC 4180, UTF-8 with a mark, so that spreadsheets read it). No cell begins as a formula does: what a
/// scanner wrote is shown, never computed.
/// </summary>
internal sealed class FindingsCsv
{
    /// <summary>Below what Jira takes when nobody changed it (10 MB), in bytes.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>As much as an import keeps of a text.</summary>
    private const int MaxCell = 64 * 1024;

    private static readonly (string Name, Func<ContentFinding, string?> Of)[] Columns =
    [
        ("severity", f => f.Severity.ToString()),
        ("status", f => f.Status),
        ("title", f => f.Title),
        ("asset", f => f.Asset),
        ("location", f => f.Location),
        ("rule", f => f.Rule),
        ("package", f => f.Package),
        ("packageVersion", f => f.PackageVersion),
        ("fixedVersion", f => f.FixedVersion),
        ("identifiers", f => string.Join(' ', f.Identifiers)),
        ("cwes", f => string.Join(' ', f.Cwes)),
        ("cvss", f => f.Cvss?.ToString("0.0", CultureInfo.InvariantCulture)),
        ("epss", f => f.Threat.Epss?.ToString("0.000", CultureInfo.InvariantCulture)),
        ("kevDueDate", f => f.Threat.KevDueDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("exploitMaturity", f => f.Threat.ExploitMaturity?.InWords()),
        ("scanner", f => f.Scanner),
        ("firstSeen", f => f.FirstSeenAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("description", f => f.Description),
        ("remediation", f => f.Remediation),
        ("links", f => string.Join(' ', f.Links)),
        ("id", f => f.Id.ToString()),
    ];

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public FindingsCsv()
    {
        _bytes.Write(Encoding.UTF8.Preamble);
        _bytes.Write(LineOf(Columns.Select(c => c.Name)));
    }

    /// <returns><see langword="false"/> when the file is full; nothing was added.</returns>
    public bool Add(ContentFinding finding)
    {
        var line = LineOf(Columns.Select(c => c.Of(finding)));
        if (_bytes.WrittenCount + line.Length > MaxBytes)
            return false;
        _bytes.Write(line);
        return true;
    }

    /// <param name="left">How many findings did not fit.</param>
    public AttachedFile Finish(int left)
    {
        if (left > 0)
            _bytes.Write(LineOf([$"… and {left.ToString("N0", CultureInfo.InvariantCulture)} more, which Fairlead lists: fairlead finding list --ticket KEY"]));
        return AttachedFile.OfFindings(_bytes.WrittenMemory);
    }

    private static byte[] LineOf(IEnumerable<string?> cells) => Encoding.UTF8.GetBytes(CsvText.LineOf(cells, MaxCell));
}
