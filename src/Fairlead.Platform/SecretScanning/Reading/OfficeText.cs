using System.Globalization;
using System.Text;
using System.Xml;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>
/// The text of one XML part of a document of Word, Excel, PowerPoint or OpenDocument: a line for each paragraph and cell, whatever
/// formats a word in it may change. Targets of links follow beneath.
/// </summary>
internal static class OfficeText
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Elements that end a line: paragraphs and headings, shared strings and cells, properties, formulas, fields.</summary>
    private static readonly HashSet<string> Lines =
        ["p", "h", "si", "is", "c", "f", "row", "table-cell", "comment", "property", "definedName", "instrText", "title", "subject", "description", "keywords", "creator"];

    /// <returns><see langword="null"/> when it is not XML as these programs write it.</returns>
    public static ReadOnlyMemory<byte>? Of(ReadOnlyMemory<byte> xml)
    {
        var (text, links) = (new StringBuilder(), new List<string>());
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml.ToArray(), writable: false), Settings);
            while (!reader.EOF)
                Step(reader, text, links);
        }
        catch (XmlException)
        {
            return null;
        }

        foreach (var link in links.Distinct())
            Line(text).Append(link);
        return Encoding.UTF8.GetBytes(text.ToString().TrimEnd('\n').Replace('\0', '\uFFFD'));
    }

    private static void Step(XmlReader reader, StringBuilder text, List<string> links)
    {
        switch (reader.NodeType)
        {
            // Properties of paragraphs, runs and cells: tab stops, fonts.
            case XmlNodeType.Element when reader.LocalName.EndsWith("Pr", StringComparison.Ordinal):
                reader.Skip();
                return;
            case XmlNodeType.Element:
                if (Begin(reader, text, links))
                {
                    reader.Skip();
                    return;
                }

                if (reader.IsEmptyElement && Lines.Contains(reader.LocalName))
                    Line(text);
                break;
            case XmlNodeType.EndElement when Lines.Contains(reader.LocalName):
                Line(text);
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                text.Append(reader.Value);
                break;
        }

        reader.Read();
    }

    /// <returns>Whether its content says nothing.</returns>
    private static bool Begin(XmlReader reader, StringBuilder text, List<string> links)
    {
        switch (reader.LocalName)
        {
            case "tab":
                text.Append('\t');
                break;
            case "br" or "cr" or "line-break":
                text.Append('\n');
                break;
            case "s" when reader.NamespaceURI.Contains("opendocument", StringComparison.Ordinal):
                var count = int.TryParse(reader.GetAttribute("c", reader.NamespaceURI), CultureInfo.InvariantCulture, out var spaces) ? spaces : 1;
                text.Append(' ', Math.Clamp(count, 1, 1000));
                break;
            case "a" when reader.GetAttribute("href", "http://www.w3.org/1999/xlink") is { } link:
                links.Add(link);
                break;
            case "Relationship" when reader.GetAttribute("TargetMode") == "External" && reader.GetAttribute("Target") is { } link:
                links.Add(link);
                break;
            // A cell of a shared string holds its number in the list of strings, which is a part of its own.
            case "c" when reader.GetAttribute("t") == "s":
                return true;
        }

        return false;
    }

    private static StringBuilder Line(StringBuilder text) => text.Length > 0 && text[^1] != '\n' ? text.Append('\n') : text;
}
