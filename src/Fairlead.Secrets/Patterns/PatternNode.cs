namespace Fairlead.Secrets.Patterns;

/// <summary>A pattern as a tree, over bytes of UTF-8.</summary>
internal abstract record PatternNode
{
    private PatternNode() { }

    public sealed record Bytes(ByteSet Set) : PatternNode;

    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    public sealed record Choice(IReadOnlyList<PatternNode> Options) : PatternNode;

    /// <param name="Max"><see langword="null"/>: without end.</param>
    public sealed record Repeat(PatternNode Part, int Min, int? Max) : PatternNode;

    /// <summary>The length in bytes of the shortest text that the pattern takes.</summary>
    public int MinLength => this switch
    {
        Bytes => 1,
        Sequence sequence => sequence.Parts.Sum(part => part.MinLength),
        Choice choice => choice.Options.Min(option => option.MinLength),
        Repeat repeat => repeat.Min * repeat.Part.MinLength,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The same language, each text read from its end.</summary>
    public PatternNode Reversed() => this switch
    {
        Bytes bytes => bytes,
        Sequence sequence => new Sequence([.. sequence.Parts.Reverse().Select(part => part.Reversed())]),
        Choice choice => new Choice([.. choice.Options.Select(option => option.Reversed())]),
        Repeat repeat => repeat with { Part = repeat.Part.Reversed() },
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
