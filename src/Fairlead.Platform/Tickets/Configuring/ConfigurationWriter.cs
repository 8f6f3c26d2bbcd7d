using System.Text.Json;
using Fairlead.Client.Tickets;
using Fairlead.Platform.Tickets.Shipped;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Writes a configuration as people would, so that saving it again leads to the same.</summary>
internal static class ConfigurationWriter
{
    public static TicketConfigurationBody BodyOf(TicketConfiguration c) => new(
        c.Name,
        c.Connection.ToString(),
        c.Project.Name,
        c.IssueType.Name,
        c.Enabled,
        c.Automatic,
        TicketFilters.Write(c.Filter),
        [.. c.GroupBy.Select(k => k.ToString())],
        c.Priorities.ToDictionary(p => Word(p.Key), p => p.Value.Name),
        c.Labels,
        c.Fields.Where(f => FieldKeys.KeyOf(f) is null).ToDictionary(f => f.Id, Field),
        Body(c.Template),
        Body(c.Reopen),
        c.DoneStatus?.Name,
        c.DoneFields.ToDictionary(f => f.Id, f => f.Written ?? string.Join(", ", f.Values)),
        c.CommentRules.Count == 0 ? null : [.. c.CommentRules.Select(r => new CommentRuleBody(r.Pattern, Word(r.Status), [.. r.By.Select(b => b.ToString())], r.Days))],
        (int)c.Quarantine.TotalSeconds,
        c.StatusMap.Count + c.StatusTargets.Count == 0 ? null : new StatusMapBody(ListOf(c.StatusMap, Body), ListOf(c.StatusTargets, Body)),
        Field(c, "assignee"),
        Field(c, "components"),
        Field(c, "fixVersions"),
        Field(c, "affectsVersions"),
        Field(c, "dueDate"),
        Field(c, "parent"),
        Field(c, "securityLevel"),
        Owners(c),
        c.MaxCreates,
        c.CommentVisibility switch { null => null, { IsInternal: true } => "internal", var some => $"{some.Type}:{some.Value}" },
        c.Growth == GrowthPolicy.Append ? null : Word(c.Growth),
        c.Severities.Count == 0 ? null : c.Severities.ToDictionary(s => s.Priority.Name, s => Word(s.Severity)),
        c.SubTaskType?.Name);

    /// <summary>By their ids, which keys of <see cref="BodyOf"/> are, the names of custom fields as Jira told them when it was saved.</summary>
    public static IReadOnlyDictionary<string, string> NamesOf(TicketConfiguration c) =>
        c.Fields.Select(f => (f.Id, f.Name)).Concat(c.DoneFields.Select(f => (f.Id, f.Name))).Where(f => FieldKeys.IsCustom(f.Id)).DistinctBy(f => f.Id).ToDictionary(f => f.Id, f => f.Name);

    /// <summary>What is exactly a shipped one goes by its name.</summary>
    private static TemplateBody? Body(Template template)
    {
        if (template == Template.Default)
            return null;
        return ShippedTemplates.All.FirstOrDefault(t => t.Template == template) is { } shipped ? new(Use: shipped.Name) : Whole(template);
    }

    public static TemplateBody Whole(Template template) =>
        new(template.Summary, template.Body, template.Dynamic, template.Dynamic is null ? null : Word(template.Data));

    private static StatusRuleBody Body(StatusRule rule) => new(
        Word(rule.Finding), rule.Status?.Name, rule.Category is { } category ? Word(category) : null, rule.Resolution?.Name, rule.Days);

    private static ReopenBody? Body(ReopenPolicy policy) =>
        policy is { IsNever: false, WithinDays: null, NotFrom.Count: 0, NewTicket: false }
            ? null
            : new(policy.IsNever ? "never" : null, policy.WithinDays, ListOf(policy.NotFrom, r => r.Name), policy.NewTicket ? true : null);

    private static StatusTargetBody Body(StatusTarget target) => new(
        Word(target.Finding), target.Status?.Name, target.Status is null ? Word(target.Category) : null, target.Resolution?.Name);

    private static IReadOnlyList<TBody>? ListOf<T, TBody>(IReadOnlyList<T> list, Func<T, TBody> body) => list.Count == 0 ? null : [.. list.Select(body)];

    private static FieldBody? Field(TicketConfiguration c, string key) =>
        c.Fields.FirstOrDefault(f => FieldKeys.KeyOf(f)?.Name == key) is { } field ? Field(field) : null;

    /// <summary>As it can be written to get the same again.</summary>
    private static FieldBody Field(FieldMapping field) => field.Source switch
    {
        ValueSource.Constant constant => constant.Values is [var one] && !TakesSeveral(field.Shape) ? new(one.Name) : new(Values: [.. constant.Values.Select(v => v.Name)]),
        ValueSource.Expression expression => new(expression.Text, Otherwise: expression.Otherwise is { } otherwise ? Joined(field.Shape, otherwise) : null),
        ValueSource.Lookup lookup => new(
            Lookup: Word(lookup.By),
            Table: lookup.Table.ToDictionary(r => r.Pattern, r => Joined(field.Shape, r.Values)),
            Otherwise: lookup.Otherwise is { } otherwise ? Joined(field.Shape, otherwise) : null),
        ValueSource.Deadline deadline => new(Sla: deadline.Days.ToDictionary(d => Word(d.Severity), d => d.Days)),
        ValueSource.RoundRobin turns => new(RoundRobin: [.. turns.Among.Select(v => v.Name)]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool TakesSeveral(FieldShape shape) => shape is FieldShape.Options or FieldShape.Users or FieldShape.Texts;

    /// <summary>A name with a comma would be read as two; an id has none.</summary>
    private static string Joined(FieldShape shape, IReadOnlyList<JiraName> values) =>
        string.Join(", ", values.Select(v => TakesSeveral(shape) && v.Name.Contains(',') ? v.Id : v.Name));

    private static Dictionary<string, string> Owners(TicketConfiguration c)
    {
        var owners = c.Fields.Where(f => f.Owner != FieldKeys.OwnerOf(f.Id, f.Shape)).ToDictionary(f => FieldKeys.KeyOf(f)?.Name ?? f.Id, f => Word(f.Owner));
        if (c.SummaryOwner != FieldOwner.Last)
            owners["summary"] = Word(c.SummaryOwner);
        if (c.DescriptionOwner != FieldOwner.Last)
            owners["description"] = Word(c.DescriptionOwner);
        if (c.PriorityOwner != FieldOwner.Last)
            owners["priority"] = Word(c.PriorityOwner);
        if (c.LabelsOwner != FieldOwner.Last)
            owners["labels"] = Word(c.LabelsOwner);
        if (c.StatusOwner != FieldOwner.Last)
            owners["status"] = Word(c.StatusOwner);
        return owners;
    }

    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
