using System.Text.Json;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Calls;

/// <summary>Recognises Jira's own error bodies. What it does not recognise did not provably come from a Jira.</summary>
internal static class JiraErrorReader
{
    private const int MaxMessages = 1000;
    private const int MaxMessageLength = 2000;

    /// <returns><see langword="null"/> when the body is not in a shape that Jira uses.</returns>
    public static JiraError? Read(int status, ReadOnlyMemory<byte> body)
    {
        if (JiraJson.TryParse(body) is not { ValueKind: JsonValueKind.Object } json || !IsJiraShaped(status, json))
            return null;

        var messages = json.Texts("errorMessages")
            .Concat(json.Items("errors").Select(MessageOf).OfType<string>())
            .Concat(new[] { json.Text("message"), json.Text("errorMessage") }.OfType<string>());
        var fields = json.Member("errors") is { ValueKind: JsonValueKind.Object } errors
            ? errors.EnumerateObject().Take(MaxMessages)
                .DistinctBy(e => e.Name)
                .ToDictionary(e => e.Name, e => Short(e.Value.AsText() ?? e.Value.GetRawText()))
            : [];
        return new([.. messages.Take(MaxMessages).Select(Short)], fields);
    }

    /// <summary>
    /// errorMessages/errors is Jira's; a lone message comes from its REST framework and Atlassian's gateway with the refusals
    /// named here. With any other status a lone message may be a firewall's.
    /// </summary>
    private static bool IsJiraShaped(int status, JsonElement json) =>
        json.Member("errorMessages") is { ValueKind: JsonValueKind.Array }
        || json.Member("errors") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array }
        || json.Text("message") is not null && (status is 401 or 403 or 404 or 429 || json.Member("status-code") is not null);

    /// <summary>An element of the arrays of bulk calls.</summary>
    private static string? MessageOf(JsonElement element) => element.ValueKind == JsonValueKind.Object
        ? element.Text("message")
        : element.AsText();

    private static string Short(string text) => Kernel.Text.PlainText.Cut(Kernel.Text.PlainText.Clean(text) is { Length: > 0 } t ? t : " ", MaxMessageLength);
}
