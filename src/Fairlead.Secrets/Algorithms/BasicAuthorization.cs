using System.Buffers;
using System.Buffers.Text;
using Fairlead.Secrets.Filters;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Algorithms;

/// <summary><c>Basic</c> and base 64 that says <c>user:password</c>, as in the header Authorization.</summary>
internal sealed class BasicAuthorization : SecretAlgorithm
{
    private const int MaxLength = 512;
    private const int MinLength = 12;

    private static readonly SearchValues<byte> Base64Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    public override IReadOnlyList<string> Literals { get; } = ["basic "];

    public override void Find(int start, int end, CompiledRule rule, in ScanPass pass)
    {
        var text = pass.Text;
        if (!Boundaries.Begins(text, start))
            return;

        var rest = text[end..Math.Min(text.Length, end + MaxLength)];
        var length = rest.IndexOfAnyExcept(Base64Characters);
        if (length < 0)
            length = rest.Length;
        if (length < MinLength || length % 4 == 1)
            return;

        Span<byte> padded = stackalloc byte[MaxLength + 4];
        rest[..length].CopyTo(padded);
        var whole = (length + 3) / 4 * 4;
        padded[length..whole].Fill((byte)'=');
        Span<byte> decoded = stackalloc byte[MaxLength];
        if (Base64.DecodeFromUtf8(padded[..whole], decoded, out _, out var written) != OperationStatus.Done)
            return;

        var pair = decoded[..written];
        var colon = pair.IndexOf((byte)':');
        if (colon < 0 || written - colon < 4 || pair.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) || Placeholders.Is(pair[(colon + 1)..]))
            return;

        while (length < rest.Length && rest[length] == '=')
            length++;
        pass.Accept(rule, end, length);
    }
}
