using System.Text.RegularExpressions;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Kernel;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>
/// Every field that Jira demands and does not fill itself must have a value for every group there can be, or some issue could never be
/// created. Pure.
/// </summary>
internal static partial class FieldDemand
{
    /// <param name="told">Ids of fields whose value is wrong, which was told already.</param>
    /// <param name="of">Whose screen it is, in words that follow the field; empty for that of the configuration's issue type.</param>
    public static void Check(
        IReadOnlyList<JiraFieldMeta> screen, IReadOnlyList<FieldMapping> fields, IReadOnlySet<string> told, IReadOnlyDictionary<Severity, string> priorities, FaultList faults, string of = "")
    {
        foreach (var field in Demanded(screen))
        {
            if (told.Contains(field.Id))
                continue;
            if (field.Id == "priority")
                CheckPriorities(field, priorities, faults, of);
            else if (FieldShapes.Of(field.Schema) is null)
                faults.Problem(PathOf(field), $"Jira demands a value for \"{field.Name}\" ({field.Id}){of}, and {WhyUnset(field)}", FixOfUnset(field));
            else if (fields.FirstOrDefault(f => f.Id == field.Id) is not { } mapping)
                faults.Problem(PathOf(field), $"Jira demands a value for \"{field.Name}\" ({field.Id}){of}", FixOf(field));
            else
                CheckSure(PathOf(field), field, mapping.Shape, mapping.Source, faults, of);
        }
    }

    /// <summary>Some group that the rule gives no value is told.</summary>
    /// <param name="field">That Jira demands.</param>
    /// <param name="of">As for <see cref="Check"/>.</param>
    public static void CheckSure(string path, JiraFieldMeta field, FieldShape shape, ValueSource source, FaultList faults, string of = "")
    {
        if (WhyEmpty(shape, source) is { } fix)
            faults.Problem(path, $"Jira demands a value for \"{field.Name}\" ({field.Id}){of}, and some findings would have none", fix);
    }

    /// <summary>Of a field whose type has no <see cref="FieldShape"/>.</summary>
    public static string WhyUnset(JiraFieldMeta field) => $"fields of type {TypeOf(field.Schema)} cannot be set by Fairlead";

    /// <inheritdoc cref="WhyUnset"/>
    public static string FixOfUnset(JiraFieldMeta field) => field is { IsRequired: true, HasDefault: false }
        ? "in Jira, give it a default or make it optional for this issue type; or choose another issue type"
        : "leave it out";

    /// <summary>What has to come from the configuration.</summary>
    public static IEnumerable<JiraFieldMeta> Demanded(IReadOnlyList<JiraFieldMeta> screen) =>
        screen.Where(IsDemanded);

    /// <inheritdoc cref="Demanded"/>
    public static bool IsDemanded(JiraFieldMeta field) => field is { IsRequired: true, HasDefault: false } && !ConfigurationBinder.Given.Contains(field.Id);

    /// <summary>Values were read on another type's screen, whose options may be others.</summary>
    /// <param name="type">The issue type of the screen.</param>
    public static void CheckOptions(IReadOnlyList<JiraFieldMeta> screen, IReadOnlyList<FieldMapping> fields, string type, FaultList faults)
    {
        foreach (var field in screen)
        {
            if (fields.FirstOrDefault(f => f.Id == field.Id) is not { Shape: FieldShape.Option or FieldShape.Options or FieldShape.Cascade, Source: not ValueSource.Expression { Otherwise: null } } mapping
                || FieldShapes.AllowedOf(field) is not { Count: > 0 } allowed)
                continue;
            var named = mapping.Source is ValueSource.Expression { Otherwise: { } otherwise } ? otherwise : mapping.Source.Named;
            foreach (var value in named.Where(v => allowed.All(a => a.Id != v.Id)).DistinctBy(v => v.Id))
                faults.Problem(PathOf(field), $"{type} does not take \"{DraftCheck.Shown(value.Name)}\" for {field.Name}", $"one of {string.Join(", ", allowed.Take(MostShown).Select(a => a.Name))}");
        }
    }

    /// <returns>What makes the value certain; <see langword="null"/> when no group can be without one.</returns>
    private static string? WhyEmpty(FieldShape shape, ValueSource source) => source switch
    {
        ValueSource.Constant constant => AreSure(shape, constant.Values) ? null : SureText,
        ValueSource.RoundRobin => null,
        ValueSource.Lookup lookup when !IsTotal(lookup) => "add otherwise: with the value of what no row fits",
        ValueSource.Lookup lookup => lookup.Table.Select(r => r.Values).Append(lookup.Otherwise ?? []).All(v => AreSure(shape, v)) ? null : SureText,
        ValueSource.Deadline deadline => deadline.Days.Count == Enum.GetValues<Severity>().Length ? null : "name every severity: critical, high, medium, low, informational, unknown",
        ValueSource.Expression { Otherwise: { } otherwise } => AreSure(shape, otherwise) ? null : SureText,
        ValueSource.Expression expression => IsSure(shape, expression.Text) ? null
            : shape is FieldShape.Text or FieldShape.RichText ? SureText
            : "add otherwise: with the value of what the placeholders do not fit, or use a table with one",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private const int MostShown = 20;

    private const string SureText = "add words around the placeholders, or use those that every group has, such as {{group.title}}";

    private static string TypeOf(JiraFieldSchema schema) => schema is { Type: "array", Items: { } items } ? $"{items} list" : schema.Type;

    private static void CheckPriorities(JiraFieldMeta field, IReadOnlyDictionary<Severity, string> priorities, FaultList faults, string of)
    {
        if (priorities.Count < Enum.GetValues<Severity>().Length)
            faults.Problem("priorities", $"Jira demands a value for \"{field.Name}\" ({field.Id}){of}", "give a priority for every severity: critical, high, medium, low, informational, unknown");
    }

    /// <summary>Where the configuration gives the field its value.</summary>
    public static string PathOf(JiraFieldMeta field) => FieldKeys.All.FirstOrDefault(k => k.Id == field.Id)?.Name ?? $"fields.{field.Name}";

    private static string FixOf(JiraFieldMeta field)
    {
        var allowed = field.AllowedValues.Count > 1 ? $" (allowed: {string.Join(", ", field.AllowedValues.Take(MostShown).Select(v => v.Label))})" : "";
        var example = field.AllowedValues.Count > 0 ? field.AllowedValues[0].Label : "…";
        return FieldKeys.All.FirstOrDefault(k => k.Id == field.Id) is { } key
            ? $"add {key.Name}: \"{example}\"{allowed}"
            : $"add under fields: \"{field.Name}\": \"{example}\"{allowed}";
    }

    private static bool IsTotal(ValueSource.Lookup lookup) => lookup.Otherwise is not null
        || lookup.Table.Any(r => r.Pattern == "*")
        || (lookup.By == LookupKey.Severity && Enum.GetNames<Severity>().All(n => Has(lookup, n)))
        || (lookup.By == LookupKey.Kind && Enum.GetNames<FindingKind>().All(n => Has(lookup, n)));

    private static bool Has(ValueSource.Lookup lookup, string name) =>
        lookup.Table.Any(r => r.Pattern.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool AreSure(FieldShape shape, IReadOnlyList<JiraName> values) => values.All(v => (shape != FieldShape.RichText && !v.Id.Contains("{{")) || IsSure(shape, v.Id));

    /// <summary>Whether the placeholders write something that the field takes for every group.</summary>
    private static bool IsSure(FieldShape shape, string text) => shape switch
    {
        FieldShape.Text => Surely(text).Trim().Length > 0,
        // A link without words is nothing to be read.
        FieldShape.RichText => WikiRenderer.Render(TicketRenderer.DocumentOf(Surely(text)).Document).Trim().Length > 0,
        FieldShape.Date => Tags().Match(text.Trim()) is { Success: true, Groups: [_, { Value: "group.firstSeen" }] } only && only.Length == text.Trim().Length,
        FieldShape.Number => Tags().Match(text.Trim()) is { Success: true, Groups: [_, { Value: "group.open" or "group.total" }] } only && only.Length == text.Trim().Length,
        _ => false,
    };

    /// <summary>What of a text every group has.</summary>
    private static string Surely(string text) => Tags().Replace(Blocks().Replace(text, ""), t => TemplateWords.Always.Contains(t.Groups["word"].Value) ? "x" : "");

    [GeneratedRegex(@"\{\{#.*\{\{/.*?\}\}", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\{\{\s*(?<word>[^{}]*?)\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();
}
