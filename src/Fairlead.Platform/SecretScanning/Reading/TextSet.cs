using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>Texts, each once. By their hash, so that a large one can go before the next one comes.</summary>
internal sealed class TextSet
{
    private readonly HashSet<Int128> _marks = [];

    /// <returns>Whether it has something to read in it and was not there.</returns>
    public bool Add(ReadOnlyMemory<byte> utf8) => HasText(utf8) && _marks.Add(MarkOf(utf8));

    public static bool HasText(ReadOnlyMemory<byte> utf8) => utf8.Span.ContainsAnyExcept(" \t\r\n"u8);

    private static Int128 MarkOf(ReadOnlyMemory<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text.Span, hash);
        return BinaryPrimitives.ReadInt128LittleEndian(hash);
    }
}
