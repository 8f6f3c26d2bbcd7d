namespace Fairlead.Secrets.Dialects;

/// <summary>A part of a regular expression, with the character at which it was written.</summary>
internal abstract record RegexNode(int At)
{
    /// <summary>One unit of these.</summary>
    public sealed record Set(int At, CharacterSet Characters) : RegexNode(At);

    public sealed record Sequence(int At, IReadOnlyList<RegexNode> Parts) : RegexNode(At);

    public sealed record Choice(int At, IReadOnlyList<RegexNode> Options) : RegexNode(At);

    /// <param name="Max"><see langword="null"/>: without end.</param>
    public sealed record Repeat(int At, RegexNode Part, int Min, int? Max, RepeatKind Kind) : RegexNode(At);

    /// <param name="Number">Of a group that captures, from 1; 0: it does not.</param>
    public sealed record Group(int At, RegexNode Inside, int Number, string? Name) : RegexNode(At);

    public sealed record Atomic(int At, RegexNode Inside) : RegexNode(At);

    public sealed record Look(int At, RegexNode Inside, bool IsAhead, bool IsNegative) : RegexNode(At);

    /// <summary>What stands between characters.</summary>
    /// <param name="Text">As .NET writes it.</param>
    public sealed record Anchor(int At, AnchorKind Kind, string Text) : RegexNode(At);
}

internal enum RepeatKind
{
    Greedy,
    Lazy,
    Possessive,
}

internal enum AnchorKind
{
    Begin,
    End,
    Word,
}
