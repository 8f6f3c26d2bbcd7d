using System.Reflection;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Tests.Lanes;

public sealed class ByteClassesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_byte_is_of_the_classes_that_its_character_says(bool narrow)
    {
        var bytes = new byte[ByteClasses.Size];
        for (var value = 0; value < 256; value++)
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                Array.Clear(bytes);
                bytes[at] = (byte)value;
                var classes = narrow ? Narrow(bytes) : ByteClasses.Of(ref bytes[0]);
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

    /// <summary>The way of processors without AVX2.</summary>
    private static ByteClasses Narrow(byte[] bytes) =>
        typeof(ByteClasses).GetMethod("OfQuarters", BindingFlags.NonPublic | BindingFlags.Static)!.CreateDelegate<OfBytes>()(ref bytes[0]);

    private delegate ByteClasses OfBytes(ref byte first);
}
