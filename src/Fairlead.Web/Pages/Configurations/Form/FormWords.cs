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

    /// <summary>Keys that the configuration has and the form cannot show, because Jira could not be asked what it offers.</summary>
    public static IEnumerable<string> Hidden(ConfigurationForm form)
    {
        var body = form.Body;
        (string Key, bool IsGiven)[] keys =
        [
            ("priorities", body.Priorities is { Count: > 0 }), ("severities", body.Severities is { Count: > 0 }), ("fields", body.Fields is { Count: > 0 } || FieldForm.HasOwn(body)),
            ("owners", body.Owners is { Count: > 0 }), ("doneStatus", body.DoneStatus is not null), ("doneFields", body.DoneFields is { Count: > 0 }), ("reopen", body.Reopen is not null),
            ("statusMap", body.StatusMap is not null), ("commentRules", body.CommentRules is { Count: > 0 }), ("commentVisibility", body.CommentVisibility is not null),
        ];
        return form.Choices.Screen is null ? keys.Where(k => k.IsGiven).Select(k => k.Key) : [];
    }
}
