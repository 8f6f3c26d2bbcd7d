namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// A Bloom filter over the fingerprints that an import has written into new scopes: what it does not know need not be looked
/// up. 8 MiB whatever the report's size; with ten million findings one lookup in twenty is made in vain.
/// </summary>
internal sealed class WrittenFilter
{
    private const int BitsPerIndex = 26;
    private const int Probes = 4;
    private const uint Mask = (1u << BitsPerIndex) - 1;

    private readonly ulong[] _bits = new ulong[1 << (BitsPerIndex - 6)];

    public void Add(Fingerprint fingerprint)
    {
        for (var i = 0; i < Probes; i++)
        {
            var index = IndexOf(fingerprint, i);
            _bits[index >> 6] |= 1UL << (int)(index & 63);
        }
    }

    public bool MayHold(Fingerprint fingerprint)
    {
        for (var i = 0; i < Probes; i++)
        {
            var index = IndexOf(fingerprint, i);
            if ((_bits[index >> 6] & (1UL << (int)(index & 63))) == 0)
                return false;
        }

        return true;
    }

    /// <summary>Fingerprints are hashes: any of their bits are as good as another hash.</summary>
    private static uint IndexOf(Fingerprint fingerprint, int probe) => (uint)(fingerprint.Value >> (probe * BitsPerIndex)) & Mask;
}
