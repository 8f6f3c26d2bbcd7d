using System.Text.Json;

namespace Fairlead.Platform.Alerts.Reading;

/// <summary>Tells whose alert an item is, and reads it. Pure.</summary>
internal static class AlertReader
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = AlertItems.MaxDepth + 1, AllowDuplicateProperties = false };

    public static AlertReading Read(in AlertItem item)
    {
        if (item.Refusal is { } refusal)
            return new AlertReading.Refused(refusal);
        try
        {
            using var document = JsonDocument.Parse(item.Json, Reading);
            return Read(document.RootElement);
        }
        catch (AlertFormatException e)
        {
            return new AlertReading.Refused(e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            // Bytes that are no UTF-8, an escaped half of a surrogate pair, or one property with two values.
            return new AlertReading.Refused("A text of the alert is not valid Unicode, or a property stands there twice.");
        }
    }

    private static AlertReading Read(JsonElement item) =>
        item.ValueKind != JsonValueKind.Object ? new AlertReading.Refused("An alert is a JSON object.")
        : KubeArmorAlerts.Recognises(item) ? KubeArmorAlerts.Read(item)
        : FalcoAlerts.Recognises(item) ? FalcoAlerts.Read(item)
        : item.TryGetProperty("rule", out _) ? GenericAlerts.Read(item)
        : new AlertReading.Refused("This is no alert of KubeArmor (PolicyName), of Falco (rule, priority), nor a generic one (rule).");
}
