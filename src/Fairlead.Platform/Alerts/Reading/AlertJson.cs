using System.Globalization;
using System.Text.Json;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Alerts.Reading;

/// <summary>A member has a type that it cannot have; the message names it.</summary>
internal sealed class AlertFormatException(string message) : Exception(message);

/// <summary>Members of an alert as clean and bounded text.</summary>
internal static class AlertJson
{
    public const int MaxWord = 500;
    public const int MaxTitle = 500;
    public const int MaxMessage = 4_000;
    public const int MaxPath = 1_000;

    private const int MaxSampleMembers = 60;
    private const int MaxSampleName = 100;
    private const int MaxSampleValue = 500;
    private const int MaxSampleChars = 8_000;

    /// <returns>One line; null where the member is absent, null or blank.</returns>
    /// <exception cref="AlertFormatException">It is a list or an object.</exception>
    public static string? Word(JsonElement item, string name, int maxLength = MaxWord)
    {
        if (!item.TryGetProperty(name, out var value))
            return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw new AlertFormatException($"{name}: expected text, not {(value.ValueKind == JsonValueKind.Array ? "a list" : "an object")}."),
        };
        if (string.IsNullOrWhiteSpace(text))
            return null;

        // Cut first: flattening much to keep a line is work for nothing.
        var line = PlainText.OneLine(PlainText.Cut(text.TrimStart(), 4 * maxLength));
        return line.Length == 0 ? null : PlainText.Cut(line, maxLength);
    }

    /// <exception cref="AlertFormatException">It is neither absent nor an object.</exception>
    public static JsonElement? Object(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Object ? value
        : throw new AlertFormatException($"{name}: expected an object.");

    /// <summary>The first of the members that says anything.</summary>
    public static string? FirstWord(JsonElement item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Word(item, name) is { } word)
                return word;
        }

        return null;
    }

    /// <returns>Null where there is none, or it cannot be read.</returns>
    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    /// <returns>What the alert says of its time and cannot be read, in words; null where it says nothing, or can be.</returns>
    public static string? Unread(string name, string? time, DateTimeOffset? read) =>
        time is null || read is not null ? null : $"{name} {Quote(time)} is no time, such as 2026-01-31T08:00:00Z; the time of receipt counts.";

    /// <returns>What was not understood, one after the other; null: everything was.</returns>
    public static string? Remark(params IEnumerable<string?> remarks) => string.Join(' ', remarks.OfType<string>()) is { Length: > 0 } all ? all : null;

    /// <summary>The members by name, those of objects one level down as <c>name.member</c>; lists as JSON. Bounded.</summary>
    public static IReadOnlyDictionary<string, string> Sample(JsonElement item)
    {
        var sample = new Dictionary<string, string>(StringComparer.Ordinal);
        var room = MaxSampleChars;
        foreach (var member in item.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Object)
            {
                Add(member.Name, member.Value);
                continue;
            }

            foreach (var inner in member.Value.EnumerateObject())
                Add($"{member.Name}.{inner.Name}", inner.Value);
        }

        return sample;

        void Add(string name, JsonElement value)
        {
            if (sample.Count >= MaxSampleMembers || room <= 0 || value.ValueKind == JsonValueKind.Null)
                return;
            var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            var (key, cut) = (PlainText.Cut(PlainText.OneLine(name), MaxSampleName), PlainText.Cut(PlainText.Clean(PlainText.Cut(text, MaxSampleValue)), MaxSampleValue));
            room -= key.Length + cut.Length;
            sample[key] = cut;
        }
    }

    /// <summary>Cluster, namespace and workload, as far as they are known; else the host.</summary>
    public static string Asset(string? cluster, string? @namespace, string? workload, string? host)
    {
        var parts = workload is null && @namespace is null ? [host ?? cluster] : (string?[])[cluster, @namespace, workload];
        var named = string.Join('/', parts.OfType<string>());
        return named.Length == 0 ? "unknown" : PlainText.Cut(named, MaxWord);
    }

    public static string Quote(string text) => Problem.Quote(text);
}
