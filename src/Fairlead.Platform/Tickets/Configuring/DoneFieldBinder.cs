using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>
/// Turns what a person wrote for the last step of an issue into values. The transition's screen is known only where an issue stands
/// before it; what its fields take is known before, from the resolutions, the people and the create screen.
/// </summary>
/// <param name="people"><see langword="null"/> where there is no such project.</param>
/// <param name="screen">To create issues; of a field that is not on it, options are matched by name when an issue is moved.</param>
internal sealed class DoneFieldBinder(
    JiraClient jira, StatusBinder statuses, PeopleFinder? people, IReadOnlyList<JiraFieldMeta> screen, FaultList faults)
{
    public async Task<IReadOnlyList<FieldValue>> BindAsync(IReadOnlyDictionary<string, string>? wanted, CancellationToken ct)
    {
        if (wanted is null || wanted.Count == 0)
            return [];
        var known = await jira.Fields.ListAsync(ct);
        var fields = new List<FieldValue>();
        foreach (var (name, text) in wanted)
        {
            var path = $"doneFields.{name}";
            var before = faults.Told;
            var field = known.FirstOrDefault(f => f.Id == name) ?? known.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (field is null)
            {
                faults.Problem(
                    path, $"Jira has no field \"{DraftCheck.Shown(name)}\"",
                    NearMiss.Of(name, known.Select(f => f.Name)) is { } near ? $"did you mean {near}?" : null);
            }
            else if (FieldShapes.Of(field.Schema) is not { } shape)
            {
                faults.Problem(path, $"fields of type {field.Schema.Type} cannot be set", "leave it out, or give it a default in Jira");
            }
            else if (await ReadAsync(path, field.Id, shape, text.Trim(), ct) is { } values)
            {
                fields.Add(new(field.Id, field.Name, shape, values) { Written = text });
            }

            if (field is not null)
                faults.NameField(before, name, field.Id, field.Name);
        }

        return fields;
    }

    /// <returns><see langword="null"/> after a problem.</returns>
    private async Task<IReadOnlyList<string>?> ReadAsync(string path, string id, FieldShape shape, string text, CancellationToken ct)
    {
        if (text.Length == 0)
        {
            faults.Problem(path, "is empty", "leave it out");
            return null;
        }

        if (id == TransitionChoice.Resolved)
            return await statuses.ResolutionAsync(path, text, ct) is { } resolution ? [resolution.Id] : null;
        if (shape is FieldShape.User or FieldShape.Users && people is not null)
            return await PeopleAsync(path, id, shape, text, ct);
        var allowed = screen.FirstOrDefault(f => f.Id == id) is { } field ? FieldShapes.AllowedOf(field) : [];
        switch (FieldCoercion.Of(shape, text, allowed))
        {
            case Coerced.Fits fits:
                return [.. fits.Values.Select(v => v.Id)];
            case Coerced.Misfit misfit:
                faults.Problem(path, misfit.Message, misfit.Fix);
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<IReadOnlyList<string>?> PeopleAsync(string path, string id, FieldShape shape, string text, CancellationToken ct)
    {
        var ids = new List<string>();
        var isGood = true;
        foreach (var name in shape == FieldShape.User ? [text] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (await people!.FindAsync(path, name, id == OwnWords.AssigneeField, ct) is { } person)
                ids.Add(person.Id);
            else
                isGood = false;
        }

        return isGood ? ids : null;
    }
}
