using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Protocol;

/// <summary>
/// The token by which Jira can be asked for an issue of ours: deterministic, so that whoever lost everything but the instance
/// key finds it again; keyed, so that nobody else can make one; one plain word, so that a label holds it on both editions.
/// </summary>
internal static class Marker
{
    public const string Prefix = "fl-";

    /// <summary>The label that every issue of ours carries besides its marker: Jira cannot search for a label's beginning.</summary>
    public const string CommonLabel = "fairlead";

    /// <summary>The entity property that holds the marker where no screen can keep it out and no clone copies it.</summary>
    public const string PropertyKey = "fairlead";

    private const int TokenLength = 26;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    public static string Of(ReadOnlySpan<byte> instanceKey, ConnectionId connection, string groupKey, int generation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(generation, 1);
        Span<byte> text = stackalloc byte[16 + 4 + (groupKey.Length * 3) + 4];
        connection.Value.TryWriteBytes(text, bigEndian: true, out var length);
        var groupLength = Encoding.UTF8.GetBytes(groupKey, text[(length + 4)..]);
        BinaryPrimitives.WriteInt32BigEndian(text[length..], groupLength);
        length += 4 + groupLength;
        BinaryPrimitives.WriteInt32BigEndian(text[length..], generation);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(instanceKey, text[..(length + 4)], hash);
        return Prefix + Base32(hash);
    }

    public static bool IsMarker(string label) =>
        label.Length == Prefix.Length + TokenLength && label.StartsWith(Prefix)
        && label.AsSpan(Prefix.Length).IndexOfAnyExcept(Letters) < 0;

    /// <summary>Whether only Fairlead may set the label.</summary>
    public static bool IsOwn(string label) => label == CommonLabel || IsMarker(label);

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(TokenLength);
        var (buffer, bits) = (0, 0);
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            for (bits += 8; bits >= 5 && text.Length < TokenLength; bits -= 5)
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            buffer &= (1 << bits) - 1;
            if (text.Length == TokenLength)
                break;
        }

        return text.ToString();
    }
}
