using System.Buffers;
using System.Buffers.Text;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Algorithms;

internal enum PrivateKeyForm
{
    Plain,

    /// <summary>Under a passphrase: PKCS#8, the old OpenSSL header, or OpenSSH with a key derivation.</summary>
    Encrypted,
    Pgp,
}

/// <summary>
/// A block <c>-----BEGIN … PRIVATE KEY-----</c> with at least <see cref="MinBase64"/> characters of base 64, also where its line breaks were written as
/// <c>\n</c>, and where its end was lost in pasting.
/// </summary>
internal sealed class PrivateKeys(PrivateKeyForm form) : SecretAlgorithm
{
    private const int MinBase64 = 64;

    /// <summary>Lines of a key have 64 characters and more; names in code that speaks of keys have fewer.</summary>
    private const int MinLine = 32;
    private const int MaxBytes = 32_768;
    private const int MaxLabel = 40;

    private static readonly SearchValues<byte> Base64Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    public override IReadOnlyList<string> Literals { get; } = ["private key"];

    public override void Find(int start, int end, CompiledRule rule, in ScanPass pass)
    {
        var text = pass.Text;
        var isPgp = text[end..].StartsWith(" BLOCK"u8);
        var bodyStart = end + (isPgp ? " BLOCK".Length : 0);
        var label = text[Math.Max(0, start - MaxLabel)..start];
        var begin = label.LastIndexOf("-----BEGIN"u8);
        if (begin < 0 || !text[bodyStart..].StartsWith("-----"u8) || label[begin..].Contains((byte)'\n'))
            return;

        begin += start - label.Length;
        bodyStart += 5;
        var rest = text[bodyStart..Math.Min(text.Length, bodyStart + MaxBytes)];
        var bodyLength = rest.IndexOf("-----END"u8);
        var to = bodyLength >= 0 ? EndOfBlock(text, bodyStart + bodyLength) : -1;
        var body = rest[..(bodyLength >= 0 ? bodyLength : Unfinished(rest))];
        var (count, longest) = Count(body);
        if (count >= (form == PrivateKeyForm.Encrypted ? MinBase64 / 2 : MinBase64) && longest >= MinLine && FormOf(label, body, isPgp) == form)
            pass.Accept(rule, begin, (to >= 0 ? to : bodyStart + body.Length) - begin);
    }

    private static int EndOfBlock(ReadOnlySpan<byte> text, int endMark)
    {
        var close = text[(endMark + 8)..Math.Min(text.Length, endMark + 8 + MaxLabel)].IndexOf("-----"u8);
        return close >= 0 ? endMark + 8 + close + 5 : endMark;
    }

    /// <summary>A block without an end goes on while its lines are base 64.</summary>
    private static int Unfinished(ReadOnlySpan<byte> rest)
    {
        var length = 0;
        while (length < rest.Length && (Base64Characters.Contains(rest[length]) || rest[length] is (byte)'\n' or (byte)'\r' or (byte)' ' or (byte)'\t' or (byte)'\\' or (byte)'"' or (byte)'\''))
            length++;
        return length;
    }

    private static (int All, int Longest) Count(ReadOnlySpan<byte> body)
    {
        int all = 0, run = 0, longest = 0;
        foreach (var value in body)
        {
            run = Base64Characters.Contains(value) ? run + 1 : 0;
            all += run > 0 ? 1 : 0;
            longest = Math.Max(longest, run);
        }

        return (all, longest);
    }

    private static PrivateKeyForm FormOf(ReadOnlySpan<byte> label, ReadOnlySpan<byte> body, bool isPgp)
    {
        if (isPgp)
            return PrivateKeyForm.Pgp;
        if (label.IndexOf("ENCRYPTED"u8) >= 0 || body.IndexOf("ENCRYPTED"u8) >= 0)
            return PrivateKeyForm.Encrypted;
        if (label.IndexOf("OPENSSH"u8) < 0)
            return PrivateKeyForm.Plain;

        // "openssh-key-v1", a zero byte, then the name of the cipher with its length; "none" where there is no passphrase.
        Span<byte> compact = stackalloc byte[44];
        var length = 0;
        foreach (var value in body)
        {
            if (length < compact.Length && Base64Characters.Contains(value))
                compact[length++] = value;
        }

        Span<byte> decoded = stackalloc byte[33];
        return Base64.DecodeFromUtf8(compact[..(length / 4 * 4)], decoded, out _, out var written) == OperationStatus.Done &&
            written > 23 && decoded[19..written].IndexOf("none"u8) != 0
            ? PrivateKeyForm.Encrypted
            : PrivateKeyForm.Plain;
    }
}
