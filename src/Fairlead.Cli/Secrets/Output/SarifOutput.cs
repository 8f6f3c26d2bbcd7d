using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Secrets.Scanning;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel;
using Fairlead.Secrets;

namespace Fairlead.Cli.Secrets.Output;

/// <summary>SARIF 2.1.0 in one document, which ends when the scan does. It holds the rules that found something, and never a secret.</summary>
internal sealed class SarifOutput(Screen screen) : FindingOutput
{
    private readonly List<FoundSecret> _all = [];

    public override void Write(IReadOnlyList<FoundSecret> found) => _all.AddRange(found);

    public override void End(ScanTally tally)
    {
        using (var json = new Utf8JsonWriter(
            screen.OutStream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json);
            WriteInvocation(json, tally);
            json.WriteString("columnKind", "unicodeCodePoints");
            WriteResults(json);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        screen.OutStream.Write("\n"u8);
    }

    private void WriteTool(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Fairlead");
        json.WriteString("version", typeof(SarifOutput).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
        json.WriteStartArray("rules");
        foreach (var rule in Rules())
            WriteRule(json, rule);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private IEnumerable<SecretRule> Rules() => _all.Select(found => found.Rule).Distinct().OrderBy(rule => rule.Id, StringComparer.Ordinal);

    private static void WriteRule(Utf8JsonWriter json, SecretRule rule)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        WriteText(json, "shortDescription", rule.Title);
        WriteText(json, "help", $"How to revoke it: {rule.Revoke}");
        if (AddressIn(rule.Source) is { } address)
            json.WriteString("helpUri", address);
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", LevelOf(rule.Severity));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("security-severity", ScoreOf(rule.Severity));
        json.WriteStartArray("tags");
        json.WriteStringValue("security");
        json.WriteStringValue("secret");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInvocation(Utf8JsonWriter json, ScanTally tally)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", tally.Missed.Count + tally.BadLines.Count == 0);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var trouble in tally.Missed.Concat(tally.BadLines))
        {
            json.WriteStartObject();
            json.WriteString("level", "error");
            WriteText(json, "message", $"{InertText.OneLine(trouble)}.");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteResults(Utf8JsonWriter json)
    {
        var numbers = Rules().Select((rule, number) => (rule, number)).ToDictionary(r => r.rule, r => r.number);
        json.WriteStartArray("results");
        foreach (var found in _all)
        {
            json.WriteStartObject();
            json.WriteString("ruleId", found.Rule.Id);
            json.WriteNumber("ruleIndex", numbers[found.Rule]);
            json.WriteString("level", LevelOf(found.Severity));
            WriteText(json, "message", $"{found.Rule.Title}: {InertText.OneLine(found.Masked)}");
            WriteLocation(json, found);
            json.WriteStartObject("partialFingerprints");
            json.WriteString("fairleadSecret/v1", found.Fingerprint);
            json.WriteEndObject();
            WriteProperties(json, found);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLocation(Utf8JsonWriter json, FoundSecret found)
    {
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", AddressOf(found.Place.Path));
        json.WriteEndObject();
        json.WriteStartObject("region");
        if (found.Place.Id is null)
        {
            json.WriteNumber("startLine", found.Line);
            if (found.Character is { } character)
                json.WriteNumber("startColumn", character);
            json.WriteNumber("byteOffset", found.Start);
            json.WriteNumber("byteLength", found.Length);
        }
        else
        {
            json.WriteNumber("startLine", found.Place.InputLine);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        if (found.Place.Id is { } id)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("name", id);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter json, FoundSecret found)
    {
        json.WriteStartObject("properties");
        json.WriteString("security-severity", ScoreOf(found.Severity));
        json.WriteString("masked", found.Masked);
        if (found.CheckHolds is { } holds)
            json.WriteString("check", holds ? "valid" : "invalid");
        if (found.Encoding != SecretEncoding.Plain)
            json.WriteString("encoding", Words.Of(found.Encoding));
        json.WriteNumber("entropy", Math.Round(found.Entropy, 2));
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string LevelOf(Severity severity) => severity switch
    {
        Severity.Critical or Severity.High => "error",
        Severity.Medium => "warning",
        _ => "note",
    };

    /// <summary>The middle of the range that the scale of CVSS has for the word.</summary>
    private static string ScoreOf(Severity severity) => severity switch
    {
        Severity.Critical => "9.5",
        Severity.High => "8.0",
        Severity.Medium => "5.5",
        Severity.Low => "2.0",
        _ => "0.0",
    };

    private static string? AddressIn(string source) =>
        source.Split(' ', 2)[0] is var first && first.StartsWith("https://", StringComparison.Ordinal) ? first.TrimEnd(',', ';') : null;

    /// <summary>A path as the reference that SARIF asks for.</summary>
    private static string AddressOf(string path)
    {
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return path.StartsWith('/') ? $"file://{escaped}" : escaped;
    }
}
