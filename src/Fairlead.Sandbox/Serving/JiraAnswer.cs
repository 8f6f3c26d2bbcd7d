using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Serving;

/// <summary>What goes back: JSON, or bytes of another type, or nothing.</summary>
internal sealed record JiraAnswer(int Status, JsonNode? Json = null)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[]? Bytes { get; init; }

    public string ContentType { get; init; } = "application/json;charset=UTF-8";

    public Dictionary<string, string> Headers { get; } = [];

    public static JiraAnswer Ok(JsonNode json) => new(200, json);

    public static JiraAnswer Created(JsonNode json) => new(201, json);

    public static JiraAnswer NoContent() => new(204);

    public static JiraAnswer Html(int status, string html) =>
        new(status) { Bytes = System.Text.Encoding.UTF8.GetBytes(html), ContentType = "text/html;charset=UTF-8" };

    public static JiraAnswer Of(JiraRefusal refusal)
    {
        var answer = new JiraAnswer(refusal.Status, refusal.Body());
        return refusal.Reason is { } reason ? answer.With("X-Sandbox-Reason", reason) : answer;
    }

    /// <summary>The shape of errors that come from the framework below Jira's resources.</summary>
    public static JiraAnswer OfFramework(int status, string message) =>
        new(status, new JsonObject { ["message"] = message, ["status-code"] = status });

    public JiraAnswer With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }

    public byte[] ToBytes()
    {
        if (Bytes is not null)
            return Bytes;
        if (Json is null)
            return [];
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Readable))
            Json.WriteTo(writer);
        return stream.ToArray();
    }
}
