using System.Runtime.InteropServices;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>A part of a scan, which one run at a time works on.</summary>
/// <param name="Issues">Their numbers, the lowest first; <see langword="null"/>: which there are is to be found out.</param>
/// <param name="Reached">Issues with a lower or equal number are done: where it goes on after a stop.</param>
internal sealed record SecretShard(SecretScanId Scan, int No, long[]? Issues, long Reached);

/// <summary>A part that nobody works on.</summary>
internal sealed record DueShard
{
    public SecretScanId ScanId { get; init; }

    public int No { get; init; }
}

/// <summary>A row of <c>secret_shards</c>.</summary>
internal sealed record ShardRow
{
    public int No { get; init; }

    public byte[]? Issues { get; init; }

    public long Reached { get; init; }

    public SecretShard Of(SecretScanId scan) => new(scan, No, Issues is { } bytes ? MemoryMarshal.Cast<byte, long>(bytes).ToArray() : null, Reached);

    public static byte[] BytesOf(ReadOnlySpan<long> issues) => MemoryMarshal.AsBytes(issues).ToArray();
}
