using System.Buffers;
using System.Buffers.Text;

namespace Fairlead.Secrets.Checks;

/// <summary>What a PEM block of a private key holds: a DER sequence as long as it says (X.690), or a key of OpenSSH.</summary>
internal static class PemBody
{
    private const int MaxCharacters = 32_768;

    private static readonly SearchValues<byte> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    /// <returns><see langword="null"/>: it is cut, or has headers of its own; one cannot tell.</returns>
    public static bool? Holds(ReadOnlySpan<byte> block)
    {
        var label = block.IndexOf("KEY-----"u8);
        if (label < 0)
            return null;

        var isOpenSsh = block[..label].IndexOf("OPENSSH"u8) >= 0;
        block = block[(label + 8)..];
        var end = block.IndexOf("-----END"u8);
        block = end < 0 ? block : block[..end];
        if (block.Contains((byte)':'))
            return null;

        var rented = ArrayPool<byte>.Shared.Rent(2 * MaxCharacters);
        try
        {
            var count = 0;
            for (var at = 0; at < block.Length && count < MaxCharacters; at++)
            {
                // A line break that was written as \n or \r.
                if (block[at] == '\\')
                    at++;
                else if (Characters.Contains(block[at]))
                    rented[count++] = block[at];
            }

            var bytes = rented.AsSpan(MaxCharacters);
            if (Base64.DecodeFromUtf8(rented.AsSpan(0, count / 4 * 4), bytes, out _, out var written) != OperationStatus.Done || written < 16)
                return null;

            bytes = bytes[..written];
            if (isOpenSsh)
                return bytes.StartsWith("openssh-key-v1\0"u8);
            return bytes[0] != 0x30 ? false : IsWhole(bytes, count % 4) ? true : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    /// <param name="left">How many characters at the end were not read: they hold one byte less.</param>
    private static bool IsWhole(ReadOnlySpan<byte> der, int left)
    {
        var (length, head) = ((int)der[1], 2);
        if (length >= 0x80)
        {
            var bytes = length - 0x80;
            if (bytes is 0 or > 3)
                return false;
            length = 0;
            for (head = 2; head < 2 + bytes; head++)
                length = length << 8 | der[head];
        }

        return head + length == der.Length + Math.Max(0, left - 1);
    }
}
