using System.Text.Json;
using Fairlead.Platform.SecurityInformation.Reading;

namespace Fairlead.Platform.Tests.SecurityInformation;

public class FieldChecksTests
{
    /// <summary>As JSON Schema's <c>maxLength</c> does.</summary>
    [Theory]
    [InlineData("a", 5, null)]
    [InlineData("a", 6, "must have at most 5 characters, has 6")]
    [InlineData("😀", 5, null)]
    [InlineData("😀", 6, "must have at most 5 characters, has 6")]
    public void Characters_are_counted_and_not_code_units(string character, int times, string? problem) =>
        Assert.Equal(problem, FieldChecks.Text(JsonSerializer.SerializeToElement(string.Concat(Enumerable.Repeat(character, times))), 5));
}
