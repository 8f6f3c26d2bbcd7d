using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Fairlead.Jira.RichText;

/// <summary>
/// UTF-8 text as it grows. Strings of JSON go in straight from the bytes of their document: a comment may have 50 MB, and what looks
/// for something in it wants UTF-8 anyway. A lone surrogate and NUL become U+FFFD.
/// </summary>
internal sealed class Utf8Text(int capacity = 256)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public bool IsAtLineStart => Length == 0 || _bytes[Length - 1] == '\n';

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>The text of one JSON string.</summary>
    public static ReadOnlyMemory<byte> Of(JsonElement json)
    {
        var raw = Raw(json);
        if (!raw.Contains((byte)'\\'))
            return raw.ToArray();
        // What is escaped is never shorter than what it stands for.
        var text = new Utf8Text(raw.Length);
        text.AppendEscaped(raw);
        return text.Memory;
    }

    public Utf8Text Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        Length += utf8.Length;
        return this;
    }

    public Utf8Text Append(string text)
    {
        Length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return this;
    }

    /// <summary>A string, or a number as its text; anything else is nothing.</summary>
    public Utf8Text Append(JsonElement? json)
    {
        if (json is { ValueKind: JsonValueKind.String } text)
            AppendEscaped(Raw(text));
        else if (json is { ValueKind: JsonValueKind.Number } number)
            Append(JsonMarshal.GetRawUtf8Value(number));
        return this;
    }

    /// <summary>Starts a line unless one was just started.</summary>
    public Utf8Text Line() => IsAtLineStart ? this : Append("\n"u8);

    /// <summary>Makes what was written since then one line without white space around it.</summary>
    public void MakeOneLine(int start)
    {
        var written = _bytes.AsSpan(start, Length - start);
        written.Replace((byte)'\n', (byte)' ');
        var kept = written.Trim((byte)' ');
        kept.CopyTo(written);
        Length = start + kept.Length;
    }

    public void TrimEnd(byte value) => Length = _bytes.AsSpan(0, Length).TrimEnd(value).Length;

    public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, Length);

    /// <summary>Without its quotation marks.</summary>
    private static ReadOnlySpan<byte> Raw(JsonElement json) => JsonMarshal.GetRawUtf8Value(json)[1..^1];

    private void AppendEscaped(ReadOnlySpan<byte> raw)
    {
        while (raw.IndexOf((byte)'\\') is var plain and >= 0)
        {
            Append(raw[..plain]);
            raw = raw[(plain + 1)..];
            if (raw[0] != 'u')
            {
                Append([Unescaped(raw[0])]);
                raw = raw[1..];
                continue;
            }

            var first = (char)Unit(raw[1..]);
            raw = raw[5..];
            if (char.IsHighSurrogate(first) && raw is [(byte)'\\', (byte)'u', ..] && (char)Unit(raw[2..]) is var second && char.IsLowSurrogate(second))
            {
                Append(new Rune(first, second));
                raw = raw[6..];
            }
            else
            {
                Append(first == '\0' || char.IsSurrogate(first) ? Rune.ReplacementChar : new Rune(first));
            }
        }

        Append(raw);
    }

    private void Append(Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        Append(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    /// <summary>The document was parsed, so there are four hexadecimal digits.</summary>
    private static int Unit(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits[..4], out int unit, out _, 'x') ? unit : throw new UnreachableException();

    private static byte Unescaped(byte letter) => letter switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'t' => (byte)'\t',
        (byte)'r' => (byte)'\r',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        _ => letter,
    };

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - Length < length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)_bytes.Length * 2, (long)Length + length)));
        return _bytes.AsSpan(Length);
    }
}
