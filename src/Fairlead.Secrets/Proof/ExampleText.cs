using System.Globalization;
using System.Text;
using Fairlead.Kernel;
using Fairlead.Secrets.Checks;

namespace Fairlead.Secrets.Proof;

/// <summary>
/// Examples as they are written in rule files: <c>{hex:40}</c> and its kin stand for random characters, so that no real-looking secret lies in a
/// repository. The same example gives the same text each time.
/// </summary>
public static class ExampleText
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";

    private static readonly Dictionary<string, string> Alphabets = new(StringComparer.Ordinal)
    {
        ["hex"] = Digits + "abcdef",
        ["HEX"] = Digits + "ABCDEF",
        ["alnum"] = Digits + Upper + Lower,
        ["lower"] = Digits + Lower,
        ["upper"] = Digits + Upper,
        ["b64"] = Upper + Lower + Digits + "+/",
        ["b64u"] = Upper + Lower + Digits + "-_",
        ["b32"] = Upper + "234567",
        ["b32lower"] = Lower + "234567",
        ["digits"] = Digits,
        ["letters"] = Lower + Upper,
    };

    /// <exception cref="FormatException">A brace opens no filler; <c>{{</c> and <c>}}</c> stand for the characters themselves.</exception>
    public static string Fill(string example)
    {
        var random = new Random(Seed(example));
        var text = new StringBuilder();
        for (var at = 0; at < example.Length; at++)
        {
            var character = example[at];
            if (character is '{' or '}' && at + 1 < example.Length && example[at + 1] == character)
            {
                text.Append(character);
                at++;
            }
            else if (character == '{')
            {
                var close = example.IndexOf('}', at);
                if (close < 0)
                    throw new FormatException($"A brace is not closed in '{example}'.");

                text.Append(Filler(example[(at + 1)..close], random));
                at = close;
            }
            else
            {
                text.Append(character == '}' ? throw new FormatException($"A brace closes nothing in '{example}'.") : character);
            }
        }

        return text.ToString();
    }

    private static string Filler(string filler, Random random)
    {
        if (filler == "uuid")
            return $"{Some("hex", 8, random)}-{Some("hex", 4, random)}-4{Some("hex", 3, random)}-a{Some("hex", 3, random)}-{Some("hex", 12, random)}";

        var colon = filler.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !int.TryParse(filler.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 20_000)
            throw new FormatException($"{{{filler}}} is no filler.");

        if (filler[..colon] != "crc62")
            return Some(filler[..colon], count, random);

        var body = Some("alnum", count, random);
        Span<byte> sum = stackalloc byte[6];
        Radix.Write(Crc32.Of(Encoding.ASCII.GetBytes(body)), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8, sum);
        return body + Encoding.ASCII.GetString(sum);
    }

    private static string Some(string alphabet, int count, Random random)
    {
        if (!Alphabets.TryGetValue(alphabet, out var characters))
            throw new FormatException($"{{{alphabet}:{count}}} is no filler; there are {string.Join(", ", Alphabets.Keys)}, crc62 and uuid.");

        return string.Create(count, (characters, random), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = state.characters[state.random.Next(state.characters.Length)];
        });
    }

    private static int Seed(string example) => (int)(Crc32.Of(Encoding.UTF8.GetBytes(example)) & int.MaxValue);
}
