using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Fairlead.Platform.SecurityInformation.Reporting;

/// <summary>What changed at a provider as a report that Findings reads, entry by entry. It is not complete: what is absent did not change.</summary>
internal sealed class ProviderReport(IBufferWriter<byte> output) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output);
    private bool _hasBegun;

    /// <param name="scanner">What Findings knows the provider by.</param>
    /// <param name="revision">Tells two reports apart whose entries are the same: what was told in between changed them back.</param>
    public void Begin(string scanner, long revision)
    {
        _json.WriteStartObject();
        _json.WriteString("scanner", scanner);
        _json.WriteString("version", revision.ToString(CultureInfo.InvariantCulture));
        _json.WriteBoolean("complete", false);
    }

    public void Add(MappedVulnerability vulnerability)
    {
        if (!_hasBegun)
        {
            // A report without an asset would make a scope without one.
            _json.WriteString("asset", vulnerability.Asset);
            _json.WriteStartArray("findings");
            _hasBegun = true;
        }

        _json.WriteStartObject();
        _json.WriteString("id", vulnerability.Id);
        _json.WriteString("kind", vulnerability.Kind);
        if (vulnerability.Rule is { } rule)
            _json.WriteString("rule_id", rule);
        _json.WriteString("title", vulnerability.Title);
        _json.WriteString("severity", vulnerability.Severity);
        _json.WriteString("description", vulnerability.Description);
        _json.WriteString("asset", vulnerability.Asset);
        WriteList("vulnerability_ids", vulnerability.VulnerabilityIds);
        _json.WriteStartArray("cwes");
        foreach (var cwe in vulnerability.Cwes)
            _json.WriteNumberValue(cwe);
        _json.WriteEndArray();
        _json.WriteString("url", vulnerability.Url);
        WriteList("references", vulnerability.References);
        _json.WriteString("date", vulnerability.Introduced.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        _json.WriteString("status", vulnerability.Status);
        _json.WriteStartObject("labels");
        foreach (var (name, value) in vulnerability.Labels)
            _json.WriteString(name, value);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    public void End()
    {
        if (_hasBegun)
            _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>Hands on what was written so far.</summary>
    public void Flush() => _json.Flush();

    public void Dispose() => _json.Dispose();

    private void WriteList(string name, IReadOnlyList<string> values)
    {
        _json.WriteStartArray(name);
        foreach (var value in values)
            _json.WriteStringValue(value);
        _json.WriteEndArray();
    }
}
