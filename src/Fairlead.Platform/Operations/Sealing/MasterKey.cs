using System.Buffers.Text;
using System.Security.Cryptography;

namespace Fairlead.Platform.Operations;

/// <summary>A key that wraps the keys of single secrets. It is never stored with what it protects.</summary>
internal sealed class MasterKey
{
    public const int Bytes = 32;

    private readonly byte[] _key;

    public MasterKey(byte[] key)
    {
        if (key.Length != Bytes)
            throw new ArgumentException($"A master key has {Bytes} bytes.", nameof(key));
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. "fairlead/master-key-id"u8, .. key]).AsSpan(0, 8));
    }

    /// <summary>Tells keys apart; says nothing about the key.</summary>
    public string Id { get; }

    public static MasterKey Generate() => new(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>43 characters of base64url, as <see cref="ToText"/> writes it.</summary>
    /// <returns><see langword="null"/> for any other text.</returns>
    public static MasterKey? TryParse(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text.Trim()) is { Length: Bytes } key ? new(key) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public string ToText() => Base64Url.EncodeToString(_key);

    public byte[] Wrap(ReadOnlySpan<byte> dataKey) => AesGcmBox.Seal(_key, dataKey, "fairlead/data-key"u8);

    /// <exception cref="CryptographicException">Wrapped by another key, or altered.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped) => AesGcmBox.Open(_key, wrapped, "fairlead/data-key"u8);
}
