using Fairlead.Jira;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Finds the people and the issues above that placeholders wrote, by asking Jira; each is asked for once in a session. Whom Jira does not know for
/// sure is nobody: the rule's own <c>otherwise</c> takes the place, else the field is left out and told.
/// </summary>
internal sealed class FieldLookups(JiraClient jira)
{
    private readonly Dictionary<string, PeopleDirectory> _people = [];
    private readonly Dictionary<(string Project, string Type), ParentFinder?> _finders = [];
    private readonly Dictionary<(string Project, string Type, FieldShape Shape, string Key), FoundParent> _parents = [];

    /// <summary>The fields with all their values.</summary>
    /// <exception cref="JiraUnavailableException">Nothing is known of a value.</exception>
    /// <exception cref="JiraRefusedException">The connection does not work.</exception>
    public async Task<ResolvedFields> SettleAsync(ResolvedFields fields, TicketConfiguration configuration, CancellationToken ct)
    {
        foreach (var lookup in fields.Lookups)
        {
            var (found, why) = await FindAsync(lookup, configuration, ct);
            var otherwise = ((ValueSource.Expression)lookup.Field.Source).Otherwise?.Select(v => v.Id).ToList();
            fields = fields.With(lookup, found ?? otherwise, why);
        }

        return fields;
    }

    /// <returns>Ids; <see langword="null"/> where one of the texts means nobody, or no issue.</returns>
    private async Task<(IReadOnlyList<string>? Ids, string Why)> FindAsync(FieldLookup lookup, TicketConfiguration configuration, CancellationToken ct)
    {
        var ids = new List<string>();
        var texts = lookup.Field.Shape == FieldShape.Users ? lookup.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [lookup.Text];
        foreach (var text in texts.Distinct())
        {
            try
            {
                var (id, why) = lookup.Field.Shape is FieldShape.User or FieldShape.Users
                    ? await PersonAsync(text, lookup.Field.Id == OwnWords.AssigneeField, configuration, ct)
                    : await ParentAsync(text, lookup.Field.Shape, configuration, ct);
                if (id is null)
                    return (null, why!);
                ids.Add(id);
            }
            catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.Invalid or JiraRefusalCause.Forbidden or JiraRefusalCause.NotFound)
            {
                return (null, $"\"{DraftCheck.Shown(text)}\" cannot be looked up: {e.Message}");
            }
        }

        return ids.Count == 0 ? (null, $"\"{DraftCheck.Shown(lookup.Text)}\" names nobody") : ([.. ids.Distinct()], "");
    }

    private async Task<(string? Id, string? Why)> PersonAsync(string text, bool isAssignee, TicketConfiguration configuration, CancellationToken ct)
    {
        var project = configuration.Project.Name;
        if (!_people.TryGetValue(project, out var people))
            _people[project] = people = new PeopleDirectory(jira, project);
        var found = await people.FindAsync(text, isAssignee, ct);
        return (found.Person?.Id, found.Why);
    }

    private async Task<(string? Id, string? Why)> ParentAsync(string key, FieldShape shape, TicketConfiguration configuration, CancellationToken ct)
    {
        var (project, type) = (configuration.Project, configuration.IssueType);
        if (!_finders.TryGetValue((project.Id, type.Id), out var finder))
        {
            var known = (await jira.CreateMeta.IssueTypesAsync(project.Id, ct)).FirstOrDefault(t => t.Id == type.Id);
            _finders[(project.Id, type.Id)] = finder = known is null ? null : new ParentFinder(jira, project.Name, known);
        }

        if (finder is null)
            return (null, $"{project.Name} has no issue type {type.Name} any more");
        if (!_parents.TryGetValue((project.Id, type.Id, shape, key), out var found))
            _parents[(project.Id, type.Id, shape, key)] = found = await finder.FindAsync(key, shape, ct);
        return (found.Parent?.Id, found.Why);
    }
}
