using System.Runtime.InteropServices;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Dialects;

/// <summary>How far a regular expression is read, and under which flags.</summary>
internal sealed class RegexCursor(string text, RegexDialect dialect)
{
    private const int MaxDepth = 100;

    private int _depth;

    public string Text { get; } = text;

    public RegexDialect Dialect { get; } = dialect;

    public int At { get; set; }

    public RegexFlags Flags;

    public bool IsJava => Dialect == RegexDialect.Java;

    public bool IsOver => At >= Text.Length;

    public ReadOnlySpan<char> Rest => Text.AsSpan(At);

    /// <param name="what">Is nested, for the refusal.</param>
    /// <exception cref="PatternException">It is nested deeper than a hundred times.</exception>
    public void Enter(string what)
    {
        if (++_depth > MaxDepth)
            throw new PatternException($"{what} are nested deeper than {MaxDepth}.", At);
    }

    public void Leave() => _depth--;
}

/// <param name="AnyCaseOfAll">Also of letters that are no ASCII.</param>
[StructLayout(LayoutKind.Auto)]
internal record struct RegexFlags(bool AnyCase, bool AnyCaseOfAll, bool MultiLine, bool DotAll, bool Extended, bool UnixLines, bool SwapsLazy);
