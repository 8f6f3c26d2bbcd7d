using System.Text.Json;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Reports;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>What an earlier scan told with <c>--json</c>; the same secret of the same rule at the same place is not told again, whatever its line.</summary>
internal sealed class Baseline
{
    public static readonly Baseline Empty = new();

    private readonly HashSet<(string Rule, string Place, string Fingerprint)> _known = [];

    public bool Has(FoundSecret found) => _known.Count > 0 && _known.Contains((found.Rule.Id, found.Place.Name, found.Fingerprint));

    /// <exception cref="CommandFailedException">It cannot be read, or is not what a scan writes.</exception>
    public static async Task<Baseline> ReadAsync(string path, CancellationToken ct)
    {
        await using var stream = await ReportInput.OpenAsync(path, ct);
        using var reader = new StreamReader(stream);
        var baseline = new Baseline();
        for (var line = 1; await reader.ReadLineAsync(ct) is { } text; line++)
        {
            if (!string.IsNullOrWhiteSpace(text) && !baseline.Add(text))
            {
                throw new CommandFailedException(
                    ExitCode.BadData,
                    $"{path}, line {line}: no finding of an earlier scan (rule, path or id, fingerprint). Write the file with: fairlead secrets scan PATH --json");
            }
        }

        return baseline;
    }

    private bool Add(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var finding = json.RootElement;
            if (finding.ValueKind != JsonValueKind.Object || Text(finding, "rule") is not { } rule || Text(finding, "fingerprint") is not { } fingerprint ||
                (Text(finding, "id") ?? Text(finding, "path")) is not { } place)
                return false;

            _known.Add((rule, place, fingerprint));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement finding, string name) => !finding.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
