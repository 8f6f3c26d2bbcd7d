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
    public static string NameOf(ConfigurationFault fault) => fault.Path.StartsWith(Field, StringComparison.Ordinal)
        ? fault.Path[Field.Length..]
        : Entry().Replace(fault.Path, e => $" {int.Parse(e.Groups[1].Value, CultureInfo.InvariantCulture) + 1}");

    /// <summary>What Jira demands and nothing is said of is mended with the choice beside it, not with a text; so is what nobody chose.</summary>
    public static ConfigurationFault InForm(ConfigurationFault fault, OfferedScreen screen, TicketConfigurationBody body)
    {
        if (screen.Fields.FirstOrDefault(f => FieldForm.PathsOf(f, body).Contains(fault.Path)) is { IsRequired: true } field && FieldForm.ValueOf(field, body) is null)
            return fault with { Message = $"Jira demands a value for “{field.Name}”", Fix = "choose what it comes from" };
        return IsUnchosen(fault, body) ? fault with { Message = "nothing is chosen", Fix = "choose what is said of the findings" } : fault;
    }

    private static bool IsUnchosen(ConfigurationFault fault, TicketConfigurationBody body) =>
        Entry().Match(fault.Path) is { Success: true } entry && int.Parse(entry.Groups[1].Value, CultureInfo.InvariantCulture) is var i && fault.Path.Remove(entry.Index, entry.Length) switch
        {
            "commentRules.status" => body.CommentRules?.ElementAtOrDefault(i)?.Status,
            _ => null,
        } is "";

    /// <summary>The place on the page that a mistake is about; <see langword="null"/> where the form has none.</summary>
    public static string? PlaceOf(ConfigurationFault fault, ConfigurationForm form)
    {
        if (form.Choices.Screen?.Fields.FirstOrDefault(f => FieldForm.PlacesOf(f, form.Body).Any(p => ConfigurationForm.IsWithin(fault.Path, p))) is { } field)
            return FieldForm.IdOf(field);
        // An entry of a list of entries has inputs of its own.
        if (Entry().Match(fault.Path) is { Success: true } entry && Lists.Contains(fault.Path[..entry.Index]))
            return FormRows.IdOf(fault.Path[..entry.Index], int.Parse(entry.Groups[1].Value, CultureInfo.InvariantCulture));
        var place = fault.Path.Split('[')[0];
        return Places.Contains(place) ? place : Places.FirstOrDefault(p => ConfigurationForm.IsWithin(place, p));
    }

    private static readonly string[] Lists = [CommentRulesForm.List];

    private static readonly string[] Places =
    [
        "name", "connection", "project", "issueType", "groupBy", "growth", "subTaskType", "labels", "maxCreates", "severities",
        "filter.minimumSeverity", "filter.kinds", "filter.scanners", "filter.assets", "filter.rules", "filter.labels", "filter.statuses", "filter.fixable", "filter.firstSeenFrom",
        "filter.minimumAgeDays", "filter.minimumEpss", "filter.kev", "filter.exploitMaturity", "template.summary", "template.body", "template.dynamic", "template.data", "template",
        "priorities.critical", "priorities.high", "priorities.medium", "priorities.low", "priorities.informational", "priorities.unknown", "priorities",
        "owners.summary", "owners.description", "owners.priority", "owners.labels", "owners", "reopen.withinDays", "reopen.notFrom", "reopen", CommentRulesForm.List,
    ];

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex Entry();
}
