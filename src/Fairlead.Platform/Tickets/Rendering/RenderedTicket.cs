using Fairlead.Jira.RichText;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>What a ticket says.</summary>
/// <param name="Summary">One line, at most 255 characters.</param>
/// <param name="Markdown">The description for people to preview, not cut; never sent.</param>
/// <param name="BodyHash">Of the description as it is sent.</param>
/// <param name="Fields">Its other fields.</param>
/// <param name="IsSummaryStandard">The template's own summary was empty for this group, and the standard one stands in for it.</param>
internal sealed record RenderedTicket(string Summary, RichDocument Description, string Markdown, string BodyHash, ResolvedFields Fields, bool IsSummaryStandard = false)
{
    private const string StandardSummary =
        "the configuration's template.summary is empty for this group, so that the standard summary is sent; put in what every group has, such as {{group.severity}} or {{group.title}}";

    private const int MaxShown = 100;

    public Overflow Overflow { get; init; }

    /// <summary>The description before it was cut; <see langword="null"/> where a person wrote it as Markdown.</summary>
    public RichDocument? Whole { get; init; }

    /// <summary>The description for people to edit: read as Markdown, it is the same description.</summary>
    public string Editable => Whole is { } whole ? RichTextToMarkdown.Write(whole) : Markdown;

    /// <summary>What a person should know of the text; <see langword="null"/> when it is as the template says.</summary>
    public string? Remark => string.Join("; ", Remarks) is { Length: > 0 } remark ? remark : null;

    private IEnumerable<string> Remarks
    {
        get
        {
            if (IsSummaryStandard)
                yield return StandardSummary;
            if (Fields.LeftOutText is { } fields)
                yield return fields;
            foreach (var lookup in Fields.Lookups)
                yield return $"{lookup.Field.Name} is looked up in Jira when the issue is sent: {PlainText.Cut(lookup.Text, MaxShown)}";
            if (Overflow == Overflow.Cut)
                yield return "the description is longer than Jira takes and is cut at the end of a block; the list of all findings is attached to the issue as CSV";
            else if (Overflow == Overflow.Unnamed)
                yield return "the description does not tell all of every finding; the list of all is attached to the issue as CSV";
        }
    }
}
