using Fairlead.Client.Tickets;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>How statuses in Jira and of findings stand for each other: from a configuration into the form's rows, and back.</summary>
internal static class StatusMapForm
{
    public const string From = "statusMap.fromJira";

    public const string To = "statusMap.toJira";

    private const string Status = "status:";
    private const string Category = "category:";

    private static readonly (JiraStatusCategory Category, string Word, string Text)[] Categories =
        [(JiraStatusCategory.ToDo, "toDo", "To Do"), (JiraStatusCategory.InProgress, "inProgress", "In Progress"), (JiraStatusCategory.Done, "done", "Done")];

    /// <summary>A status or a category as one choice; <see langword="null"/> where the configuration names neither or both, which has to be chosen anew.</summary>
    public static string? PlaceOf(string? status, string? category) => (status, category) switch
    {
        ({ } name, null) => $"{Status}{name}",
        (null, { } word) => $"{Category}{word}",
        _ => null,
    };

    /// <summary>What <see cref="PlaceOf"/> can be: categories first.</summary>
    /// <param name="areOpen">Only those that do not count as done.</param>
    public static IEnumerable<(string Value, string Text)> Places(OfferedWorkflow workflow, string? status, string? category, bool areOpen = false)
    {
        foreach (var (_, word, text) in Categories.Where(c => !areOpen || c.Category != JiraStatusCategory.Done))
            yield return ($"{Category}{(category is not null && AsWritten.IsSame(word, category) ? category : word)}", $"Any status of {text}");
        foreach (var offered in workflow.Statuses.Where(s => !areOpen || s.Category != JiraStatusCategory.Done))
            yield return ($"{Status}{(status is not null && AsWritten.Is(new(offered.Id, offered.Name), status) ? status : offered.Name)}", offered.Name);
    }

    /// <summary>One row for each way in which findings can stand, and one for whatever else the configuration has.</summary>
    /// <returns>Each with its id on the page; empty where the configuration says nothing of it.</returns>
    public static IReadOnlyList<(string At, StatusTargetBody Target)> TargetsOf(TicketConfigurationBody body)
    {
        var given = (body.StatusMap?.ToJira ?? []).Select((target, i) => (At: FormRows.IdOf(To, i), Target: target)).ToList();
        var rest = given.Count;
        return
        [
            .. GroupStanding.All.SelectMany(s => given.Where(g => Is(s, g.Target.Finding)) is var own && own.Any() ? own : [(FormRows.IdOf(To, rest++), new StatusTargetBody(FindingsView.WordOf(s)))]),
            .. given.Where(g => !GroupStanding.All.Any(s => Is(s, g.Target.Finding))),
        ];
    }

    /// <summary>Whether findings that stand so still want work, so that their issue never goes to a status that is done.</summary>
    public static bool IsOpen(string finding) => GroupStanding.All.Any(s => s.IsOpen && Is(s, finding));

    public static string TextOf(string finding) => GroupStanding.All.FirstOrDefault(s => Is(s, finding)) is var standing && standing != default ? Shell.Words.Of(standing) : $"{finding} (not offered)";

    public static StatusMapBody? Read(IFormCollection form, List<ConfigurationFault> faults)
    {
        var (from, to) = (Rules(form, faults), Targets(form));
        return from is null && to is null ? null : new(from, to);
    }

    private static IReadOnlyList<StatusRuleBody>? Rules(IFormCollection form, List<ConfigurationFault> faults) => FormRows.Read(form, From, "where", (i, at) =>
    {
        var (status, category) = Place(form, at);
        var rule = new StatusRuleBody(
            FormValues.Word(form, $"{at}.finding") ?? "", status, category, FormValues.Word(form, $"{at}.resolution"), FormValues.Number(form, $"{at}.days", $"{From}[{i}].days", faults));
        return rule is { Finding: "", Status: null, Category: null, Resolution: null, Days: null } ? null : rule;
    });

    private static IReadOnlyList<StatusTargetBody>? Targets(IFormCollection form) => FormRows.Read(form, To, "where", (_, at) =>
    {
        var (status, category) = Place(form, at);
        var target = new StatusTargetBody(form[$"{at}.finding"].ToString(), status, category, FormValues.Word(form, $"{at}.resolution"));
        return target is { Status: null, Category: null, Resolution: null } ? null : target;
    });

    private static (string? Status, string? Category) Place(IFormCollection form, string at) => form[$"{at}.where"].ToString() switch
    {
        var word when word.StartsWith(Status, StringComparison.Ordinal) => (word[Status.Length..], null),
        var word when word.StartsWith(Category, StringComparison.Ordinal) => (null, word[Category.Length..]),
        _ => (null, null),
    };

    private static bool Is(FindingStatus standing, string finding) => AsWritten.IsSame(FindingsView.WordOf(standing), finding);
}
