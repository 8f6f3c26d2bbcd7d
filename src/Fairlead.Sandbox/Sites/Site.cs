using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Search;
using Fairlead.Sandbox.Seeds;
using Fairlead.Sandbox.Workflows;

namespace Fairlead.Sandbox.Sites;

/// <summary>Everything that one Jira holds. All reading and writing happens under <see cref="Gate"/>.</summary>
internal sealed class Site
{
    private readonly Dictionary<string, long> _ids = [];

    public Site(SandboxOptions options, SandboxAccounts accounts)
    {
        Options = options;
        Accounts = accounts;
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById(options.TimeZoneId);
        Issues = new IssueStore();
        Index = new SearchIndex(this);
        IndexLag = options.IndexLag;
        AnnouncedUrl = options.AnnouncedUrl;
        Seed.Plant(this);
    }

    public Lock Gate { get; } = new();

    public SandboxOptions Options { get; }

    public SandboxAccounts Accounts { get; }

    public bool IsCloud => Options.Edition == SandboxEdition.Cloud;

    public TimeProvider Clock => Options.TimeProvider;

    public DateTimeOffset Now => Truncate(Clock.GetUtcNow());

    public TimeZoneInfo TimeZone { get; }

    /// <summary>With context path, without a trailing slash.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>What serverInfo says instead of <see cref="BaseUrl"/>; null for that.</summary>
    public string? AnnouncedUrl { get; set; }

    public TimeSpan IndexLag { get; set; }

    /// <summary>While set, JQL sees no further change.</summary>
    public bool IsIndexStopped { get; set; }

    /// <summary>While set, new issues get a security level that is not the bot's.</summary>
    public bool HidesNewIssues { get; set; }

    public List<Status> Statuses { get; } = [];

    public List<Priority> Priorities { get; } = [];

    public List<Resolution> Resolutions { get; } = [];

    public List<IssueType> IssueTypes { get; } = [];

    public List<IssueLinkType> LinkTypes { get; } = [];

    public List<Account> People { get; } = [];

    public List<string> Groups { get; } = [];

    public List<Team> Teams { get; } = [];

    public List<Project> Projects { get; } = [];

    public FieldCatalogue Fields { get; } = new();

    public PermissionTable Permissions { get; } = new();

    public IssueStore Issues { get; }

    /// <summary>By id.</summary>
    public Dictionary<long, BulkTask> BulkTasks { get; } = [];

    public SearchIndex Index { get; }

    /// <summary>The integration's own account.</summary>
    public Account Bot => People[0];

    /// <summary>Who acts on the pages and behind the integration's back.</summary>
    public Account Person => People[1];

    /// <summary>Hears of every change after it is done, still under <see cref="Gate"/>.</summary>
    public Action<SiteEvent>? Changed { get; set; }

    public long NextId(string kind, long first = 10_000)
    {
        var id = _ids.GetValueOrDefault(kind, first - 1) + 1;
        return _ids[kind] = id;
    }

    public Project? FindProject(string idOrKey) => Projects.Find(p =>
        p.Key == idOrKey || $"{p.Id}" == idOrKey || p.FormerKeys.Contains(idOrKey));

    public Account? FindAccount(string handle) => IsCloud
        ? People.Find(a => a.AccountId == handle)
        : People.Find(a => a.Name.Equals(handle, StringComparison.OrdinalIgnoreCase) || a.Key == handle);

    /// <summary>Does what tasks do whose time is over. Called before anything is asked or told, under <see cref="Gate"/>.</summary>
    public void WorkOnTasks()
    {
        foreach (var task in BulkTasks.Values.Where(t => t.Work is not null && Now >= t.EndsAt).ToList())
        {
            task.Work!();
            task.Work = null;
        }
    }

    /// <summary>Forgets everything and plants the seed again.</summary>
    public void Reset()
    {
        _ids.Clear();
        Statuses.Clear();
        Priorities.Clear();
        Resolutions.Clear();
        IssueTypes.Clear();
        LinkTypes.Clear();
        People.Clear();
        Groups.Clear();
        Teams.Clear();
        Projects.Clear();
        Fields.Clear();
        Permissions.Clear();
        Issues.Clear();
        BulkTasks.Clear();
        Index.Clear();
        IndexLag = Options.IndexLag;
        AnnouncedUrl = Options.AnnouncedUrl;
        IsIndexStopped = false;
        HidesNewIssues = false;
        Seed.Plant(this);
    }

    private static DateTimeOffset Truncate(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMillisecond), at.Offset);
}
