using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Shipped;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>What an issue would say.</summary>
/// <param name="Description">As it is sent, cut.</param>
/// <param name="Markdown">As it is written, not cut.</param>
/// <param name="Remark">What a person should know of it.</param>
public sealed record TemplatePreview(string Summary, RichDocument Description, string Markdown, string? Remark);

/// <summary>Groups of a configuration on which templates can be looked at, worst first.</summary>
public sealed record ConfigurationGroups(TicketConfiguration Configuration, IReadOnlyList<TicketGroup> Groups);

/// <summary>Shows templates on findings that are there. Stores and sends nothing, and asks no Jira.</summary>
internal sealed class TemplatePreviews(IFindingSource findings, GroupReader groups, ConfigurationStore configurations, BackLinks back, TimeProvider clock)
{
    public const int MaxFindings = TicketGroup.MaxListed;

    /// <summary>The templates that come with Fairlead, by name.</summary>
    public static IReadOnlyList<ShippedTemplate> Shipped => ShippedTemplates.All;

    /// <summary>Of the finding that stands for a ticket that is not made.</summary>
    private static readonly TicketConfiguration Anyone = new()
    {
        Id = default,
        Name = "preview",
        Connection = default,
        Project = new("", ""),
        IssueType = new("", ""),
    };

    /// <param name="template"><see langword="null"/>: the standard one.</param>
    public static TemplateBody TextOf(ShippedTemplate? template) => ConfigurationWriter.Whole(template?.Template ?? Template.Default);

    /// <summary>What each configuration has groups of open findings for, by name. Reads all findings once.</summary>
    /// <param name="most">Of each configuration.</param>
    public async Task<IReadOnlyList<ConfigurationGroups>> GroupsAsync(int most, CancellationToken ct)
    {
        var all = await configurations.AllAsync(ct);
        return
        [
            .. all.Zip(await groups.ReadAsync(all, clock.GetUtcNow(), ct), (configuration, grouping) => new ConfigurationGroups(
                configuration,
                [.. grouping.Groups.Where(g => g.Open > 0).OrderByDescending(g => g.Severity).ThenByDescending(g => g.Open).ThenBy(g => g.Key).Take(most).Select(g => g.ToGroup(""))])),
        ];
    }

    /// <summary>The same as the other, for a template as YAML, as it may stand under <c>template</c> in a configuration.</summary>
    /// <returns>The preview, or what is wrong, by line and column.</returns>
    public async Task<(TemplatePreview? Preview, Problem? Problem)> ShowAsync(
        string yaml, TicketConfiguration? configuration, IReadOnlyList<FindingId> ids, CancellationToken ct)
    {
        var text = ConfigurationYaml.ReadTemplate(yaml);
        if (text.Refusal is { } why)
            return (null, ConfigurationRefusals.Of(why, text.Faults));
        var (preview, problems) = await ShowAsync(text.Template, configuration, ids, ct);
        if (preview is not null)
            return (preview, null);
        var ofTemplate = problems.Where(p => p.Path.StartsWith("template", StringComparison.Ordinal)).ToList();
        return (null, ofTemplate.Count == 0
            ? Problem.Invalid([.. problems.Select(p => new ProblemError(ConfigurationRefusals.Text(p)))])
            : ConfigurationRefusals.Of(YamlRefusal.Invalid, [.. ofTemplate.Select(text.Places!.Locate)]));
    }

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

    private (TemplatePreview? Preview, IReadOnlyList<ConfigurationFault> Problems) Show(
        TicketConfiguration configuration, IReadOnlyDictionary<FindingId, ContentFinding> known, FaultList faults)
    {
        var order = GroupMember.Named(known.Values.Select(f => new GroupMember(f.IsOpen, f.Severity, f.Id, f.DueFrom)));
        var members = IssueBuilder.Of(order, known);
        var group = new TicketGroup("", configuration.Name, known.Values.Max(f => f.Severity), members.Count(f => f.IsOpen), members.Count, order, "", null);
        try
        {
            var rendered = new TicketRenderer(configuration).Render(back.On(group, OwnWords.ToCome), members);
            return (new(rendered.Summary, rendered.Description, rendered.Markdown, rendered.Remark), []);
        }
        catch (TemplateLimitException e)
        {
            faults.Problem("template", e.Message, "shorten it, or choose fewer findings");
            return (null, faults.Problems);
        }
    }
}
