using Fairlead.Client.Tickets;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets;

/// <summary>What an issue would say.</summary>
/// <param name="Description">As it is sent, cut.</param>
/// <param name="Markdown">As it is written, not cut.</param>
/// <param name="Remark">What a person should know of it.</param>
internal sealed record TemplatePreview(string Summary, RichDocument Description, string Markdown, string? Remark);

/// <summary>Shows templates on findings that are there. Stores and sends nothing, and asks no Jira.</summary>
internal sealed class TemplatePreviews(IFindingSource findings)
{
    public const int MaxFindings = TicketGroup.MaxListed;

    /// <summary>Of the finding that stands for a ticket that is not made.</summary>
    private static readonly TicketConfiguration Anyone = new()
    {
        Id = default,
        Name = "preview",
        Connection = default,
        Project = new("", ""),
        IssueType = new("", ""),
    };

    /// <param name="template">Instead of the configuration's; <see langword="null"/>: that, or the standard one.</param>
    /// <param name="ids">Of findings that make one ticket.</param>
    /// <returns>The preview, or what is wrong with the template and the findings.</returns>
    public async Task<(TemplatePreview? Preview, IReadOnlyList<ConfigurationFault> Problems)> ShowAsync(
        TemplateBody? template, TicketConfiguration? configuration, IReadOnlyList<FindingId> ids, CancellationToken ct)
    {
        var faults = new FaultList();
        configuration ??= Anyone;
        if (template is not null)
            configuration = configuration with { Template = new DraftCheck(faults).Template(template) };
        if (ids.Count is 0 or > MaxFindings || ids.Distinct().Count() < ids.Count)
            faults.Problem("findings", $"name 1 to {MaxFindings} findings, each once");
        if (faults.HasProblems)
            return (null, faults.Problems);
        var known = (await findings.ContentAsync(ids, ct)).ToDictionary(f => f.Id);
        foreach (var missing in ids.Where(i => !known.ContainsKey(i)).Take(MaxFindings))
            faults.Problem("findings", $"there is no finding {missing}", "see them with: fairlead finding list");
        if (faults.HasProblems)
            return (null, faults.Problems);
        // Fields are not what is looked at, and their values may need Jira.
        return Show(configuration with { Fields = [] }, known, faults);
    }

    private static (TemplatePreview? Preview, IReadOnlyList<ConfigurationFault> Problems) Show(
        TicketConfiguration configuration, IReadOnlyDictionary<FindingId, ContentFinding> known, FaultList faults)
    {
        var order = GroupMember.Named(known.Values.Select(f => new GroupMember(f.IsOpen, f.Severity, f.Id)));
        var members = IssueBuilder.Of(order, known);
        var group = new TicketGroup("", configuration.Name, known.Values.Max(f => f.Severity), members.Count(f => f.IsOpen), members.Count, order, "", null);
        try
        {
            var rendered = new TicketRenderer(configuration).Render(group, members);
            return (new(rendered.Summary, rendered.Description, rendered.Markdown, rendered.Remark), []);
        }
        catch (TemplateLimitException e)
        {
            faults.Problem("template", e.Message, "shorten it, or choose fewer findings");
            return (null, faults.Problems);
        }
    }
}
