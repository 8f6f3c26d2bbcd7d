using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>A value that only Jira knows: who, or which issue, a text means.</summary>
/// <param name="Text">What the placeholders wrote; never empty.</param>
internal sealed record FieldLookup(FieldMapping Field, string Text);

/// <summary>The values of a configuration's fields for one group.</summary>
/// <param name="LeftOut">Why a field has no value although it should, in words for people; the field is left out.</param>
internal sealed record ResolvedFields(IReadOnlyList<FieldValue> Values, IReadOnlyList<string> LeftOut)
{
    /// <summary>Without those of the marker.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What is to be looked up in Jira before the values are whole.</summary>
    public IReadOnlyList<FieldLookup> Lookups { get; init; } = [];

    public string? LeftOutText => LeftOut.Count == 0 ? null : string.Join("; ", LeftOut);

    public ResolvedFields Without(string id) => this with { Values = [.. Values.Where(f => f.Id != id)], Lookups = [.. Lookups.Where(l => l.Field.Id != id)] };

    /// <summary>The same with what came of looking a value up.</summary>
    /// <param name="found">Ids; <see langword="null"/>: none, and <paramref name="why"/>.</param>
    public ResolvedFields With(FieldLookup lookup, IReadOnlyList<string>? found, string why) => this with
    {
        Values = found is null ? Values : [.. Values, new FieldValue(lookup.Field.Id, lookup.Field.Name, lookup.Field.Shape, found)],
        LeftOut = found is null ? [.. LeftOut, LeftOutOf(lookup.Field, why)] : LeftOut,
        Lookups = [.. Lookups.Where(l => l.Field.Id != lookup.Field.Id)],
    };

    /// <param name="why">Without the field's name.</param>
    public static string LeftOutOf(FieldMapping field, string why) => $"{field.Name} is left out: {why}";
}

/// <summary>Finds the values of a configuration's fields. Pure; the same group gives the same values.</summary>
internal sealed partial class FieldResolver(TicketConfiguration configuration, TicketRenderer renderer)
{
    private readonly Dictionary<string, TextPattern> _patterns = [];

    /// <summary>Whether a group can have a value that a field does not take.</summary>
    public static bool CanLeaveOut(TicketConfiguration configuration) => configuration.Fields.Any(
        f => f is { Source: ValueSource.Expression, Shape: not (FieldShape.Text or FieldShape.RichText) });

    /// <param name="members">Open ones first; open ones alone count where there are any.</param>
    public ResolvedFields Of(TicketGroup group, IReadOnlyList<ContentFinding> members)
    {
        var counted = members.Any(m => m.IsOpen) ? [.. members.Where(m => m.IsOpen)] : members;
        var (values, leftOut, lookups) = (new List<FieldValue>(), new List<string>(), new List<FieldLookup>());
        foreach (var field in configuration.Fields)
        {
            var render = RendererOf(field.Shape, group, members);
            if (field.Source is ValueSource.Expression asked && IsLookedUp(field.Shape) && PlainText.OneLine(render(asked.Text)) is { Length: > 0 } text)
            {
                lookups.Add(new(field, text));
                continue;
            }

            switch (ValueOf(field, group, counted, render))
            {
                case Coerced.Fits { Values: { Count: > 0 } found }:
                    values.Add(new FieldValue(field.Id, field.Name, field.Shape, [.. found.Select(v => v.Id)]));
                    break;
                case Coerced.Misfit misfit:
                    leftOut.Add(ResolvedFields.LeftOutOf(field, misfit.Message));
                    break;
            }
        }

        return new(values, leftOut) { Lookups = lookups, Labels = [.. configuration.Labels.Select(l => LabelOf(l, group, members)).OfType<string>().Distinct()] };
    }

    /// <summary>Whether the field's values become ids only by asking Jira.</summary>
    public static bool IsLookedUp(FieldShape shape) => shape is FieldShape.User or FieldShape.Users or FieldShape.Parent or FieldShape.EpicLink;

    private Func<string, string> RendererOf(FieldShape shape, TicketGroup group, IReadOnlyList<ContentFinding> members) => shape == FieldShape.RichText
        ? text => renderer.RenderMarkdown(text, group, members)
        : text => renderer.RenderText(text, group, members);

    /// <returns><see langword="null"/> when nothing is left of it or a placeholder in it is empty, or it would be taken for one of the marker's: what scanners say is no proof.</returns>
    private string? LabelOf(string label, TicketGroup group, IReadOnlyList<ContentFinding> members)
    {
        if (!label.Contains("{{"))
            return label;
        // Who writes conditions says himself what is to stand without the value.
        if (!label.Contains("{{#") && Placeholder().Matches(label).Any(p => string.IsNullOrWhiteSpace(renderer.RenderText(p.Value, group, members))))
            return null;
        var text = string.Join('-', renderer.RenderText(label, group, members).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        text = PlainText.Cut(text, FieldCoercion.MaxLine);
        return text.Length == 0 || Marker.IsOwn(text) ? null : text;
    }

    [GeneratedRegex(@"\{\{[^{}]*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();

    /// <summary>What a rule has besides for a field whose value Jira does not take: the next of those whose turn it could be, or what fits all.</summary>
    /// <param name="refused">As <see cref="Storage.SentContent.Fields"/>.</param>
    public static IEnumerable<IReadOnlyList<string>> OthersOf(FieldMapping field, string refused) => field switch
    {
        // Texts hold placeholders, and Jira takes them all.
        { Shape: FieldShape.Text or FieldShape.RichText or FieldShape.Texts } => [],
        { Source: ValueSource.RoundRobin turns } => After(refused, [.. turns.Among.Select(a => a.Id)]).Select(id => (IReadOnlyList<string>)[id]),
        { Source: ValueSource.Lookup { Otherwise: { Count: > 0 } otherwise } } => [[.. otherwise.Select(v => v.Id)]],
        { Source: ValueSource.Expression { Otherwise: { Count: > 0 } otherwise } } => [[.. otherwise.Select(v => v.Id)]],
        _ => [],
    };

    private static IEnumerable<string> After(string one, List<string> among) => among.Skip(among.IndexOf(one) + 1).Concat(among.TakeWhile(a => a != one));

    /// <returns><see langword="null"/> when the group has no value for the field, and that is no mistake.</returns>
    private Coerced? ValueOf(FieldMapping field, TicketGroup group, IReadOnlyList<ContentFinding> counted, Func<string, string> render) => field.Source switch
    {
        ValueSource.Constant constant => Filled(field, constant.Values, render),
        ValueSource.Expression expression => ReadOf(field.Shape, expression, render) switch
        {
            Coerced.Fits { Values.Count: > 0 } fits => fits,
            var nothing => expression.Otherwise is { } otherwise ? Filled(field, otherwise, render) : nothing,
        },
        ValueSource.Lookup lookup => RowOf(lookup, counted) is { } values ? Filled(field, values, render) : null,
        ValueSource.Deadline deadline => DueOf(deadline, group, counted) is { } day ? FieldCoercion.Of(field.Shape, day, []) : null,
        ValueSource.RoundRobin turns => new Coerced.Fits([turns.Among[group.Turn % turns.Among.Count]]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <returns><see langword="null"/> when the text is empty.</returns>
    private static Coerced? ReadOf(FieldShape shape, ValueSource.Expression expression, Func<string, string> render) =>
        render(expression.Text).Trim() is { Length: > 0 } text && !IsLookedUp(shape) ? FieldCoercion.Of(shape, text, expression.Allowed) : null;

    private static Coerced Filled(FieldMapping field, IReadOnlyList<JiraName> values, Func<string, string> render) =>
        field.Shape is FieldShape.Text or FieldShape.RichText or FieldShape.Texts
            ? FieldCoercion.OfEach(field.Shape, values.Select(v => render(v.Id)), [])
            : new Coerced.Fits(values);

    /// <summary>The more characters a pattern names, the more specific it is; the order of rows makes no difference.</summary>
    private IReadOnlyList<JiraName>? RowOf(ValueSource.Lookup lookup, IReadOnlyList<ContentFinding> counted)
    {
        var texts = counted.SelectMany(f => TextsOf(lookup.By, f)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return lookup.Table
            .Where(row => texts.Exists(t => PatternOf(row.Pattern).Matches(t)))
            .OrderByDescending(row => !row.Pattern.Contains('*')).ThenByDescending(row => row.Pattern.Count(c => c != '*')).ThenBy(row => row.Pattern, StringComparer.Ordinal)
            .FirstOrDefault()?.Values ?? lookup.Otherwise;
    }

    private TextPattern PatternOf(string pattern) =>
        _patterns.TryGetValue(pattern, out var known) ? known : _patterns[pattern] = new TextPattern(pattern);

    private static IEnumerable<string> TextsOf(LookupKey key, ContentFinding finding) => key switch
    {
        LookupKey.Asset => [finding.Asset],
        LookupKey.Scanner => [finding.Scanner],
        LookupKey.Rule => finding.Rule is { } rule ? [rule] : [],
        LookupKey.Package => finding.Package is { } package ? [package] : [],
        LookupKey.Kind => [finding.Kind.ToString()],
        LookupKey.Severity => [finding.Severity.ToString()],
        LookupKey.Location => finding.Location is { } location ? [location] : [],
        LookupKey.Label => finding.Labels,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>By all members, also where an issue names some only.</summary>
    private static string? DueOf(ValueSource.Deadline deadline, TicketGroup group, IReadOnlyList<ContentFinding> counted) =>
        Deadline.DayOf(group.DueFrom ?? Deadline.EarliestOf(counted.Select(f => (f.Severity, f.DueFrom))), deadline.Days)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
