using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>Puts fields into a buffer so that no two different lists of fields make the same bytes: each has its length in front.</summary>
internal static class HashedFields
{
    private const int Absent = -1;

    public static void Write(ArrayBufferWriter<byte> buffer, string? text)
    {
        if (text is null)
        {
            Write(buffer, Absent);
            return;
        }

        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        var span = buffer.GetSpan(sizeof(int) + length);
        var written = Encoding.UTF8.GetBytes(text, span[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(span, written);
        buffer.Advance(sizeof(int) + written);
    }

    public static void Write(ArrayBufferWriter<byte> buffer, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(sizeof(int)), number);
        buffer.Advance(sizeof(int));
    }

    public static void Write(ArrayBufferWriter<byte> buffer, double? number)
    {
        var bits = number is { } value ? BitConverter.DoubleToInt64Bits(value) : long.MinValue;
        MemoryMarshal.Write(buffer.GetSpan(sizeof(long)), bits);
        buffer.Advance(sizeof(long));
    }

    public static void Write(ArrayBufferWriter<byte> buffer, IReadOnlyList<string> texts)
    {
        Write(buffer, texts.Count);
        for (var i = 0; i < texts.Count; i++)
            Write(buffer, texts[i]);
    }
}
