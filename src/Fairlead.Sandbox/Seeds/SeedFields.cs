using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Seeds;

/// <summary>System fields, and one custom field of every kind that clients meet.</summary>
internal static class SeedFields
{
    public const string Scanner = "customfield_10050";
    public const string Evidence = "customfield_10051";
    public const string CvssScore = "customfield_10052";
    public const string DiscoveredOn = "customfield_10053";
    public const string Severity = "customfield_10054";
    public const string Environments = "customfield_10055";
    public const string Asset = "customfield_10056";
    public const string SecurityOwner = "customfield_10057";
    public const string Tags = "customfield_10058";
    public const string FoundInVersion = "customfield_10059";
    public const string Report = "customfield_10060";
    public const string SeenAt = "customfield_10061";
    public const string Reviewers = "customfield_10062";
    public const string Exposure = "customfield_10063";

    /// <summary>On no screen until it is put on one.</summary>
    public const string Team = "customfield_10065";

    /// <summary>On Data Center.</summary>
    public const string EpicLink = "customfield_10064";

    private const string Types = "com.atlassian.jira.plugin.system.customfieldtypes:";

    public static IReadOnlyList<string> AllCustom { get; } =
        [Scanner, Evidence, CvssScore, DiscoveredOn, Severity, Environments, Asset, SecurityOwner, Tags, FoundInVersion,
            Report, SeenAt, Reviewers, Exposure];

    public static void Plant(Site site)
    {
        foreach (var field in Settable())
            site.Fields.Add(field);
        foreach (var field in Shown())
            site.Fields.Add(field);
        foreach (var field in Custom())
            site.Fields.Add(field);
        site.Fields.Add(Of(Team, "Team", new TeamKind(site.IsCloud), "team") with { CustomType = TeamKind.CustomTypeOf(site.IsCloud) });
        // Cloud has the field Parent for it.
        if (!site.IsCloud)
            site.Fields.Add(Of(EpicLink, "Epic Link", new EpicLinkKind(), "gh-epic-link") with { CustomType = "com.pyxis.greenhopper.jira:gh-epic-link" });
    }

    private static IEnumerable<Field> Settable() =>
    [
        new(FieldIds.Summary, "Summary", new SummaryKind(), ["summary"]),
        new(FieldIds.Description, "Description", new LongTextKind(), ["description"]),
        new(FieldIds.Environment, "Environment", new LongTextKind(), ["environment"]),
        new(FieldIds.Priority, "Priority", new PriorityKind(), ["priority"]),
        new(FieldIds.Labels, "Labels", new LabelsKind(), ["labels"]),
        new(FieldIds.Assignee, "Assignee", new UserKind(), ["assignee"]),
        new(FieldIds.Reporter, "Reporter", new UserKind(), ["reporter"]),
        new(FieldIds.Resolution, "Resolution", new ResolutionKind(), ["resolution"]),
        new(FieldIds.Components, "Components", new ComponentsKind(), ["component"]),
        new(FieldIds.FixVersions, "Fix versions", new VersionsKind(), ["fixVersion"]),
        new(FieldIds.Versions, "Affects versions", new VersionsKind(), ["affectedVersion"]),
        new(FieldIds.DueDate, "Due date", new DateKind(), ["due", "duedate"]),
        new(FieldIds.Parent, "Parent", new ParentKind(), ["parent"]),
        new(FieldIds.Security, "Security Level", new SecurityLevelKind(), ["level"]),
    ];

    private static IEnumerable<Field> Shown() =>
    [
        new("issuekey", "Key", new ShownKind("string", use: JqlUse.Equality | JqlUse.Order), ["id", "issue", "issuekey", "key"]) { IsOrderable = false },
        new(FieldIds.Project, "Project", new ShownKind("project", use: JqlUse.Equality), ["project"]) { IsOrderable = false },
        new(FieldIds.IssueType, "Issue Type", new ShownKind("issuetype", use: JqlUse.Equality), ["issuetype", "type"]),
        new("status", "Status", new ShownKind("status", use: JqlUse.Equality), ["status"]) { IsOrderable = false },
        new("statusCategory", "Status Category", new ShownKind("statusCategory", use: JqlUse.Equality), ["statusCategory"]) { IsOrderable = false },
        new("statuscategorychangedate", "Status Category Changed", new ShownKind("datetime", use: JqlUse.Order), ["statusCategoryChangedDate"]) { IsOrderable = false },
        new("created", "Created", new ShownKind("datetime", use: JqlUse.Order), ["created", "createdDate"]) { IsOrderable = false },
        new("updated", "Updated", new ShownKind("datetime", use: JqlUse.Order), ["updated", "updatedDate"]) { IsOrderable = false },
        new("resolutiondate", "Resolved", new ShownKind("datetime", use: JqlUse.Order | JqlUse.Emptiness), ["resolutiondate", "resolved"]) { IsOrderable = false },
        new("creator", "Creator", new ShownKind("user", use: JqlUse.Equality), ["creator"]) { IsOrderable = false },
        new("comment", "Comment", new ShownKind("comments-page", use: JqlUse.Words), ["comment"]),
        new("attachment", "Attachment", new ShownKind("array", "attachment", JqlUse.Emptiness), ["attachments"]),
        new("issuelinks", "Linked Issues", new ShownKind("array", "issuelinks", JqlUse.Emptiness), ["issueLink"]),
        new("subtasks", "Sub-tasks", new ShownKind("array", "issuelinks"), ["subtasks"]) { IsOrderable = false, IsSearchable = false },
        new("worklog", "Log Work", new ShownKind("array", "worklog"), []) { IsSearchable = false },
        new("votes", "Votes", new ShownKind("votes"), ["votes"]) { IsOrderable = false, IsSearchable = false },
        new("watches", "Watchers", new ShownKind("watches"), ["watchers"]) { IsOrderable = false, IsSearchable = false },
        new("lastViewed", "Last Viewed", new ShownKind("datetime"), ["lastViewed"]) { IsOrderable = false, IsSearchable = false },
        new("progress", "Progress", new ShownKind("progress"), ["progress"]) { IsOrderable = false, IsSearchable = false },
        new("aggregateprogress", "Σ Progress", new ShownKind("progress"), []) { IsOrderable = false, IsSearchable = false },
        new("timespent", "Time Spent", new ShownKind("number"), ["timespent"]) { IsOrderable = false, IsSearchable = false },
        new("timeestimate", "Remaining Estimate", new ShownKind("number"), ["remainingEstimate", "timeestimate"]) { IsOrderable = false, IsSearchable = false },
        new("timeoriginalestimate", "Original estimate", new ShownKind("number"), ["originalEstimate", "timeoriginalestimate"]) { IsOrderable = false, IsSearchable = false },
        new("timetracking", "Time tracking", new ShownKind("timetracking"), []) { IsSearchable = false },
        new("workratio", "Work Ratio", new ShownKind("number"), ["workratio"]) { IsOrderable = false, IsSearchable = false },
    ];

    private static IEnumerable<Field> Custom() =>
    [
        Of(Scanner, "Scanner", new TextKind(), "textfield"),
        Of(Evidence, "Evidence", new LongTextKind(), "textarea"),
        Of(CvssScore, "CVSS Score", new NumberKind(), "float"),
        Of(DiscoveredOn, "Discovered on", new DateKind(), "datepicker"),
        Of(Severity, "Severity", new OptionKind(), "select", Options(10_200, "Critical", "High", "Medium", "Low")),
        Of(Environments, "Environments", new OptionsKind(), "multicheckboxes", Options(10_210, "Production", "Staging", "Test")),
        Of(Asset, "Asset", new CascadingKind(), "cascadingselect",
        [
            new FieldOption(10_220, "Server", Options(10_221, "Linux", "Windows")),
            new FieldOption(10_225, "Cloud", Options(10_226, "Storage", "Function", "Database")),
        ]),
        Of(SecurityOwner, "Security owner", new UserKind(), "userpicker"),
        Of(Tags, "Tags", new LabelsKind(), "labels"),
        Of(FoundInVersion, "Found in version", new VersionsKind(isSingle: true), "version"),
        Of(Report, "Report", new TextKind(isUrl: true), "url"),
        Of(SeenAt, "Seen at", new InstantKind(), "datetime"),
        Of(Reviewers, "Reviewers", new UsersKind(), "multiuserpicker"),
        Of(Exposure, "Exposure", new OptionKind(), "radiobuttons", Options(10_240, "Internet", "Internal")),
    ];

    private static Field Of(string id, string name, FieldKind kind, string type, IReadOnlyList<FieldOption>? options = null)
    {
        var number = int.Parse(id["customfield_".Length..]);
        return new Field(id, name, kind, [$"cf[{number}]", name])
        {
            CustomId = number,
            CustomType = Types + type,
            Options = options ?? [],
        };
    }

    private static List<FieldOption> Options(int first, params string[] values) =>
        [.. values.Select((value, i) => new FieldOption(first + i, value, []))];
}
