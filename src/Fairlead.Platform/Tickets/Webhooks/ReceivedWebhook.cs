using System.Buffers;
using System.Security.Cryptography;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>A webhook as it came. Its signature is checked over all of it, and no more of it is kept than is read.</summary>
/// <param name="Body">At most <see cref="MaxKept"/> bytes.</param>
/// <param name="IsWhole">Whether that is all of it.</param>
/// <param name="IsSigned">By one of the secrets.</param>
internal sealed record ReceivedWebhook(byte[] Body, bool IsWhole, bool IsSigned)
{
    /// <summary>What is longer is not read as an event.</summary>
    public const int MaxKept = 2 << 20;

    /// <summary>Jira sends none that is longer (25 MB).</summary>
    public const int MaxTaken = 32 << 20;

    private const int Piece = 64 << 10;

    /// <returns><see langword="null"/> when there is more than <see cref="MaxTaken"/>, or more than is kept and no signature.</returns>
    public static async Task<ReceivedWebhook?> ReadAsync(Stream body, long? length, string signature, IReadOnlyList<byte[]> secrets, CancellationToken ct)
    {
        var hashes = secrets.Select(s => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, s)).ToList();
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            using var kept = new MemoryStream((int)Math.Min(length ?? 0, MaxKept));
            var taken = 0L;
            for (int read; (read = await body.ReadAsync(piece.AsMemory(0, Piece), ct)) > 0;)
            {
                taken += read;
                if (taken > MaxTaken || (taken > MaxKept && signature.Length == 0))
                    return null;
                hashes.ForEach(h => h.AppendData(piece, 0, read));
                kept.Write(piece, 0, (int)Math.Min(read, MaxKept - kept.Length));
            }

            return new(kept.ToArray(), taken <= MaxKept, IsSignedBy(hashes, signature));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
            hashes.ForEach(h => h.Dispose());
        }
    }

    /// <summary>The same, seen with secrets that came in force since; of one that is not kept whole nothing more can be said.</summary>
    public ReceivedWebhook With(IReadOnlyList<byte[]> secrets, string signature)
    {
        if (IsSigned || !IsWhole)
            return this;
        var hashes = secrets.Select(s => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, s)).ToList();
        try
        {
            hashes.ForEach(h => h.AppendData(Body));
            return this with { IsSigned = IsSignedBy(hashes, signature) };
        }
        finally
        {
            hashes.ForEach(h => h.Dispose());
        }
    }

    /// <summary>All are tried, so that time does not tell which one it was.</summary>
    private static bool IsSignedBy(List<IncrementalHash> hashes, string signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isSigned = false;
        foreach (var hash in hashes)
        {
            hash.GetHashAndReset(expected);
            isSigned |= WebhookBody.IsSignature(signature, expected);
        }

        return isSigned;
    }
}
