using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fairlead.Sandbox.Text;

/// <summary>Wiki markup as plain text and as ADF: lines, headings, lists and code blocks; the rest stays text.</summary>
internal static partial class WikiText
{
    private const string Special = @"{}[]|*_-+^~?!#\";

    /// <summary>Text that shows as it is.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var opens = i == 0 || !char.IsLetterOrDigit(text[i - 1]);
            if (text[i] is '{' or '[' or '\\' || (opens && Special.Contains(text[i])))
                escaped.Append('\\');
            escaped.Append(text[i]);
        }

        return escaped.ToString();
    }

    public static string ToPlain(string wiki)
    {
        var text = Macro().Replace(wiki, "");
        text = Link().Replace(text, m => m.Groups["text"].Success ? m.Groups["text"].Value : m.Groups["url"].Value);
        text = LinePrefix().Replace(text, "");
        return Escaped().Replace(text, "${mark}");
    }

    public static JsonObject ToAdf(string wiki)
    {
        var content = new JsonArray();
        var paragraph = new List<string>();
        JsonArray? list = null;
        List<string>? code = null;
        foreach (var line in wiki.ReplaceLineEndings("\n").Split('\n'))
        {
            if (code is not null)
            {
                if (CodeFence().IsMatch(line))
                {
                    content.Add(Block("codeBlock", string.Join('\n', code)));
                    code = null;
                }
                else
                {
                    code.Add(line);
                }

                continue;
            }

            var item = ListLine().Match(line);
            if (!item.Success)
                list = null;
            if (CodeFence().IsMatch(line))
            {
                Flush(content, paragraph);
                code = [];
            }
            else if (HeadingLine().Match(line) is { Success: true } heading)
            {
                Flush(content, paragraph);
                var node = Block("heading", ToPlain(heading.Groups["text"].Value));
                node["attrs"] = new JsonObject { ["level"] = int.Parse(heading.Groups["level"].Value) };
                content.Add(node);
            }
            else if (item.Success)
            {
                Flush(content, paragraph);
                list ??= AddList(content, item.Groups["mark"].Value[0] == '#');
                list.Add(new JsonObject
                {
                    ["type"] = "listItem",
                    ["content"] = new JsonArray(Block("paragraph", ToPlain(item.Groups["text"].Value))),
                });
            }
            else if (line.Trim() == "----")
            {
                Flush(content, paragraph);
                content.Add(new JsonObject { ["type"] = "rule" });
            }
            else if (string.IsNullOrWhiteSpace(line))
            {
                Flush(content, paragraph);
            }
            else
            {
                paragraph.Add(ToPlain(line));
            }
        }

        Flush(content, paragraph);
        if (code is not null)
            content.Add(Block("codeBlock", string.Join('\n', code)));
        return new JsonObject { ["version"] = 1, ["type"] = "doc", ["content"] = content };
    }

    private static JsonArray AddList(JsonArray content, bool isOrdered)
    {
        var items = new JsonArray();
        content.Add(new JsonObject { ["type"] = isOrdered ? "orderedList" : "bulletList", ["content"] = items });
        return items;
    }

    private static void Flush(JsonArray content, List<string> lines)
    {
        if (lines.Count == 0)
            return;
        var inline = new JsonArray();
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0)
                inline.Add(new JsonObject { ["type"] = "hardBreak" });
            if (lines[i].Length > 0)
                inline.Add(new JsonObject { ["type"] = "text", ["text"] = lines[i] });
        }

        content.Add(new JsonObject { ["type"] = "paragraph", ["content"] = inline });
        lines.Clear();
    }

    private static JsonObject Block(string type, string text) => new()
    {
        ["type"] = type,
        ["content"] = text.Length == 0 ? [] : new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
    };

    [GeneratedRegex(@"^\s*\{(code|noformat)(:[^}]*)?\}\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex CodeFence();

    [GeneratedRegex(@"^h(?<level>[1-6])\.\s+(?<text>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex HeadingLine();

    [GeneratedRegex(@"^(?<mark>[*#-]+)\s+(?<text>\S.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ListLine();

    [GeneratedRegex(@"(?<!\\)\{(code|noformat|quote|panel|color)(:[^}\n]*)?\}|(?<!\\)\{\{|(?<!\\)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Macro();

    [GeneratedRegex(@"(?<!\\)\[((?<text>[^\]|\n]+)\|)?(?<url>[^\]\n]+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^(h[1-6]\.\s+|bq\.\s+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex LinePrefix();

    [GeneratedRegex(@"\\(?<mark>[{}\[\]|*_\-+^~?!#\\])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Escaped();
}
