using System.Text;
using System.Text.Json;
using Fairlead.Secrets;
using Fairlead.Secrets.Proof;

namespace Fairlead.Bench.Secrets;

/// <summary>Texts to look for secrets in: of issues, the same with a keyword every 100 bytes, and with a secret every 10 KB.</summary>
internal static class SecretCorpora
{
    public const int Megabytes = 32;

    /// <param name="issues">Issues as Jira sends them, one to a line.</param>
    /// <returns>The text of their fields, again and again until it is long enough.</returns>
    public static byte[] OfIssues(IEnumerable<string> issues)
    {
        var once = new MemoryStream();
        foreach (var issue in issues)
        {
            using var json = JsonDocument.Parse(issue);
            AddTexts(json.RootElement, once);
        }

        var text = once.ToArray();
        var all = new MemoryStream();
        while (text.Length > 0 && all.Length < Megabytes * 1_000_000)
            all.Write(text);
        return all.ToArray();
    }

    public static byte[] WithKeywords(byte[] text) => WithEvery(text, 100, _ => " api_token: "u8.ToArray());

    public static byte[] WithSecrets(byte[] text)
    {
        var secrets = SecretRuleSet.Default.Rules
            .Where(rule => rule is { IsTrial: false, Shape: SecretShape.Token }).Select(rule => Encoding.UTF8.GetBytes("\n" + ExampleText.Fill(rule.Examples[0]) + "\n")).ToArray();
        return WithEvery(text, 10_000, i => secrets[i % secrets.Length]);
    }

    private static byte[] WithEvery(byte[] text, int distance, Func<int, byte[]> what)
    {
        var all = new MemoryStream(text.Length * 2);
        for (int at = 0, i = 0; at < text.Length; at += distance, i++)
        {
            all.Write(text.AsSpan(at, Math.Min(distance, text.Length - at)));
            all.Write(what(i));
        }

        return all.ToArray();
    }

    private static void AddTexts(JsonElement json, Stream into)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    if (property.Value.ValueKind is not JsonValueKind.String || property.Name is "text" or "summary" or "description" or "body" or "environment" or "fromString" or "toString")
                        AddTexts(property.Value, into);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                    AddTexts(item, into);
                break;
            case JsonValueKind.String:
                into.Write(Encoding.UTF8.GetBytes(json.GetString()!));
                into.WriteByte((byte)'\n');
                break;
        }
    }
}
