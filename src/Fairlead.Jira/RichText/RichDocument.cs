namespace Fairlead.Jira.RichText;

/// <summary>
/// Rich text for Jira, independent of the edition: rendered to ADF for Cloud (<see cref="AdfRenderer"/>) and to wiki markup for
/// Data Center (<see cref="WikiRenderer"/>). All text in it is data: nothing in a text becomes markup, mention, macro or link.
/// </summary>
public sealed record RichDocument(IReadOnlyList<RichBlock> Blocks)
{
    public static RichDocument Empty { get; } = new([]);

    public static RichDocument Of(params RichBlock[] blocks) => new(blocks);

    /// <summary>Plain text: blank lines part paragraphs, single line breaks stay.</summary>
    public static RichDocument FromPlainText(string text) => new(Rich.ParagraphsOf(text));

    public RichDocument Append(params IEnumerable<RichBlock> more) => new([.. Blocks, .. more]);
}
