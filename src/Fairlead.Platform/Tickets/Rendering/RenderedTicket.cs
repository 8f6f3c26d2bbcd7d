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
    public const string DescriptionField = "description";

    /// <summary>Characters of Markdown below which nothing can take more room than <see cref="RichTextBudget.DefaultLimit"/>.</summary>
    private const int MayBeCut = 2_000;

    private const string StandardSummary =
        "the configuration's template.summary is empty for this group, so that the standard summary is sent; put in what every group has, such as {{group.severity}} or {{group.title}}";

    private const int MaxShown = 100;

    /// <summary>The description does not tell all of the findings, so that their list is attached to the issue.</summary>
    public bool LeavesOut { get; init; }

    /// <summary>The description is longer than Jira takes, and cut.</summary>
    public bool IsCut { get; init; }

    /// <summary>The list of findings, or a whole text, is attached to the issue.</summary>
    public bool Overflows => LeavesOut || CutTexts.Any();

    /// <summary>The description before it was cut; <see langword="null"/> where a person wrote it as Markdown.</summary>
    public RichDocument? Whole { get; init; }

    /// <summary>The description for people to edit: read as Markdown, it is the same description.</summary>
    public string Editable => Whole is { } whole ? RichTextToMarkdown.Write(whole) : Markdown;

    /// <summary>What is longer than Jira takes, whole, as Markdown.</summary>
    public IEnumerable<CutText> CutTexts
    {
        get
        {
            if (IsCut)
                yield return new(DescriptionField, "Description", Editable);
            foreach (var value in Fields.Values.Where(f => f.Shape == FieldShape.RichText && f.Values[0].Length > MayBeCut && TicketRenderer.DocumentOf(f.Values[0]).WasCut))
                yield return new(value.Id, value.Name, value.Values[0]);
        }
    }

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
            if (string.Join(", ", CutTexts.Select(t => t.Name)) is { Length: > 0 } cut)
                yield return $"{cut}: longer than Jira takes, and cut at the end of a block; all of it is attached to the issue as Markdown";
            if (LeavesOut)
                yield return "the description does not tell all of every finding; the list of all is attached to the issue as CSV";
        }
    }
}

/// <param name="Id">Of the field whose value it is.</param>
internal sealed record CutText(string Id, string Name, string Markdown);
