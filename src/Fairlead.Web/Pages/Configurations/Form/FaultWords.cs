using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Client.Tickets;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>Mistakes and their places as people read them.</summary>
internal static partial class FaultWords
{
    private const string Field = "fields.";

    public static string Of(ConfigurationFault fault) => $"{fault.Message}{(fault.Fix is { } fix ? $" — {fix}" : "")}";

    /// <summary>Of the place: a field of Jira's goes by its name, an entry of a list by its number as the page shows it.</summary>
    public static string NameOf(ConfigurationFault fault) => fault.Field is { } field ? field
        : fault.Path.StartsWith(Field, StringComparison.Ordinal)
        ? fault.Path[Field.Length..]
        : Entry().Replace(fault.Path, e => $" {int.Parse(e.Groups[1].Value, CultureInfo.InvariantCulture) + 1}");

    /// <summary>What Jira demands and nothing is said of is mended with the choice beside it, not with a text; so is what nobody chose.</summary>
    public static ConfigurationFault InForm(ConfigurationFault fault, OfferedScreen screen, TicketConfigurationBody body)
    {
        if (screen.Fields.FirstOrDefault(f => FieldForm.PathsOf(f, body).Contains(fault.Path)) is { IsRequired: true, Shape: not null } field && FieldForm.ValueOf(field, body) is null)
            return fault with { Message = $"Jira demands a value for “{field.Name}”", Fix = "choose what it comes from" };
        return WhatIsUnchosen(fault, body) is { } choice ? fault with { Message = "nothing is chosen", Fix = $"choose {choice}" } : fault;
    }

    /// <returns>What is missing from an entry of a list; <see langword="null"/> where the mistake is another.</returns>
    private static string? WhatIsUnchosen(ConfigurationFault fault, TicketConfigurationBody body)
    {
        const string Said = "what it says of the findings";
        if (EntryOf(fault.Path) is not (var list, var i, var part))
            return null;
        return (list, part) switch
        {
            (CommentRulesForm.List, ".status") when body.CommentRules?.ElementAtOrDefault(i) is { Status: "" } => Said,
            (StatusMapForm.From, ".finding") when body.StatusMap?.FromJira?.ElementAtOrDefault(i) is { Finding: "" } => Said,
            (StatusMapForm.From, "") when body.StatusMap?.FromJira?.ElementAtOrDefault(i) is { Status: null, Category: null } rule && (rule.Days is not null || !AsWritten.IsSame("riskAccepted", rule.Finding)) => "where the issue is",
            (StatusMapForm.To, "") when body.StatusMap?.ToJira?.ElementAtOrDefault(i) is { Status: null, Category: null } => "where the issue goes",
            _ => null,
        };
    }

    /// <summary>The place on the page that a mistake is about; <see langword="null"/> where the form has none.</summary>
    public static string? PlaceOf(ConfigurationFault fault, ConfigurationForm form)
    {
        if (form.Choices.Screen?.Fields.FirstOrDefault(f => FieldForm.PlacesOf(f, form.Body).Any(p => ConfigurationForm.IsWithin(fault.Path, p))) is { } field)
            return FieldForm.IdOf(field);
        // An entry of a list of entries has inputs of its own.
        if (EntryOf(fault.Path) is (var list, var index, _) && Lists.Contains(list))
            return FormRows.IdOf(list, index);
        if (form.Choices.Workflow is { } workflow && DoneFieldsForm.RowsOf(form.Body, workflow, isGrown: false).FirstOrDefault(r => fault.Path == $"{DoneFieldsForm.List}.{r.Name}") is { } row)
            return $"{row.At}.value";
        var place = fault.Path.Split('[')[0];
        return Places.Contains(place) ? place : Places.FirstOrDefault(p => ConfigurationForm.IsWithin(place, p));
    }

    /// <returns>The list, the index and the rest of a place within a list; <see langword="null"/> for another place.</returns>
    private static (string List, int Index, string Part)? EntryOf(string path) => Entry().Match(path) is { Success: true } entry
        ? (path[..entry.Index], int.Parse(entry.Groups["index"].Value, CultureInfo.InvariantCulture), path[(entry.Index + entry.Length)..])
        : null;

    private static readonly string[] Lists = [CommentRulesForm.List, StatusMapForm.From, StatusMapForm.To];

    private static readonly string[] Places =
    [
        "name", "connection", "project", "issueType", "groupBy", "growth", "subTaskType", "labels", "maxCreates", "severities",
        "filter.minimumSeverity", "filter.severities", "filter.kinds", "filter.scanners", "filter.assets", "filter.rules", "filter.labels", "filter.statuses", "filter.fixable", "filter.firstSeenFrom",
        "filter.minimumAgeDays", "filter.minimumEpss", "filter.kev", "filter.exploitMaturity", "template.summary", "template.body", "template.dynamic", "template.data", "template",
        "priorities.critical", "priorities.high", "priorities.medium", "priorities.low", "priorities.informational", "priorities.unknown", "priorities",
        "owners.summary", "owners.description", "owners.priority", "owners.labels", "owners.status", "owners", "reopen.withinDays", "reopen.notFrom", "reopen", "doneStatus", "commentVisibility", DoneFieldsForm.List,
        CommentRulesForm.List, StatusMapForm.From, StatusMapForm.To,
    ];

    [GeneratedRegex(@"\[(?<index>\d+)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Entry();
}
