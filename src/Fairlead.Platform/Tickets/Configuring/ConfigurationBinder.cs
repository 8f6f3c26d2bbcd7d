using Fairlead.Client.Tickets;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Applying;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>
/// Turns what a person wrote into a configuration, against the live project: names become ids, and every field that the create
/// screen demands must have a value. Finds everything that is wrong in one go.
/// </summary>
internal sealed class ConfigurationBinder(IJiraSource sites, CreateScreens screens, SiteGuard site)
{
    /// <summary>Fields that every ticket has from Fairlead, or that Jira fills by itself.</summary>
    private static readonly HashSet<string> Given = ["project", "issuetype", "summary", "description", "labels", "reporter"];

    /// <exception cref="JiraUnavailableException">Jira could not be asked.</exception>
    public async Task<ConfigurationCheck> BindAsync(TicketConfigurationBody body, CancellationToken ct)
    {
        var faults = new FaultList();
        var check = new DraftCheck(faults);
        var draft = new TicketConfiguration
        {
            Id = default,
            Name = check.Name(body.Name),
            Connection = default,
            Project = new(body.Project, body.Project),
            IssueType = new(body.IssueType, body.IssueType),
            Enabled = body.Enabled,
            Automatic = body.Automatic,
            Filter = check.Filter(body.Filter),
            GroupBy = check.GroupBy(body.GroupBy),
            Labels = check.Labels(body.Labels),
            Template = check.Template(body.Template),
            Recurrence = check.Recurrence(body.Recurrence),
            CommentRules = check.CommentRules(body.CommentRules),
            StatusMap = check.StatusMap(body.StatusMap?.FromJira),
            Quarantine = check.Quarantine(body.QuarantineSeconds),
        };
        var priorities = check.Priorities(body.Priorities);
        var bound = await sites.FindAsync(body.Connection, ct) is { } connection
            ? await BindLiveAsync(draft with { Connection = connection }, body, priorities, faults, ct)
            : Unknown(faults, "connection", $"there is no connection \"{DraftCheck.Shown(body.Connection)}\"", "add it with: fairlead connection add");
        return new(faults.HasProblems ? null : bound, faults.Problems, faults.Warnings);
    }

    private async Task<TicketConfiguration?> BindLiveAsync(
        TicketConfiguration draft, TicketConfigurationBody body, IReadOnlyDictionary<Severity, string> priorities, FaultList faults, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(body.Project))
            return Unknown(faults, "project", "project is missing", "see the keys with: fairlead jira projects");
        try
        {
            var jira = await sites.ClientForAsync(draft.Connection, ct);
            if (await jira.Projects.GetAsync(body.Project, ct) is not { } project)
            {
                return Unknown(
                    faults, "project", $"Jira shows no project \"{DraftCheck.Shown(body.Project)}\" to this connection",
                    "see the keys with: fairlead jira projects");
            }

            if (project.IsArchived)
                faults.Problem("project", $"project {project.Key} is archived", "choose another project");
            if (await TypeAsync(jira, project, body.IssueType, faults, ct) is not { } type)
                return null;

            var screen = await jira.CreateMeta.FieldsAsync(project.Id, type.Id, ct);
            // The run that follows need not ask either again.
            await screens.NoteAsync(draft.Connection, project.Id, type.Id, screen, ct);
            await site.LookAsync(draft.Connection, jira, ct);
            var fields = Fields(body.Fields, screen, faults);
            Demand(screen, fields, priorities, faults);
            NoteScreen(screen, draft, faults);
            await new AuthorCheck(jira, faults).RunAsync(project, draft.CommentRules, ct);
            return draft with
            {
                Project = new(project.Id, project.Key),
                IssueType = new(type.Id, type.Name),
                Priorities = await PrioritiesAsync(jira, priorities, screen, faults, ct),
                Fields = fields,
                DoneStatus = await DoneStatusAsync(jira, project, type, body.DoneStatus, faults, ct),
                StatusMap = await StatusMapAsync(jira, project, type, draft.StatusMap, faults, ct),
                DoneFields = await DoneFieldsAsync(jira, body.DoneFields, faults, ct),
            };
        }
        catch (JiraRefusedException e)
        {
            return Unknown(faults, "connection", $"the connection does not work: {e.Message}", "see why with: fairlead connection test");
        }
    }

    private static async Task<JiraIssueType?> TypeAsync(
        JiraClient jira, JiraProject project, string nameOrId, FaultList faults, CancellationToken ct)
    {
        IReadOnlyList<JiraIssueType> types;
        try
        {
            types = await jira.CreateMeta.IssueTypesAsync(project.Id, ct);
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.NotFound or JiraRefusalCause.Forbidden or JiraRefusalCause.Invalid)
        {
            types = [];
        }

        if (types.Count == 0)
        {
            faults.Problem("project", $"the connection's account may not create issues in {project.Key}", "grant it the permission Create issues");
            return null;
        }

        var type = types.FirstOrDefault(t => t.Name.Equals(nameOrId, StringComparison.OrdinalIgnoreCase)) ?? types.FirstOrDefault(t => t.Id == nameOrId);
        if (type is { IsSubtask: false })
            return type;
        var names = types.Where(t => !t.IsSubtask).Select(t => t.Name).ToList();
        faults.Problem(
            "issueType",
            type is null
                ? $"project {project.Key} has no issue type \"{DraftCheck.Shown(nameOrId)}\"; it has {string.Join(", ", names)}"
                : $"\"{type.Name}\" is a sub-task, which needs a parent; the project has {string.Join(", ", names)}",
            NearMiss.Of(nameOrId, names) is { } near ? $"did you mean {near}?" : null);
        return null;
    }

    private static IReadOnlyList<FieldValue> Fields(
        IReadOnlyDictionary<string, string>? wanted, IReadOnlyList<JiraFieldMeta> screen, FaultList faults)
    {
        var reader = new FieldReader(faults);
        var fields = new List<FieldValue>();
        foreach (var (name, text) in wanted ?? new Dictionary<string, string>())
        {
            var path = $"fields.{name}";
            var field = screen.FirstOrDefault(f => f.Id == name) ?? screen.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (field is null)
            {
                var names = screen.Select(f => f.Name).ToList();
                faults.Problem(
                    path,
                    $"the create screen has no field \"{DraftCheck.Shown(name)}\"; it has {string.Join(", ", names.Take(30))}",
                    NearMiss.Of(name, names) is { } near ? $"did you mean {near}?" : "put it on the screen in Jira, or leave it out");
            }
            else if (Given.Contains(field.Id) || field.Id == "priority")
            {
                faults.Problem(path, $"{field.Name} is set by Fairlead", field.Id == "priority" ? "use priorities" : "use template or labels");
            }
            else if (reader.Read(path, field, text) is { } value)
            {
                fields.Add(value);
            }
        }

        return fields;
    }

    /// <summary>Every field that Jira demands and does not fill itself must have a value, or no issue could ever be created.</summary>
    private static void Demand(
        IReadOnlyList<JiraFieldMeta> screen, IReadOnlyList<FieldValue> fields, IReadOnlyDictionary<Severity, string> priorities, FaultList faults)
    {
        foreach (var field in screen.Where(f => f is { IsRequired: true, HasDefault: false } && !Given.Contains(f.Id)))
        {
            if (fields.Any(f => f.Id == field.Id) || (field.Id == "priority" && priorities.Count == Enum.GetValues<Severity>().Length))
                continue;
            var example = field.AllowedValues.Count > 0 ? field.AllowedValues[0].Label : "…";
            faults.Problem(
                field.Id == "priority" ? "priorities" : "fields",
                $"Jira demands a value for \"{field.Name}\" ({field.Id})",
                field.Id == "priority"
                    ? "give a priority for every severity: critical, high, medium, low, informational, unknown"
                    : $"add under fields: \"{field.Name}\": \"{example}\""
                        + (field.AllowedValues.Count > 1 ? $" (allowed: {string.Join(", ", field.AllowedValues.Take(20).Select(v => v.Label))})" : ""));
        }
    }

    private static void NoteScreen(IReadOnlyList<JiraFieldMeta> screen, TicketConfiguration draft, FaultList faults)
    {
        if (screen.All(f => f.Id != "labels"))
        {
            faults.Warning(
                "project", "labels are not on the create screen, so lost answers are found by a slower search",
                "put Labels on the create screen of the issue type");
            if (draft.Labels.Count > 0)
                faults.Warning("labels", "labels are not on the create screen and will not be set");
        }

        if (screen.All(f => f.Id != "description"))
            faults.Warning("template.body", "the description is not on the create screen and will not be set", "put Description on the create screen");
    }

    private static async Task<IReadOnlyDictionary<Severity, JiraName>> PrioritiesAsync(
        JiraClient jira, IReadOnlyDictionary<Severity, string> wanted, IReadOnlyList<JiraFieldMeta> screen, FaultList faults, CancellationToken ct)
    {
        if (wanted.Count == 0)
            return new Dictionary<Severity, JiraName>();
        if (screen.FirstOrDefault(f => f.Id == "priority") is not { } field)
        {
            faults.Warning("priorities", "the priority is not on the create screen and will not be set", "put Priority on the create screen, or leave priorities out");
            return new Dictionary<Severity, JiraName>();
        }

        var known = field.AllowedValues.Count > 0
            ? field.AllowedValues.Where(v => v.Id is not null).Select(v => new JiraName(v.Id!, v.Label)).ToList()
            : [.. (await jira.Priorities.ListAsync(ct)).Select(p => new JiraName(p.Id, p.Name))];
        var priorities = new Dictionary<Severity, JiraName>();
        foreach (var (severity, text) in wanted)
        {
            var match = known.Find(p => p.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? known.Find(p => p.Id == text);
            if (match is not null)
            {
                priorities[severity] = match;
                continue;
            }

            var names = known.Select(p => p.Name).ToList();
            faults.Problem(
                $"priorities.{severity.ToString().ToLowerInvariant()}",
                $"the project has no priority \"{DraftCheck.Shown(text)}\"; it has {string.Join(", ", names)}",
                NearMiss.Of(text, names) is { } near ? $"did you mean {near}?" : null);
        }

        return priorities;
    }

    private static async Task<JiraName?> DoneStatusAsync(
        JiraClient jira, JiraProject project, JiraIssueType type, string? wanted, FaultList faults, CancellationToken ct)
    {
        if (wanted is null)
            return null;
        if (StatusOf("doneStatus", await StatusesAsync(jira, project, type, ct), project, type, wanted, faults) is not { } status)
            return null;
        if (status.Category != JiraStatusCategory.Done)
            faults.Problem("doneStatus", $"status \"{status.Name}\" is not of the category Done, so Jira would still count the issue as open");
        return new(status.Id, status.Name);
    }

    private static async Task<IReadOnlyList<StatusRule>> StatusMapAsync(
        JiraClient jira, JiraProject project, JiraIssueType type, IReadOnlyList<StatusRule> rules, FaultList faults, CancellationToken ct)
    {
        var statuses = rules.Any(r => r.Status is not null) ? await StatusesAsync(jira, project, type, ct) : [];
        var resolutions = rules.Any(r => r.Resolution is not null) ? await jira.Resolutions.ListAsync(ct) : [];
        var bound = new List<StatusRule>();
        foreach (var (rule, i) in rules.Select((r, i) => (r, i)))
        {
            var path = $"statusMap.fromJira[{i}]";
            bound.Add(rule with
            {
                Status = rule.Status is { } status && StatusOf($"{path}.status", statuses, project, type, status.Name, faults) is { } found ? new(found.Id, found.Name) : null,
                Resolution = rule.Resolution is { } resolution ? ResolutionOf($"{path}.resolution", resolutions, resolution.Name, faults) : null,
            });
        }

        return bound;
    }

    private static async Task<IReadOnlyList<JiraStatus>> StatusesAsync(JiraClient jira, JiraProject project, JiraIssueType type, CancellationToken ct) =>
        (await jira.Workflow.StatusesAsync(project.Id, ct)).FirstOrDefault(t => t.IssueTypeId == type.Id)?.Statuses ?? [];

    /// <returns><see langword="null"/> when there is none of that name or id, which is told.</returns>
    private static JiraStatus? StatusOf(
        string path, IReadOnlyList<JiraStatus> statuses, JiraProject project, JiraIssueType type, string wanted, FaultList faults)
    {
        if ((statuses.FirstOrDefault(s => s.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) ?? statuses.FirstOrDefault(s => s.Id == wanted)) is { } status)
            return status;
        var names = statuses.Select(s => s.Name).ToList();
        faults.Problem(
            path, $"{type.Name} in {project.Key} has no status \"{DraftCheck.Shown(wanted)}\"; it has {string.Join(", ", names)}",
            NearMiss.Of(wanted, names) is { } near ? $"did you mean {near}?" : null);
        return null;
    }

    private static JiraName? ResolutionOf(string path, IReadOnlyList<JiraResolution> resolutions, string wanted, FaultList faults)
    {
        if ((resolutions.FirstOrDefault(r => r.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) ?? resolutions.FirstOrDefault(r => r.Id == wanted)) is { } found)
            return new(found.Id, found.Name);
        var names = resolutions.Select(r => r.Name).ToList();
        faults.Problem(
            path, $"Jira has no resolution \"{DraftCheck.Shown(wanted)}\"; it has {string.Join(", ", names)}",
            NearMiss.Of(wanted, names) is { } near ? $"did you mean {near}?" : null);
        return null;
    }

    /// <summary>The transition's screen is known only where an issue stands before it; options are matched there by name.</summary>
    private static async Task<IReadOnlyList<FieldValue>> DoneFieldsAsync(
        JiraClient jira, IReadOnlyDictionary<string, string>? wanted, FaultList faults, CancellationToken ct)
    {
        if (wanted is null || wanted.Count == 0)
            return [];
        var known = await jira.Fields.ListAsync(ct);
        var fields = new List<FieldValue>();
        foreach (var (name, text) in wanted)
        {
            var path = $"doneFields.{name}";
            var field = known.FirstOrDefault(f => f.Id == name) ?? known.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (field is null)
            {
                faults.Problem(
                    path, $"Jira has no field \"{DraftCheck.Shown(name)}\"",
                    NearMiss.Of(name, known.Select(f => f.Name)) is { } near ? $"did you mean {near}?" : null);
                continue;
            }

            var meta = new JiraFieldMeta(field.Id, field.Name, false, false, field.Schema, [], [], null);
            if (new FieldReader(faults).Read(path, meta, text) is { } value)
                fields.Add(value);
        }

        return fields;
    }

    private static TicketConfiguration? Unknown(FaultList faults, string path, string message, string fix)
    {
        faults.Problem(path, message, fix);
        return null;
    }
}
