using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Reports.Content;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Sarif;

/// <summary>The first pass: everything but the results.</summary>
internal sealed class SarifPrelude
{
    private readonly SarifKept _kept = new();
    private SarifComponent _component = new();
    private string? _version;
    private string? _schema;
    private int _artifacts;
    private int _logicalLocations;
    private SarifInvocation _invocation = new();
    private bool _hasInlineResults;

    private SarifPrelude()
    {
    }

    public List<SarifRun> Runs { get; } = [];

    /// <summary>What was left out beside results, in words.</summary>
    public IReadOnlyCollection<string> Warnings => _kept.Warnings;

    private SarifRun Run => Runs[^1];

    public static async Task<SarifPrelude> ReadAsync(ReportSource source, ReportOptions options, CancellationToken ct)
    {
        var prelude = new SarifPrelude();
        await using var pass = source.OpenPass();

        // What is wrong with single values here is decoration; what is wrong with results is the second pass's to say.
        await new JsonWalk(pass, prelude.Shape(), new ReportSink(), options).RunAsync(ct);
        prelude.CheckVersion();
        return prelude;
    }

    public ReportHeader ToHeader()
    {
        DateTimeOffset? reportedAt = null;
        foreach (var run in Runs)
        {
            if (DateTimeOffset.TryParse(
                    run.EndTimeUtc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                && at.Year > 1
                && (reportedAt is null || at > reportedAt))
            {
                reportedAt = at.ToUniversalTime();
            }
        }

        return new ReportHeader(ReportFormat.Sarif, [.. Runs.Select(r => r.ToReportRun())], reportedAt);
    }

    /// <summary>Why the absence of a result means nothing; null when it does.</summary>
    public string? PartialReason() => Runs.Count == 0
        ? "the report holds no run"
        : Runs.Select(r => r.PartialReason()).FirstOrDefault(r => r is not null)
            ?? (_hasInlineResults ? "results stand in inlineExternalProperties, which is not read" : null);

    private void CheckVersion()
    {
        if (Runs.Count == 0 && _schema?.Contains("external-propert", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw new ReportException(
                ReportFault.UnsupportedFormat,
                "The file holds properties that belong to another SARIF log (an external property file).",
                "$.$schema",
                "Give the SARIF log that names it, and let the scanner write everything into one file.");
        }

        if (_version?.StartsWith("2.1.0", StringComparison.Ordinal) == true)
            return;
        if (_version is null && _schema?.Contains("2.1.0", StringComparison.Ordinal) == true)
            return;

        throw new ReportException(
            _version is null ? ReportFault.InvalidContent : ReportFault.UnsupportedFormat,
            _version is null
                ? "The SARIF log does not state its version."
                : $"The file is SARIF {ReportOutline.Quote(_version)}; version 2.1.0 is readable.",
            "$.version",
            "Set the scanner to SARIF 2.1.0, or convert the file with the SARIF multitool (sarif transform).");
    }

    private JsonNode.Object Shape() => new(
        ("version", Text(t => _version = t)),
        ("$schema", Text(t => _schema = t)),
        ("runs", new JsonNode.Array(new JsonNode.Object(
            ("tool", new JsonNode.Object(
                ("driver", Component(() => Run.Components[0] = _component)),
                ("extensions", new JsonNode.Array(Component(() => Run.Components.Add(_component)))))),
            ("taxonomies", new JsonNode.Array(Component(() => Run.Taxonomies.Add(_component)))),
            ("invocations", new JsonNode.Array(Invocation())),
            ("versionControlProvenance", new JsonNode.Array(
                Value(SarifJson.Default.SarifVersionControl, TakeVersionControl))),
            ("automationDetails", new JsonNode.Object(("id", Text(t => Run.AutomationId = Kept(t))))),
            ("originalUriBaseIds", Value(
                SarifJson.Default.DictionaryStringSarifArtifactLocation, TakeBaseIds)),
            ("artifacts", new JsonNode.Array(
                Row(SarifJson.Default.SarifArtifact, TakeArtifact))),
            ("logicalLocations", new JsonNode.Array(
                Row(SarifJson.Default.SarifLogicalLocation, TakeLogicalLocation))),
            ("externalPropertyFileReferences", new JsonNode.Object(
                [("driver", Elsewhere("driver")), .. SarifElsewhere.Lists.Select(kind => (kind, (JsonNode)new JsonNode.Array(Elsewhere(kind))))])),
            ("results", new JsonNode.Array(new JsonNode.Value(_ => { })) { Entered = () => Run.HasResults = true }))
        {
            Entered = EnterRun,
        })),
        ("inlineExternalProperties", new JsonNode.Array(new JsonNode.Object(
            ("results", new JsonNode.Array(new JsonNode.Value(_ => _hasInlineResults = true)))))));

    private JsonNode.Object Invocation() => new(
        ("executionSuccessful", Value(SarifJson.Default.NullableBoolean, b => _invocation.IsSuccessful = b)),
        ("startTimeUtc", Text(t => _invocation.StartTimeUtc = Kept(t))),
        ("endTimeUtc", Text(t => _invocation.EndTimeUtc = Kept(t))),
        ("ruleConfigurationOverrides", new JsonNode.Array(
            Value(SarifJson.Default.SarifOverride, o => TakeOverride(o, _invocation.RuleOverrides)))),
        ("notificationConfigurationOverrides", new JsonNode.Array(
            Value(SarifJson.Default.SarifOverride, o => TakeOverride(o, _invocation.NotificationOverrides)))),
        ("toolExecutionNotifications", new JsonNode.Array(
            Value(SarifJson.Default.SarifNotification, TakeNotification))),
        ("toolConfigurationNotifications", new JsonNode.Array(
            Value(SarifJson.Default.SarifNotification, TakeNotification))))
    {
        Entered = EnterInvocation,
        Missing = EnterInvocation,
    };

    private JsonNode.Value Elsewhere(string kind) => new(json =>
    {
        if (json.Json.SequenceEqual("null"u8))
            return;

        // Before it is read: a reference that is not understood is one all the same.
        Run.Elsewhere.Add(kind, null);
        Run.Elsewhere.Add(kind, JsonSerializer.Deserialize(json.Json, SarifJson.Default.SarifFileReference));
    });

    private JsonNode.Object Component(Action left) => new(
        ("name", Text(t => _component.Name = FindingText.Word(t))),
        ("guid", Text(t => _component.Guid = t)),
        ("semanticVersion", Text(t => _component.SemanticVersion = FindingText.Word(t))),
        ("version", Text(t => _component.Version = FindingText.Word(t))),
        ("rules", new JsonNode.Array(Row(SarifJson.Default.SarifRule, TakeRule))),
        ("taxa", new JsonNode.Array(Row(SarifJson.Default.SarifRule, TakeRule))),
        ("notifications", new JsonNode.Array(
            Row(SarifJson.Default.SarifRule, n => TakeDescriptor(_component.Notifications, n)))))
    {
        Entered = () => _component = new SarifComponent(),
        Left = () => Take(_component, left),
        Missing = () => Take(_component = new SarifComponent(), left),
    };

    private void Take(SarifComponent component, Action left)
    {
        _kept.Component(component);
        left();
    }

    private void EnterRun()
    {
        _kept.Run();
        Runs.Add(new SarifRun());
    }

    private void EnterInvocation()
    {
        _invocation = new SarifInvocation();
        if (_kept.Invocation())
            Run.Invocations.Add(_invocation);
        else
            Run.LeftOut = $"more than {SarifKept.MaxInvocations:N0} invocations";
    }

    private void TakeOverride(SarifOverride given, List<SarifOverride> list)
    {
        if (HasRoom(given.Descriptor, given.Configuration?.Level, null))
            list.Add(given);
    }

    private void TakeNotification(SarifNotification notification)
    {
        if (_invocation.IsOfInterest(notification) && HasRoom(notification.Descriptor, notification.Level, notification.Message))
            _invocation.Notifications.Add(notification);
    }

    private bool HasRoom(SarifReference? descriptor, string? level, SarifMessage? message)
    {
        if (_kept.InvocationRow(descriptor, level, message))
            return true;
        Run.LeftOut = $"more than {SarifKept.MaxInvocationRows:N0} overrides and notifications";
        return false;
    }

    private void TakeRule(SarifRule rule) => TakeDescriptor(_component.Rules, rule);

    private void TakeDescriptor(SarifDescriptors table, SarifRule rule)
    {
        _kept.Descriptor(rule);
        table.Add(rule);
    }

    private void TakeVersionControl(SarifVersionControl given)
    {
        if (Run.VersionControl is not null)
            return;
        _kept.VersionControl(given);
        Run.VersionControl = given;
    }

    private void TakeBaseIds(Dictionary<string, SarifArtifactLocation> ids)
    {
        _kept.BaseIds(ids);
        Run.BaseIds = ids;
    }

    private void TakeArtifact(SarifArtifact artifact)
    {
        if (_kept.Place(_artifacts++, "artifacts", artifact.Location?.Uri, artifact.Location?.UriBaseId))
            Run.Artifacts.Add(artifact.Location);
        else
            Run.AreArtifactsCut = true;
    }

    private void TakeLogicalLocation(SarifLogicalLocation location)
    {
        if (_kept.Place(_logicalLocations++, "logical locations", location.Name, location.FullyQualifiedName))
            Run.LogicalLocations.Add(location);
        else
            Run.AreLogicalLocationsCut = true;
    }

    private string? Kept(string? text)
    {
        _kept.Text(text);
        return text;
    }

    /// <summary>An entry that others point to by number: one that is null, too large or not understood keeps its place, empty.</summary>
    private static JsonNode.Value Row<T>(JsonTypeInfo<T> type, Action<T> take)
        where T : class, new() =>
        new(json => TakeRow(json, type, take)) { Missing = () => take(new T()) };

    private static void TakeRow<T>(JsonValue json, JsonTypeInfo<T> type, Action<T> take)
        where T : class, new()
    {
        T? row = null;
        try
        {
            row = JsonSerializer.Deserialize(json.Json, type);
        }
        finally
        {
            take(row ?? new T());
        }
    }

    private static JsonNode.Value Text(Action<string?> take) => Value(SarifJson.Default.String, take);

    private static JsonNode.Value Value<T>(JsonTypeInfo<T> type, Action<T> take) => new(json =>
    {
        if (JsonSerializer.Deserialize(json.Json, type) is { } value)
            take(value);
    });
}
