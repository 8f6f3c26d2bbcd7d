namespace Fairlead.Secrets.Checks;

/// <summary>The checksum of BIP-173, on keys such as AGE-SECRET-KEY-1… and nsec1….</summary>
internal static class Bech32
{
    private static readonly uint[] Generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    public static bool? Holds(ReadOnlySpan<byte> secret)
    {
        var one = secret.LastIndexOf((byte)'1');
        if (one < 1 || secret.Length - one < 7)
            return false;

        uint sum = 1;
        foreach (var value in secret[..one])
            sum = Add(sum, (uint)(value | 0x20) >> 5);
        sum = Add(sum, 0);
        foreach (var value in secret[..one])
            sum = Add(sum, (uint)(value | (value is >= (byte)'A' and <= (byte)'Z' ? 0x20 : 0)) & 31);
        foreach (var value in secret[(one + 1)..])
        {
            var digit = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"u8.IndexOf((byte)(value is >= (byte)'A' and <= (byte)'Z' ? value | 0x20 : value));
            if (digit < 0)
                return false;
            sum = Add(sum, (uint)digit);
        }

        return sum == 1;
    }

    private static uint Add(uint sum, uint value)
    {
        var top = sum >> 25;
        sum = (sum & 0x1ffffff) << 5 ^ value;
        for (var i = 0; i < Generators.Length; i++)
        {
            if ((top >> i & 1) != 0)
                sum ^= Generators[i];
        }

        return sum;
    }
}
