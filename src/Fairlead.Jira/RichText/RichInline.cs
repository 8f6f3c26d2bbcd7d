namespace Fairlead.Jira.RichText;

/// <summary>Emphasis on a text. <see cref="Code"/> excludes the others in ADF and wins over them.</summary>
[Flags]
public enum RichMarks
{
    None = 0,
    Strong = 1,
    Emphasis = 2,
    Strike = 4,
    Code = 8,
}

/// <summary>Colour of a status pill.</summary>
public enum StatusColour
{
    Neutral,
    Purple,
    Blue,
    Red,
    Yellow,
    Green,
}

/// <summary>A piece within a line.</summary>
public abstract record RichInline
{
    private RichInline()
    {
    }

    /// <param name="Link">Only http, https and mailto become links; with any other the text stays plain text.</param>
    public sealed record Text(string Value, RichMarks Marks = RichMarks.None, string? Link = null) : RichInline;

    public sealed record LineBreak : RichInline;

    /// <summary>A person who is told of the text by Jira. Nothing else becomes a mention, whatever a text says.</summary>
    /// <param name="User">Account id on Cloud, login name on Data Center.</param>
    public sealed record Mention(string User, string Name) : RichInline;

    /// <summary>A coloured pill; an empty text is left out.</summary>
    public sealed record Status(string Value, StatusColour Colour = StatusColour.Neutral) : RichInline;

    /// <summary>The same with neighbouring texts of one kind as one: what makes markup only together, such as <c>(</c> and <c>on)</c>, or a number and the dot after it, is seen together.</summary>
    public static IReadOnlyList<RichInline> Joined(IEnumerable<RichInline> parts)
    {
        var joined = new List<RichInline>();
        foreach (var part in parts)
        {
            if (part is Text next && joined.LastOrDefault() is Text last && (last.Marks, last.Link) == (next.Marks, next.Link))
                joined[^1] = last with { Value = last.Value + next.Value };
            else
                joined.Add(part);
        }

        return joined;
    }
}
