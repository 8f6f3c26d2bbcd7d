namespace Fairlead.Kernel.Text;

/// <summary>A value inside a command that we tell somebody to type.</summary>
public static class ShellWord
{
    /// <returns>The value as one word of a POSIX shell, quoted only where it must be.</returns>
    public static string Of(string value) =>
        value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || "_-./:@%+=,".Contains(c))
            ? value
            : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
