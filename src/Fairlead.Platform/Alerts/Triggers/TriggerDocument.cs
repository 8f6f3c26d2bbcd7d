using Fairlead.Client.Alerts;

namespace Fairlead.Platform.Alerts.Triggers;

/// <summary>What a YAML document with triggers holds.</summary>
internal sealed record TriggerDocument(IReadOnlyList<AlertTriggerBody> Triggers);
