using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>Types of fields and parts of a configuration as people read them.</summary>
internal static class FormWords
{
    public static string Of(FieldShape shape) => shape switch
    {
        FieldShape.Text => "text",
        FieldShape.RichText => "rich text",
        FieldShape.Number => "number",
        FieldShape.Date => "date",
        FieldShape.DateTime => "date and time",
        FieldShape.Option => "one of a list",
        FieldShape.Options => "several of a list",
        FieldShape.Cascade => "one of two levels",
        FieldShape.User => "a person",
        FieldShape.Users => "several people",
        FieldShape.Texts => "several words",
        FieldShape.Parent or FieldShape.EpicLink => "issue above",
        FieldShape.Team => "team",
        FieldShape.Url => "address",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What people can say of findings, all but what only reports say.</summary>
    public static IReadOnlyList<(string Value, string Text)> Sayable { get; } =
        [.. Enum.GetValues<FindingStatus>().Where(s => s != FindingStatus.WaitingForVerification).Select(s => (FindingsView.WordOf(s), Words.Of(s)))];

    /// <summary>Keys that the configuration has and the form does not show, or not without what Jira offers.</summary>
    public static IEnumerable<string> Hidden(ConfigurationForm form)
    {
        var body = form.Body;
        if (body.CommentVisibility is not null)
            yield return "commentVisibility";
        if (form.Choices.Screen is not null)
            yield break;
        if (body.DoneStatus is not null)
            yield return "doneStatus";
        if (body.DoneFields is { Count: > 0 })
            yield return "doneFields";
        if (body.CommentRules is { Count: > 0 })
            yield return "commentRules";
        if (body.StatusMap is not null)
            yield return "statusMap";
        if (body.Reopen is not null)
            yield return "reopen";
        if (body.Owners is { Count: > 0 })
            yield return "owners";
    }
}
