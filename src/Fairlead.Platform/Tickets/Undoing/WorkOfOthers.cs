using System.Text.Json;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Undoing;

/// <summary>What others than Fairlead did with an issue that Fairlead made, so that it is not taken away from them. Pure.</summary>
internal static class WorkOfOthers
{
    /// <summary>What must be read of the issue. Links, files and logged work leave their trace in its history.</summary>
    public const string FieldToRead = "subtasks";

    /// <summary>Cloud's name for accounts that are no people.</summary>
    private const string App = "app";

    /// <param name="since">Changes by others than Fairlead's account.</param>
    /// <param name="comments">Comments by others than Fairlead's account.</param>
    /// <param name="ofApps">Whether what apps did counts too: people may have done it through them. Where nothing is lost, what automations do to every new issue is nobody's work.</param>
    /// <returns>In words; <see langword="null"/> when there is none.</returns>
    public static string? Of(JiraIssue issue, IReadOnlyList<JiraChange> since, IReadOnlyList<JiraComment> comments, bool ofApps) => (
        since.LastOrDefault(c => ofApps || c.Author?.AccountType != App),
        comments.LastOrDefault(c => ofApps || c.Author?.AccountType != App),
        HasOpenSubtasks(issue)) switch
    {
        ({ } change, _, _) => $"{Comments.JiraActor.NameOf(change.Author)} changed {string.Join(", ", change.Items.Select(i => i.FieldName).Distinct().Take(3))}",
        (_, { } comment, _) => $"{Comments.JiraActor.NameOf(comment.Author)} commented on it",
        (_, _, true) => "it has sub-tasks that are not done",
        _ => null,
    };

    private static bool HasOpenSubtasks(JiraIssue issue) =>
        issue.Field(FieldToRead) is { ValueKind: JsonValueKind.Array } subtasks
        && subtasks.EnumerateArray().Any(s => StatusOf(s) is not { Category: JiraStatusCategory.Done });

    private static JiraStatus? StatusOf(JsonElement subtask) =>
        new JiraIssue("", "", subtask.ValueKind == JsonValueKind.Object && subtask.TryGetProperty("fields", out var fields) ? fields : default, null).Status;
}
