namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>Texts of one place, each once.</summary>
internal sealed class TextSet
{
    private readonly HashSet<ReadOnlyMemory<byte>> _texts = new(new ByBytes());

    /// <returns>Whether it has something to read in it and was not there.</returns>
    public bool Add(ReadOnlyMemory<byte> utf8) => HasText(utf8) && _texts.Add(utf8);

    public static bool HasText(ReadOnlyMemory<byte> utf8) => utf8.Span.ContainsAnyExcept(" \t\r\n"u8);

    private sealed class ByBytes : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> text)
        {
            var hash = default(HashCode);
            hash.AddBytes(text.Span);
            return hash.ToHashCode();
        }
    }
}
