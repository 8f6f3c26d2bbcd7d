using System.Text;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Commands;

/// <summary>Words of the contract as they are typed: <c>InProgress</c> is <c>in-progress</c>.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        Typed(value.ToString());

    public static string All<T>()
        where T : struct, Enum =>
        string.Join(", ", Enum.GetNames<T>().Select(Typed));

    /// <returns>Null when nothing was typed.</returns>
    /// <exception cref="CommandFailedException">No such word.</exception>
    public static T? OneOf<T>(string? typed, string what)
        where T : struct, Enum
    {
        if (typed is null)
            return null;
        var bare = typed.Replace("-", "").Replace("_", "").Replace(" ", "");
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(bare, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        throw Unknown(typed, what, [.. Enum.GetNames<T>().Select(Typed)]);
    }

    /// <returns>As the contract writes it; null when nothing was typed.</returns>
    /// <exception cref="CommandFailedException">No such word.</exception>
    public static string? OneOf(string? typed, string what, IReadOnlyList<string> words) =>
        typed is null
            ? null
            : words.FirstOrDefault(w => w.Equals(typed, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(typed, what, words);

    private static CommandFailedException Unknown(string typed, string what, IReadOnlyList<string> words)
    {
        var meant = NearMiss.Of(typed, words) is { } near ? $"; did you mean {near}?" : ".";
        return new(
            ExitCode.Usage,
            $"usage: there is no {what} \"{Terminal.InertText.OneLine(typed, 80)}\"{meant} It is one of: {string.Join(", ", words)}.");
    }

    private static string Typed(string name)
    {
        var result = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && result.Length > 0)
                result.Append('-');
            result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }
}
