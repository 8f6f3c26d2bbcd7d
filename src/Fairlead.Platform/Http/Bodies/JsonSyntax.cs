using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Fairlead.Client;

namespace Fairlead.Platform.Http;

/// <summary>Is it JSON at all, in sound UTF-8, not too deep, and an object?</summary>
internal static class JsonSyntax
{
    public static void Check(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
            throw new ProblemException(new Problem(ProblemKind.InvalidTextEncoding, "The body is not valid UTF-8."));
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            throw ByteOrderMark();

        // Deeper than allowed, so that the limit is ours to report.
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = FairleadJson.MaxDepth + 2 });
        var isFirst = true;
        var rootIsObject = false;
        try
        {
            while (reader.Read())
            {
                if (isFirst)
                    rootIsObject = reader.TokenType == JsonTokenType.StartObject;
                isFirst = false;
                if (reader.CurrentDepth >= FairleadJson.MaxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    throw TooDeep();
                CheckText(ref reader, bytes);
            }
        }
        catch (JsonException e)
        {
            throw Malformed(e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
        }

        if (!rootIsObject)
            throw new ProblemException(new Problem(ProblemKind.BodyMustBeAnObject, "The body must be a JSON object."));
    }

    public static ProblemException ByteOrderMark() => new(new Problem(
        ProblemKind.MalformedJson, "The body begins with a byte order mark (BOM), which JSON that is sent must not have (RFC 8259): send it without.")
    {
        Errors = [new ProblemError("A byte order mark.", Line: 1, Column: 1)],
    });

    private static void CheckText(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
            return;
        try
        {
            reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate: sound JSON, but no text.
            var (line, column) = PlaceOf(bytes, (int)reader.TokenStartIndex);
            throw new ProblemException(new Problem(ProblemKind.InvalidTextEncoding, "A string holds half of a surrogate pair.")
            {
                Errors = [new ProblemError("Half of a surrogate pair.", Line: line, Column: column)],
            });
        }
    }

    private static (int Line, int Column) PlaceOf(ReadOnlySpan<byte> bytes, int index)
    {
        var before = bytes[..index];
        return (before.Count((byte)'\n') + 1, index - before.LastIndexOf((byte)'\n'));
    }

    private static ProblemException TooDeep() =>
        new(new Problem(ProblemKind.JsonTooDeep, $"JSON may be nested {FairleadJson.MaxDepth} levels deep."));

    private static ProblemException Malformed(long line, long column) =>
        new(new Problem(ProblemKind.MalformedJson, $"The body is not JSON: line {line + 1}, byte {column + 1}.")
        {
            Errors = [new ProblemError("Not JSON from here on.", Line: (int)line + 1, Column: (int)column + 1)],
        });
}
