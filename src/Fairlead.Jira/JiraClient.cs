using Fairlead.Jira.Calls;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Resources;
using Fairlead.Jira.Transport;

namespace Fairlead.Jira;

/// <summary>
/// One Jira site under one credential, the same for both editions. Reads return values and throw
/// <see cref="JiraUnavailableException"/> or <see cref="JiraRefusedException"/>; effectful calls return a
/// <see cref="JiraOutcome{T}"/>. Safe for concurrent use. docs/jira.md tells the rest.
/// </summary>
public sealed class JiraClient
{
    private readonly JiraCaller _caller;

    /// <param name="transport">Shared by clients; not disposed by this one.</param>
    /// <param name="limiter">One per site, shared by all its clients; not disposed by this one.</param>
    public JiraClient(
        JiraSite site,
        JiraCredential credential,
        JiraTransport transport,
        JiraLimiter limiter,
        IJiraCallObserver observer,
        JiraClientOptions options,
        TimeProvider clock)
        : this(new JiraCaller(
            CallPipeline.Create(site, credential, transport, limiter, observer, options, clock), JiraCallPriority.Interactive))
    {
    }

    private JiraClient(JiraCaller caller)
    {
        _caller = caller;
        ServerInfo = new(caller);
        Myself = new(caller);
        Permissions = new(caller);
        Projects = new(caller);
        CreateMeta = new(caller);
        Fields = new(caller);
        Priorities = new(caller);
        Statuses = new(caller);
        Workflow = new(caller);
        Users = new(caller);
        Groups = new(caller);
        ProjectRoles = new(caller);
        Search = new(caller);
        Issues = new(caller, Search);
        Transitions = new(caller);
        Comments = new(caller);
        Worklogs = new(caller);
        Attachments = new(caller);
        RemoteLinks = new(caller);
        IssueLinks = new(caller);
        Properties = new(caller);
        Changelog = new(caller);
        Resolutions = new(caller);
        Webhooks = new(caller);
        SecurityInformation = new(caller);
    }

    public JiraSite Site => _caller.Site;

    /// <summary>What it signs in with, for as long as it lives.</summary>
    public JiraCredential Credential => _caller.Pipeline.Credential;

    /// <summary>Cloud: asks the site for its id at Atlassian (<c>/_edge/tenant_info</c>), whatever was configured.</summary>
    /// <returns>At most 64 letters, digits and hyphens; <see langword="null"/>: it does not answer, or names none.</returns>
    public Task<string?> CloudIdAsync(CancellationToken ct) => _caller.Pipeline.CloudIdAsync(ct);

    public ServerInfoResource ServerInfo { get; }

    public MyselfResource Myself { get; }

    public PermissionsResource Permissions { get; }

    public ProjectsResource Projects { get; }

    public CreateMetaResource CreateMeta { get; }

    public FieldsResource Fields { get; }

    public PrioritiesResource Priorities { get; }

    public StatusesResource Statuses { get; }

    public WorkflowResource Workflow { get; }

    public UsersResource Users { get; }

    public GroupsResource Groups { get; }

    public ProjectRolesResource ProjectRoles { get; }

    public SearchResource Search { get; }

    public IssuesResource Issues { get; }

    public TransitionsResource Transitions { get; }

    public CommentsResource Comments { get; }

    public WorklogsResource Worklogs { get; }

    public AttachmentsResource Attachments { get; }

    public RemoteLinksResource RemoteLinks { get; }

    public IssueLinksResource IssueLinks { get; }

    public PropertiesResource Properties { get; }

    public ChangelogResource Changelog { get; }

    public ResolutionsResource Resolutions { get; }

    public WebhooksResource Webhooks { get; }

    public SecurityInformationResource SecurityInformation { get; }

    /// <summary>The same client, sharing everything, whose calls wait behind those that a person waits for. A new client is interactive.</summary>
    public JiraClient InBackground() => new(_caller with { Priority = JiraCallPriority.Background });

    /// <summary>The same client, sharing everything, that also tells <paramref name="observer"/> of its own calls, so that a run can count them.</summary>
    public JiraClient Observed(IJiraCallObserver observer) => new(_caller with { Also = observer });

    /// <summary>
    /// The same client, sharing everything, that tries a call again after a moment (<see cref="JiraClientOptions.HiccupWaits"/>) where that
    /// is safe: a read, or a write of which surely nothing was sent, that met a broken or refused connection or a 502, 503 or 504, unless
    /// Jira said how long to wait. For work that nobody watches.
    /// </summary>
    public JiraClient ThroughHiccups() => new(_caller with { BearsHiccups = true });

    /// <summary>
    /// The same client, sharing everything, that reads larger answers than <see cref="JiraClientOptions.MaxReadBytes"/> allows, and takes the time for
    /// them that a file may take. For the one thing that is too large otherwise, not for pages.
    /// </summary>
    public JiraClient ReadingUpTo(int bytes) => new(_caller with { MaxReadBytes = bytes });

    /// <summary>
    /// The same client, sharing everything, whose effectful calls go out only while <paramref name="condition"/> holds. One that
    /// it stops is NotSent, because of <see cref="JiraFailureCause.Withdrawn"/>.
    /// </summary>
    public JiraClient SendingWhile(SendCondition condition) => new(_caller with { Condition = condition });
}
