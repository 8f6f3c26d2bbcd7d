using Fairlead.Client.Tickets;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>One field that issues get when they are moved, as the form asks for it.</summary>
/// <param name="At">Part of the names of its inputs, and its place on the page.</param>
/// <param name="Name">As the configuration has it, or would get it; empty for one that is still to be named.</param>
/// <param name="Value">As it is written; empty where the configuration says nothing of it.</param>
/// <param name="Field"><see langword="null"/> where Jira has none of that name.</param>
public sealed record DoneFieldRow(string At, string Name, string Value, OfferedMoveField? Field);

/// <summary>What transitions ask for: from a configuration into the form's rows, and back.</summary>
internal static class DoneFieldsForm
{
    public const string List = "doneFields";

    private const string Resolution = "resolution";

    /// <summary>What the configuration gives; then, still empty, the resolution and what the screens of transitions have besides.</summary>
    /// <param name="isGrown">One more is to be named.</param>
    public static IReadOnlyList<DoneFieldRow> RowsOf(TicketConfigurationBody body, OfferedWorkflow workflow, bool isGrown)
    {
        var given = (body.DoneFields ?? new Dictionary<string, string>()).Select(f => (Name: f.Key, f.Value, Field: Find(workflow, f.Key))).ToList();
        var asked = workflow.Fields.Where(f => (f.Id == Resolution || f.Transitions.Count > 0) && given.TrueForAll(g => g.Field?.Id != f.Id))
            .OrderByDescending(f => f.Id == Resolution).Select(f => (Name: f.Id, Value: "", Field: (OfferedMoveField?)f));
        return [.. given.Concat(asked).Concat(isGrown ? [("", "", null)] : []).Select((f, i) => new DoneFieldRow(FormRows.IdOf(List, i), f.Name, f.Value, f.Field))];
    }

    /// <summary>What can be chosen for a field; empty where anything can be written.</summary>
    public static IReadOnlyList<JiraName> AllowedOf(OfferedMoveField field, OfferedWorkflow workflow) => field.Id == Resolution ? workflow.Resolutions : field.Allowed;

    /// <summary>A field that has no value is left out; one that was named for the first time is told to have none.</summary>
    public static IReadOnlyDictionary<string, string>? Read(IFormCollection form, List<ConfigurationFault> faults)
    {
        var fields = new Dictionary<string, string>();
        for (var i = 0; form.ContainsKey($"{FormRows.IdOf(List, i)}.value"); i++)
        {
            var at = FormRows.IdOf(List, i);
            var (name, value) = (Forms.Text(form, $"{at}.name").Trim(), Forms.Text(form, $"{at}.value"));
            var isNew = form.ContainsKey($"{at}.new");
            if (name.Length == 0 && value.Length > 0)
                faults.Add(new(List, $"“{value}” is the value of no field", "name the field beside it"));
            else if (name.Length > 0 && (value.Length > 0 || isNew) && !fields.TryAdd(name, value))
                faults.Add(new($"{List}.{name}", "is named twice", "leave one of them empty"));
        }

        return fields.Count > 0 ? fields : null;
    }

    private static OfferedMoveField? Find(OfferedWorkflow workflow, string name) =>
        workflow.Fields.FirstOrDefault(f => f.Id == name) ?? workflow.Fields.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
