using Fairlead.Kernel.Text;

namespace Fairlead.Kernel.Tests;

/// <summary>THREATS T-10, BADINPUT CSV-02: no cell of ours is a formula to a spreadsheet.</summary>
public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("=1+1")]
    [InlineData("@SUM(1+1)*cmd|' /C calc'!A0")]
    [InlineData("+1")]
    [InlineData("-2+3")]
    [InlineData("|calc")]
    [InlineData("%0A")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("  =1")]
    [InlineData("\u00a0=1")]
    [InlineData("\u3000=1")]
    [InlineData("\ufeff=1")]
    [InlineData("\u200b=1")]
    [InlineData("\u2060\u200d =1")]
    [InlineData("\u200e=1")]
    [InlineData("\uff1d1")]
    [InlineData("\uff0b1")]
    [InlineData("\uff0d1")]
    [InlineData("\uff201")]
    [InlineData("\ufeff\uff1d1")]
    [InlineData("DDE(\"cmd\";\"/C calc\")", false)]
    [InlineData("plain = text", false)]
    [InlineData("", false)]
    [InlineData("\ufeff\u200b", false)]
    public void A_cell_that_a_spreadsheet_may_take_for_a_formula_is_text(string cell, bool isFormula = true)
    {
        var line = CsvText.LineOf([cell, "next"], 1_000);

        Assert.Equal(isFormula, line.StartsWith("\"'", StringComparison.Ordinal));
        Assert.EndsWith(",\"next\"\r\n", line, StringComparison.Ordinal);
    }
}
