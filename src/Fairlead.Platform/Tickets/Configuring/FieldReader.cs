using System.Globalization;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Reads what a person wrote for a field into the value that Jira wants: options by name become ids.</summary>
internal sealed class FieldReader(FaultList faults)
{
    /// <returns><see langword="null"/> after a problem.</returns>
    public FieldValue? Read(string path, JiraFieldMeta field, string text)
    {
        if (ShapeOf(field.Schema) is not { } shape)
        {
            faults.Problem(path, $"fields of type {field.Schema.Type} cannot be set", "leave it out, or give it a default in Jira");
            return null;
        }

        return shape switch
        {
            FieldShape.Text or FieldShape.RichText => Text(path, field, shape, text),
            FieldShape.Number => Number(path, field, text),
            FieldShape.Date => Date(path, field, text),
            FieldShape.Option => Option(path, field.AllowedValues, text) is { } id ? Of(field, shape, id) : null,
            FieldShape.Options => Options(path, field, text),
            FieldShape.Cascade => Cascade(path, field, text),
            FieldShape.Texts => Of(field, shape, [.. Parts(text)]),
            _ => Of(field, shape, text.Trim()),
        };
    }

    public static FieldShape? ShapeOf(JiraFieldSchema schema) => schema switch
    {
        { IsRichText: true } => FieldShape.RichText,
        { Type: "string" } => FieldShape.Text,
        { Type: "number" } => FieldShape.Number,
        { Type: "date" } => FieldShape.Date,
        { Type: "datetime" } => FieldShape.Text,
        { Type: "option" or "priority" or "resolution" or "version" or "component" or "securitylevel" } => FieldShape.Option,
        { Type: "option-with-child" } => FieldShape.Cascade,
        { Type: "user" } => FieldShape.User,
        { Type: "array", Items: "string" } => FieldShape.Texts,
        { Type: "array", Items: "option" or "version" or "component" } => FieldShape.Options,
        _ => null,
    };

    private FieldValue? Text(string path, JiraFieldMeta field, FieldShape shape, string text)
    {
        var wrong = text.Contains("{{") ? TemplateCheck.Faults(new Template("x", text)) : [];
        foreach (var fault in wrong)
            faults.Problem(path, fault.Message, fault.Fix);
        return wrong.Count == 0 ? Of(field, shape, text) : null;
    }

    private FieldValue? Number(string path, JiraFieldMeta field, string text)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return Of(field, FieldShape.Number, text.Trim());
        faults.Problem(path, $"\"{DraftCheck.Shown(text)}\" is no number");
        return null;
    }

    private FieldValue? Date(string path, JiraFieldMeta field, string text)
    {
        if (DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return Of(field, FieldShape.Date, text.Trim());
        faults.Problem(path, $"\"{DraftCheck.Shown(text)}\" is no date", "write it as 2026-01-31");
        return null;
    }

    private FieldValue? Options(string path, JiraFieldMeta field, string text)
    {
        var ids = Parts(text).Select(p => Option(path, field.AllowedValues, p)).ToList();
        return ids.Contains(null) ? null : Of(field, FieldShape.Options, [.. ids.OfType<string>()]);
    }

    private FieldValue? Cascade(string path, JiraFieldMeta field, string text)
    {
        var parts = text.Split('/', 2, StringSplitOptions.TrimEntries);
        if (Option(path, field.AllowedValues, parts[0]) is not { } parent)
            return null;
        if (parts.Length == 1)
            return Of(field, FieldShape.Cascade, parent);
        var children = field.AllowedValues.First(v => v.Id == parent).Children;
        return Option(path, children, parts[1]) is { } child ? Of(field, FieldShape.Cascade, parent, child) : null;
    }

    /// <returns>The option's id.</returns>
    private string? Option(string path, IReadOnlyList<JiraAllowedValue> allowed, string text)
    {
        text = text.Trim();
        // A list that is too long is not given by Jira; then only the id can be checked, by Jira itself.
        if (allowed.Count == 0)
            return text;
        var match = allowed.FirstOrDefault(v => v.Label.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? allowed.FirstOrDefault(v => v.Id == text);
        if (match?.Id is { } id)
            return id;
        var names = allowed.Select(v => v.Label).Take(20).ToList();
        faults.Problem(
            path,
            $"Jira does not allow \"{DraftCheck.Shown(text)}\"; it allows {string.Join(", ", names)}",
            NearMiss.Of(text, names) is { } near ? $"did you mean {near}?" : null);
        return null;
    }

    private static IEnumerable<string> Parts(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static FieldValue Of(JiraFieldMeta field, FieldShape shape, params IReadOnlyList<string> values) => new(field.Id, field.Name, shape, values);
}
