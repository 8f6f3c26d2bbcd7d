using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>Scans lines of JSON, each an object with the <c>id</c> and the <c>text</c> of one text. A line that is none is told, and the rest is scanned.</summary>
internal sealed class LineScan(TextScan scan)
{
    private const string NoUnicode = "it holds characters that are no Unicode";

    /// <summary>Bytes of an escaped code unit.</summary>
    private const int Escape = 6;

    private const string NoObject = "it is no JSON object";

    public ScanOutcome Of(LineBatch batch)
    {
        var outcome = new ScanOutcome();
        if (batch.IsTooLong)
        {
            outcome.BadLines.Add($"{batch.Path}, line {batch.FirstLine}: it is longer than 256 MB");
            return outcome;
        }

        var rest = batch.Bytes;
        for (var line = batch.FirstLine; !rest.IsEmpty; line++)
        {
            var end = rest.IndexOf((byte)'\n');
            var one = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (one.Trim(" \t\r"u8).IsEmpty)
                continue;

            if (Scan(one, batch.Path, line, outcome) is { } why && (why != NoUnicode || Mended(one) is not { } mended || Scan(mended, batch.Path, line, outcome) is not null))
                outcome.BadLines.Add($"{batch.Path}, line {line}: {why}");
        }

        return outcome;
    }

    /// <summary>Text that was cut in the middle of a pair, as of an emoji: each half that is left becomes U+FFFD.</summary>
    /// <returns><see langword="null"/>: there is no such half.</returns>
    private static byte[]? Mended(ReadOnlySpan<byte> line)
    {
        byte[]? mended = null;
        for (var at = 0; at < line.Length - 1; at++)
        {
            if (line[at] != '\\')
                continue;
            var unit = UnitAt(line, at);
            if (unit is { } first && char.IsHighSurrogate(first) && UnitAt(line, at + Escape) is { } second && char.IsLowSurrogate(second))
                at += (2 * Escape) - 1;
            else if (unit is { } half && char.IsSurrogate(half))
                "fffd"u8.CopyTo((mended ??= line.ToArray()).AsSpan(at + 2));
            else
                at++;
        }

        return mended;
    }

    /// <returns><see langword="null"/>: no code unit is written there as an escape.</returns>
    private static char? UnitAt(ReadOnlySpan<byte> line, int at) =>
        at + Escape <= line.Length && line[at] == '\\' && line[at + 1] == 'u' && Utf8Parser.TryParse(line.Slice(at + 2, 4), out ushort unit, out var read, 'x') && read == 4 ? (char)unit : null;

    /// <returns>Why it is no text to scan; <see langword="null"/>: it was scanned.</returns>
    private string? Scan(ReadOnlySpan<byte> line, string path, long number, ScanOutcome outcome)
    {
        byte[]? unescaped = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return NoObject;

            string? id = null;
            var idIsNumber = false;
            var hasText = false;
            ReadOnlySpan<byte> text = default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("id"u8);
                var isText = reader.ValueTextEquals("text"u8);
                reader.Read();
                if (isId && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                {
                    idIsNumber = reader.TokenType == JsonTokenType.Number;
                    id = idIsNumber ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString();
                }
                else if (isText && reader.TokenType == JsonTokenType.String)
                {
                    hasText = true;
                    text = reader.ValueSpan;
                    if (reader.ValueIsEscaped)
                    {
                        unescaped ??= ArrayPool<byte>.Shared.Rent(line.Length);
                        text = unescaped.AsSpan(0, reader.CopyString(unescaped));
                    }
                }

                reader.Skip();
            }

            // What follows the object is an error of the reader's own.
            reader.Read();
            if (id is null)
                return "it has no id, a text or a number";
            if (!hasText)
                return "it has no text";

            outcome.Texts++;
            outcome.Bytes += text.Length;
            scan.Scan(text, new ScanPlace(path, id, idIsNumber, number), TextPart.Whole, outcome);
            return null;
        }
        catch (JsonException e)
        {
            return e.BytePositionInLine is { } at and > 0 ? $"it is no JSON at its byte {at + 1}" : NoObject;
        }
        catch (InvalidOperationException)
        {
            return NoUnicode;
        }
        finally
        {
            if (unescaped is not null)
                ArrayPool<byte>.Shared.Return(unescaped);
        }
    }
}
