namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>The checksum of zip archives; .NET has it in a package of its own only.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var value = (uint)i;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : value >> 1 ^ 0xEDB88320;
        return value;
    })];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = crc >> 8 ^ Table[(byte)(crc ^ b)];
        return ~crc;
    }
}
