using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Serving;

/// <summary>Jira says no, in its error shape. Thrown from wherever the reason is found, answered in one place.</summary>
internal sealed class JiraRefusal(
    int status, IReadOnlyList<string> messages, IReadOnlyDictionary<string, string>? errors = null, string? reason = null)
    : Exception(messages.Count > 0 ? messages[0] : "refused")
{
    public JiraRefusal(int status, string message)
        : this(status, [message])
    {
    }

    public int Status => status;

    /// <summary>More than Jira would tell, for whoever develops against the sandbox; sent as <c>X-Sandbox-Reason</c>.</summary>
    public string? Reason => reason;

    public static JiraRefusal OfField(string fieldId, string message, int status = 400) =>
        new(status, [], new Dictionary<string, string> { [fieldId] = message });

    public static JiraRefusal OfFields(IReadOnlyDictionary<string, string> errors, string? reason = null) =>
        new(400, [], errors, reason);

    public JsonObject Body()
    {
        var fields = new JsonObject();
        foreach (var (field, message) in errors ?? new Dictionary<string, string>())
            fields[field] = message;
        return new JsonObject
        {
            ["errorMessages"] = new JsonArray([.. messages.Select(m => JsonValue.Create(m))]),
            ["errors"] = fields,
        };
    }
}
