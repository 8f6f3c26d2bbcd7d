using System.Runtime.Intrinsics.X86;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Tests.Lanes;

public sealed class ByteClassesTests
{
    /// <summary>The ways of processors with AVX-512, with AVX2 and without.</summary>
    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Each_byte_is_of_the_classes_that_its_character_says(int bits)
    {
        Assert.SkipUnless(bits == 128 || bits == 256 && Avx2.IsSupported || bits == 512 && Avx512Vbmi.IsSupported, "Not on this processor.");
        var bytes = new byte[ByteClasses.Size];
        for (var value = 0; value < 256; value++)
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                Array.Clear(bytes);
                bytes[at] = (byte)value;
                var classes = bits switch { 512 => ByteClasses.OfWhole(ref bytes[0]), 256 => ByteClasses.OfHalves(ref bytes[0]), _ => ByteClasses.OfQuarters(ref bytes[0]) };
                Assert.Equal(classes, ByteClasses.Of(ref bytes[0]));
                var bit = 1UL << at;
                var character = (char)value;

                Assert.Equal(char.IsAsciiLetterOrDigit(character) || (value != 0 && "+-./=_~".Contains(character)) ? bit : 0, classes.Token);
                Assert.Equal(char.IsAsciiLetterOrDigit(character) ? bit : 0, classes.Word);
                Assert.Equal(char.IsAsciiDigit(character) ? bit : 0, classes.Digit);
                Assert.Equal(character == '=' ? bit : 0, classes.Equal);
                Assert.Equal(character == '\\' ? bit : 0, classes.Backslash);
                Assert.Equal(character == '%' ? bit : 0, classes.Percent);
            }
        }
    }
}
