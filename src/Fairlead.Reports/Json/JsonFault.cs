using System.Text.Json;
using Fairlead.Kernel.Text;

namespace Fairlead.Reports.Json;

/// <summary>What the JSON parser's exceptions mean to a reader of messages.</summary>
internal static class JsonFault
{
    /// <summary>The whole document is refused.</summary>
    public static ReportException Refuse(JsonException e, ReportOptions options)
    {
        var place = e.LineNumber is { } line ? $"line {line + 1}, byte {e.BytePositionInLine + 1}" : null;

        // The parser has no other sign for this; a test holds the wording fast.
        return e.Message.Contains("maximum configured depth", StringComparison.Ordinal)
            ? new ReportException(
                ReportFault.JsonTooDeep,
                $"The JSON is nested deeper than {options.MaxDepth} levels.",
                place,
                "No scanner writes such a report; check where the file comes from.",
                e)
            : new ReportException(
                ReportFault.MalformedJson,
                "The file is not valid JSON: " + Reason(e),
                place,
                "Check that the scanner finished and that the file is whole.",
                e);
    }

    /// <summary>One value inside the document is of the wrong kind.</summary>
    public static string Explain(JsonException e) =>
        e.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)
            ? "it has a value of an unexpected type."
            : Reason(e);

    /// <summary>The parser's message without the position that it repeats and the advice for programmers.</summary>
    private static string Reason(JsonException e)
    {
        var message = e.Message;
        foreach (var cut in (ReadOnlySpan<string>)[" LineNumber:", " Path:", " Change the reader options"])
        {
            if (message.IndexOf(cut, StringComparison.Ordinal) is > 0 and var at)
                message = message[..at];
        }

        // Of a wrong literal the parser quotes everything up to the end of its buffer.
        if (message.StartsWith('\'') && message.LastIndexOf("' is ", StringComparison.Ordinal) is > 41 and var quoted)
            message = string.Concat(message.AsSpan(0, 41), "…", message.AsSpan(quoted));
        return PlainText.Cut(PlainText.OneLine(message.TrimEnd(' ', '|')), 300);
    }
}
