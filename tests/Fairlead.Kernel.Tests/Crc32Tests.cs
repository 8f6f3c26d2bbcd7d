namespace Fairlead.Kernel.Tests;

public sealed class Crc32Tests
{
    /// <summary>The check value that catalogues of checksums give, and the one of nothing.</summary>
    [Fact]
    public void It_is_the_checksum_of_zip()
    {
        Assert.Equal(0xCBF43926, Crc32.Of("123456789"u8));
        Assert.Equal(0u, Crc32.Of([]));
    }
}
