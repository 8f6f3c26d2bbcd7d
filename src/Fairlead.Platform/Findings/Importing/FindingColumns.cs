using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Platform.Findings.Storage;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>The columns that hold what a source says, in one order for findings and for staged changes. Not thread-safe.</summary>
internal sealed class FindingColumns
{
    public const string Content =
        "identity_version, kind, reported_severity, scanner, rule_id, title, description, asset, location, start_line, "
        + "package, package_version, fixed_version, vulnerability_ids, exploit_maturity, url, labels, search_text, detail, content_hash";

    private const int Count = 20;

    private readonly ArrayBufferWriter<byte> _utf8 = new(4096);
    private readonly StringBuilder _text = new();
    private char[] _characters = new char[1024];

    public void Write(IValueSink sink, Candidate candidate)
    {
        var finding = candidate.Finding;
        sink.Integer(finding.IdentityVersion);
        sink.Integer((int)finding.Kind);
        sink.Integer((int)finding.Severity);
        sink.Text(candidate.Scope.Scanner);
        sink.Text(finding.RuleId);
        sink.Text(finding.Title);
        sink.Text(finding.Description);
        sink.Text(candidate.ShownAsset);
        sink.Text(finding.Location);
        sink.Integer(finding.StartLine);
        sink.Text(finding.Package);
        sink.Text(finding.PackageVersion);
        sink.Text(finding.FixedVersion);
        sink.Text(Lines(finding.VulnerabilityIds));
        sink.Integer((int?)finding.ExploitMaturity);
        sink.Text(finding.Urls.Count > 0 ? finding.Urls[0] : null);
        sink.Text(Labels(candidate));
        sink.Utf8(SearchText(candidate));
        sink.Utf8(Detail(candidate));
        sink.Long(candidate.ContentHash);
    }

    /// <summary>No content: a staged change of state alone.</summary>
    public static void WriteNothing(IValueSink sink)
    {
        for (var i = 0; i < Count; i++)
            sink.Integer(null);
    }

    private static string? Lines(IReadOnlyList<string> items) => items.Count switch
    {
        0 => null,
        1 => items[0],
        _ => string.Join('\n', items),
    };

    private string? Labels(Candidate candidate)
    {
        var (tags, labels) = (candidate.Finding.Tags, candidate.Finding.Labels);
        if (tags.Count == 0 && labels.Count == 0)
            return null;
        _text.Clear().Append('\n');
        for (var i = 0; i < tags.Count; i++)
            _text.Append(tags[i]).Append('\n');
        foreach (var (name, value) in labels)
            _text.Append(name).Append('=').Append(value).Append('\n');
        return _text.ToString();
    }

    /// <summary>Valid until the next column.</summary>
    private ReadOnlyMemory<byte> SearchText(Candidate candidate)
    {
        var finding = candidate.Finding;
        _text.Clear().Append(finding.Title).Append('\n').Append(finding.RuleId);
        Append(finding.Package);
        Append(finding.Location);
        Append(candidate.ShownAsset);
        for (var i = 0; i < finding.VulnerabilityIds.Count; i++)
        {
            if (finding.VulnerabilityIds[i] != finding.RuleId)
                Append(finding.VulnerabilityIds[i]);
        }

        return Lower();

        void Append(string? part)
        {
            if (part is not null)
                _text.Append('\n').Append(part);
        }
    }

    private ReadOnlyMemory<byte> Lower()
    {
        if (_characters.Length < 2 * _text.Length)
            _characters = new char[4 * _text.Length];
        var text = _characters.AsSpan(0, _text.Length);
        var lower = _characters.AsSpan(_text.Length, _text.Length);
        _text.CopyTo(0, text, _text.Length);
        text.ToLowerInvariant(lower);
        _utf8.ResetWrittenCount();
        Encoding.UTF8.GetBytes(lower, _utf8);
        return _utf8.WrittenMemory;
    }

    private ReadOnlyMemory<byte> Detail(Candidate candidate)
    {
        _utf8.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_utf8, DetailJson.Writing))
            DetailJson.Write(writer, candidate.Finding);
        return _utf8.WrittenMemory;
    }
}
