using Fairlead.Client.Tickets;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>A configuration in a form: what stands in it, what Jira offers, and what was said of it.</summary>
/// <param name="Body">All of the configuration, also what the form does not show.</param>
/// <param name="Revision">Of the stored configuration that the form began as; 0 for a new one.</param>
public sealed record ConfigurationForm(TicketConfigurationBody Body, int Revision)
{
    public ConfigurationChoices Choices { get; init; } = new();

    /// <summary>What is wrong, each with its place in the configuration.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; init; } = [];

    public IReadOnlyList<ConfigurationFault> Warnings { get; init; } = [];

    /// <summary>Why it is not saved, where that is no matter of a place; <see langword="null"/>: nothing.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What it speaks for; <see langword="null"/> when nobody asked, or it cannot be said.</summary>
    public ConfigurationReach? Reach { get; init; }

    /// <summary>It was checked against Jira, and nothing is wrong.</summary>
    public bool IsFine { get; init; }

    /// <summary>Of a page that tells why it is not saved.</summary>
    public int Status => Problem?.Kind.Status ?? (Faults.Count > 0 ? ProblemKind.InvalidConfiguration.Status : StatusCodes.Status200OK);

    /// <summary>What is wrong at a place or within it, for people.</summary>
    public IReadOnlyList<string> At(params IEnumerable<string> paths) =>
        [.. Faults.Where(f => paths.Any(p => IsWithin(f.Path, p))).Select(FaultWords.Of)];

    internal static bool IsWithin(string path, string place) =>
        path.StartsWith(place, StringComparison.OrdinalIgnoreCase) && (path.Length == place.Length || path[place.Length] is '.' or '[');
}

/// <summary>What can be chosen at present, as far as the choices before are made.</summary>
public sealed record ConfigurationChoices
{
    /// <summary>Names of connections.</summary>
    public IReadOnlyList<string> Connections { get; init; } = [];

    public IReadOnlyList<JiraProject> Projects { get; init; } = [];

    /// <summary>Those of sub-tasks too.</summary>
    public IReadOnlyList<JiraIssueType> IssueTypes { get; init; } = [];

    /// <summary><see langword="null"/> until an issue type is chosen, and where Jira could not be asked.</summary>
    public OfferedScreen? Screen { get; init; }

    /// <summary>Why something is not offered; <see langword="null"/>: all is.</summary>
    public Problem? Trouble { get; init; }
}

/// <summary>Mistakes and their places as people read them.</summary>
internal static class FaultWords
{
    public static string Of(ConfigurationFault fault) => $"{fault.Message}{(fault.Fix is { } fix ? $" — {fix}" : "")}";

    /// <summary>Of the place: a field of Jira's goes by its name.</summary>
    public static string NameOf(ConfigurationFault fault) => fault.Path.StartsWith(Field, StringComparison.Ordinal) ? fault.Path[Field.Length..] : fault.Path;

    /// <summary>What Jira demands and nothing is said of is mended with the choice beside it, not with a text.</summary>
    public static ConfigurationFault InForm(ConfigurationFault fault, OfferedScreen screen, TicketConfigurationBody body) =>
        screen.Fields.FirstOrDefault(f => FieldForm.PathsOf(f, body).Contains(fault.Path)) is { IsRequired: true } field && FieldForm.ValueOf(field, body) is null
            ? fault with { Message = $"Jira demands a value for “{field.Name}”", Fix = "choose what it comes from" }
            : fault;

    private const string Field = "fields.";

    /// <summary>The place on the page that a mistake is about; <see langword="null"/> where the form has none.</summary>
    public static string? PlaceOf(ConfigurationFault fault, ConfigurationForm form)
    {
        if (form.Choices.Screen?.Fields.FirstOrDefault(f => FieldForm.PathsOf(f, form.Body).Any(p => ConfigurationForm.IsWithin(fault.Path, p))) is { } field)
            return FieldForm.IdOf(field);
        var place = fault.Path.Split('[')[0];
        return Places.Contains(place) ? place : Places.FirstOrDefault(p => ConfigurationForm.IsWithin(place, p));
    }

    private static readonly string[] Places =
    [
        "name", "connection", "project", "issueType", "groupBy", "growth", "subTaskType", "labels", "maxCreates", "severities",
        "filter.minimumSeverity", "filter.kinds", "filter.scanners", "filter.assets", "filter.rules", "filter.labels", "filter.statuses", "filter.fixable", "filter.firstSeenFrom",
        "filter.minimumAgeDays", "filter.minimumEpss", "filter.kev", "filter.exploitMaturity", "template.summary", "template.body", "template.dynamic", "template.data", "template",
        "priorities.critical", "priorities.high", "priorities.medium", "priorities.low", "priorities.informational", "priorities.unknown", "priorities",
    ];
}
