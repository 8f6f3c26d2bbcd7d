using Fairlead.Client.Tickets;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Applying;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>
/// Turns what a person wrote into a configuration, against the live project: names become ids, and every field that the create
/// screen demands must have a value. Finds everything that is wrong in one go.
/// </summary>
internal sealed class ConfigurationBinder(IJiraSource sites, CreateScreens screens, SiteGuard site, ThreatIntelligence intelligence)
{
    /// <summary>Fields that every ticket has from Fairlead, or that Jira fills by itself.</summary>
    public static IReadOnlySet<string> Given { get; } = new HashSet<string> { "project", "issuetype", "summary", "description", "labels", "reporter" };

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
            GroupBy = new GroupingBinder(faults).Read(body.GroupBy),
            Labels = check.Labels(body.Labels),
            Template = check.Template(body.Template),
            Growth = check.Growth(body.Growth, body.SubTaskType),
            Reopen = check.Reopen(body.Reopen),
            CommentRules = check.CommentRules(body.CommentRules),
            CommentVisibility = check.CommentVisibility(body.CommentVisibility),
            StatusMap = check.StatusMap(body.StatusMap?.FromJira),
            StatusTargets = check.StatusTargets(body.StatusMap?.ToJira),
            Severities = check.Severities(body.Severities),
            Quarantine = check.Quarantine(body.QuarantineSeconds),
            MaxCreates = check.MaxCreates(body.MaxCreates),
        };
        await WarnOfUnknownThreatsAsync(draft.Filter, faults, ct);
        var priorities = check.Priorities(body.Priorities);
        var bound = await sites.FindAsync(body.Connection, ct) is { } connection
            ? await BindLiveAsync(draft with { Connection = connection }, body, priorities, faults, ct)
            : Unknown(faults, "connection", $"there is no connection \"{DraftCheck.Shown(body.Connection)}\"", "add it with: fairlead connection add");
        return new(faults.HasProblems ? null : bound, faults.Problems, faults.Warnings);
    }

    private async Task WarnOfUnknownThreatsAsync(TicketFilter filter, FaultList faults, CancellationToken ct)
    {
        if (filter is { MinimumEpss: null, Kev: null, ExploitMaturity: null })
            return;
        foreach (var gap in FilterGap.Of(filter, await intelligence.SourcesAsync(ct)))
            faults.Warning($"filter.{gap.Key}", gap.Message, gap.Fix);
    }

    private async Task<TicketConfiguration?> BindLiveAsync(
        TicketConfiguration draft, TicketConfigurationBody body, IReadOnlyDictionary<Severity, string> priorities, FaultList faults, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(body.Project))
            return Unknown(faults, "project", "project is missing", "see the keys with: fairlead jira projects");
        try
        {
            var jira = await sites.ClientForAsync(draft.Connection, ct);
            var project = await ProjectAsync(jira, body.Project, faults, ct);
            var types = project is null ? [] : await TypesAsync(jira, project, faults, ct);
            var type = TypeOf(types, project, body.IssueType, mayBeSubTask: body.Parent is not null && draft.Growth != GrowthPolicy.SubTask, faults);
            var below = types.Count > 0 && draft.Growth == GrowthPolicy.SubTask ? new SubTaskBinder(jira, project!, types, faults) : null;
            var subTask = below?.Find(body.SubTaskType, type);
            var statuses = new StatusBinder(jira, project, type, faults);
            if (project is not null)
                await new AuthorCheck(jira, faults).RunAsync(project, draft.CommentRules, draft.CommentVisibility, ct);
            draft = await WithStatusesAsync(draft, jira, statuses, body, faults, ct);
            var people = project is null ? null : new PeopleFinder(jira, project.Key, body.Connection, faults);
            if (project is null || type is null)
            {
                await new DoneFieldBinder(jira, statuses, people, [], faults).BindAsync(body.DoneFields, ct);
                await PrioritiesAsync(jira, priorities, null, faults, ct);
                await SeveritiesAsync(jira, draft.Severities, null, faults, ct);
                return null;
            }

            var screen = await jira.CreateMeta.FieldsAsync(project.Id, type.Id, ct);
            // The run that follows need not ask either again.
            await screens.NoteAsync(draft.Connection, project.Id, type.Id, screen, ct);
            var subTaskScreen = subTask is null ? [] : await jira.CreateMeta.FieldsAsync(project.Id, subTask.Id, ct);
            if (subTask is not null)
                await screens.NoteAsync(draft.Connection, project.Id, subTask.Id, subTaskScreen, ct);
            IReadOnlyList<JiraFieldMeta> all = [.. screen, .. subTaskScreen.Where(f => f.Id != SubTaskBinder.Parent && screen.All(s => s.Id != f.Id))];
            await site.LookAsync(draft.Connection, jira, ct);
            draft = draft with { DoneFields = await new DoneFieldBinder(jira, statuses, people, screen, faults).BindAsync(body.DoneFields, ct) };
            var binder = new FieldBinder(jira, project, type, all, people!, faults);
            var fields = await binder.BindAsync(body, ct);
            var told = priorities.Count < (body.Priorities?.Count ?? 0) ? binder.Refused.Append("priority").ToHashSet() : binder.Refused;
            FieldDemand.Check(screen, fields, told, priorities, faults);
            NoteScreen(screen, draft, faults);
            if (subTask is not null)
                await below!.CheckAsync(subTask, subTaskScreen, draft with { Fields = fields }, [.. told, .. FieldDemand.Demanded(screen).Select(f => f.Id)], priorities, ct);
            return WithOwners(draft with { Fields = fields }, body.Owners, all, faults) with
            {
                SubTaskType = subTask is null ? null : new(subTask.Id, subTask.Name),
                Project = new(project.Id, project.Key),
                IssueType = new(type.Id, type.Name),
                Priorities = await PrioritiesAsync(jira, priorities, screen, faults, ct),
                Severities = await SeveritiesAsync(jira, draft.Severities, screen, faults, ct),
            };
        }
        catch (JiraRefusedException e)
        {
            return Unknown(faults, "connection", $"the connection does not work: {e.Message}", "see why with: fairlead connection test");
        }
    }

    /// <summary>What needs no create screen, so that it is told also where project or type are wrong.</summary>
    private static async Task<TicketConfiguration> WithStatusesAsync(
        TicketConfiguration draft, JiraClient jira, StatusBinder statuses, TicketConfigurationBody body, FaultList faults, CancellationToken ct) => draft with
        {
            DoneStatus = await statuses.DoneAsync(body.DoneStatus, ct),
            Reopen = await ReopenBinder.BindAsync(draft.Reopen, statuses, ct),
            FollowLink = await new FollowLinkBinder(jira, faults).BindAsync(draft, ct),
            StatusMap = await statuses.RulesAsync(draft.StatusMap, ct),
            StatusTargets = await statuses.TargetsAsync(draft.StatusTargets, ct),
        };

    private static async Task<JiraProject?> ProjectAsync(JiraClient jira, string keyOrId, FaultList faults, CancellationToken ct)
    {
        if (await jira.Projects.GetAsync(keyOrId, ct) is not { } project)
        {
            faults.Problem(
                "project", $"Jira shows no project \"{DraftCheck.Shown(keyOrId)}\" to this connection",
                await ProjectGuess.OfAsync(jira, keyOrId, ct) is { } near ? $"did you mean {near}?" : "see the keys with: fairlead jira projects");
            return null;
        }

        if (project.IsArchived)
            faults.Problem("project", $"project {project.Key} is archived", "choose another project");
        return project;
    }

    /// <returns>Those that the account may create; none after a problem.</returns>
    private static async Task<IReadOnlyList<JiraIssueType>> TypesAsync(JiraClient jira, JiraProject project, FaultList faults, CancellationToken ct)
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
            faults.Problem("project", $"the connection's account may not create issues in {project.Key}", "grant it the permission Create issues");
        return types;
    }

    /// <param name="types">None: that was told already.</param>
    /// <param name="mayBeSubTask">All its issues get a parent that the configuration names.</param>
    private static JiraIssueType? TypeOf(IReadOnlyList<JiraIssueType> types, JiraProject? project, string nameOrId, bool mayBeSubTask, FaultList faults)
    {
        if (types.Count == 0)
            return null;
        var type = Named(types, nameOrId);
        if (type is { IsSubtask: false } || (type is not null && mayBeSubTask))
            return type;
        var names = types.Where(t => !t.IsSubtask).Select(t => t.Name).ToList();
        faults.Problem(
            "issueType",
            type is null
                ? $"project {project!.Key} has no issue type \"{DraftCheck.Shown(nameOrId)}\"; it has {string.Join(", ", names)}"
                : $"\"{type.Name}\" is a sub-task, which needs a parent; the project has {string.Join(", ", names)}",
            type is not null ? "name the parent of all of them as parent, without growth: subTask; or choose another type" : NearMiss.Of(nameOrId, names) is { } near ? $"did you mean {near}?" : null);
        return null;
    }

    public static JiraIssueType? Named(IReadOnlyList<JiraIssueType> types, string nameOrId) =>
        types.FirstOrDefault(t => t.Name.Equals(nameOrId, StringComparison.OrdinalIgnoreCase)) ?? types.FirstOrDefault(t => t.Id == nameOrId);

    /// <summary>Whose word counts, by the names that the configuration itself uses.</summary>
    private static TicketConfiguration WithOwners(
        TicketConfiguration draft, IReadOnlyDictionary<string, string>? owners, IReadOnlyList<JiraFieldMeta> screen, FaultList faults)
    {
        foreach (var (name, word) in owners ?? new Dictionary<string, string>())
        {
            var path = $"owners.{name}";
            var before = faults.Told;
            var isWord = faults.Word<FieldOwner>(path, word, out var owner);
            if (screen.FirstOrDefault(f => f.Id == name) is { } named)
                faults.NameField(before, name, named.Id, named.Name);
            if (!isWord)
                continue;
            var id = FieldKeys.All.FirstOrDefault(k => k.Name == name) is { } key ? FieldKeys.Find(key, screen)?.Id : screen.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Id;
            var field = draft.Fields.FirstOrDefault(f => f.Id == name || f.Id == id);
            if (name is "summary")
                draft = draft with { SummaryOwner = owner };
            else if (name is "description")
                draft = draft with { DescriptionOwner = owner };
            else if (name is "priority")
                draft = draft with { PriorityOwner = owner };
            else if (name is "labels")
                draft = draft with { LabelsOwner = owner };
            else if (name is "status")
                draft = draft with { StatusOwner = owner };
            else if (field is null)
                faults.Problem(path, $"the configuration gives \"{DraftCheck.Shown(name)}\" no value, so that it is people's anyway", "give it a value, or leave it out here");
            else
                draft = draft with { Fields = [.. draft.Fields.Select(f => f == field ? f with { Owner = owner } : f)] };
        }

        SeverityCheck.Run(draft, faults);
        if (draft is { StatusOwner: FieldOwner.Fairlead, StatusMap.Count: > 0 })
            faults.Problem("statusMap.fromJira", "owners gives the status to Fairlead, which moves an issue back whenever a person moves it", "owners: {status: last} or {status: jira}, or leave fromJira out");
        return draft;
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

    /// <param name="screen">Null where there is none: the names are then held against all of Jira's.</param>
    private static async Task<IReadOnlyDictionary<Severity, JiraName>> PrioritiesAsync(
        JiraClient jira, IReadOnlyDictionary<Severity, string> wanted, IReadOnlyList<JiraFieldMeta>? screen, FaultList faults, CancellationToken ct)
    {
        if (wanted.Count == 0)
            return new Dictionary<Severity, JiraName>();
        var field = screen?.FirstOrDefault(f => f.Id == "priority");
        if (screen is not null && field is null)
        {
            faults.Warning("priorities", "the priority is not on the create screen and will not be set", "put Priority on the create screen, or leave priorities out");
            return new Dictionary<Severity, JiraName>();
        }

        var known = await PriorityNames.OfAsync(jira, field, ct);
        var priorities = new Dictionary<Severity, JiraName>();
        foreach (var (severity, text) in wanted)
        {
            if (known.Find($"priorities.{severity.ToString().ToLowerInvariant()}", text, faults) is { } match)
                priorities[severity] = match;
        }

        return priorities;
    }

    /// <inheritdoc cref="PrioritiesAsync"/>
    private static async Task<IReadOnlyList<PriorityRule>> SeveritiesAsync(
        JiraClient jira, IReadOnlyList<PriorityRule> wanted, IReadOnlyList<JiraFieldMeta>? screen, FaultList faults, CancellationToken ct)
    {
        if (wanted.Count == 0)
            return [];
        // A person may set it although it is not on the screen on which issues are made.
        var known = await PriorityNames.OfAsync(jira, screen?.FirstOrDefault(f => f.Id == "priority"), ct);
        var rules = new List<PriorityRule>();
        foreach (var rule in wanted)
        {
            var path = $"severities.{DraftCheck.Shown(rule.Priority.Name)}";
            if (known.Find(path, rule.Priority.Name, faults) is not { } priority)
                continue;
            if (rules.Any(r => r.Priority.Id == priority.Id))
                faults.Problem(path, $"\"{priority.Name}\" is named twice");
            else
                rules.Add(rule with { Priority = priority });
        }

        return rules;
    }

    private static TicketConfiguration? Unknown(FaultList faults, string path, string message, string fix)
    {
        faults.Problem(path, message, fix);
        return null;
    }
}
