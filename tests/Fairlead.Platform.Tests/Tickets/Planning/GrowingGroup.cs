using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>A group whose plans Jira does as it is told. Whatever order the findings come in, the plan is the same, and after it nothing is to be done.</summary>
internal sealed class GrowingGroup(TicketConfiguration configuration)
{
    private readonly Dictionary<TicketId, IReadOnlyList<FindingId>> _behind = [];

    public TicketConfiguration Configuration { get; set; } = configuration;

    public List<PlannedTicket> Tickets { get; } = [];

    /// <summary>Findings that a person put behind a ticket, with its group.</summary>
    public Dictionary<FindingId, UInt128?> Pins { get; } = [];

    public SyncPlan Plan(params PlannedFinding[] findings)
    {
        var plan = PlanOf(findings);
        var reversed = PlanOf(findings.Reverse());
        Assert.Equal(plan.Operations.Select(Told), reversed.Operations.Select(Told));
        return plan;
    }

    private SyncPlan PlanOf(IEnumerable<PlannedFinding> findings)
    {
        var parts = new GroupParts(Configuration, Tickets);
        parts.Place(LookupOf(_behind));
        var grouping = new Grouping(Configuration, Now, Pins, parts);
        foreach (var finding in findings)
            grouping.Add(finding);
        grouping.NoteTold(Tickets, LookupOf(_behind));
        return SyncPlanner.Plan(grouping, Configuration, Tickets, Now);
    }

    public IReadOnlyList<SyncOperation> Apply(params PlannedFinding[] findings)
    {
        var plan = Plan(findings);
        foreach (var operation in plan.Operations)
        {
            if (operation is SyncOperation.Create create)
                Tickets.Add(Made(create));
            var at = Tickets.FindLastIndex(t => t.GroupKey == operation.Group.Key);
            _behind[Tickets[at].Id] = operation.Group.Members;
            Tickets[at] = Tickets[at] with { SentHash = operation.Group.Hash, ShownFinding = operation.Group.Standing };
            if (operation is SyncOperation.Transition { Goal: var goal })
                Move(at, goal == TransitionGoal.Done ? JiraStatusCategory.Done : JiraStatusCategory.ToDo);
        }

        Assert.Empty(Plan(findings).Operations);
        return plan.Operations;
    }

    public void Move(int ticket, JiraStatusCategory category) => Tickets[ticket] = Tickets[ticket] with
    {
        StatusCategory = category,
        DoneAt = category == JiraStatusCategory.Done ? Now.AddHours(-1) : null,
    };

    private PlannedTicket Made(SyncOperation.Create create) => Created(create) with
    {
        Id = new(IdOf(100 + Tickets.Count)),
        IssueKey = $"SEC-{Tickets.Count + 1}",
        IssueTypeId = Configuration.TypeOf(isSubTask: create.Parent is not null).Id,
        Parent = create.Parent,
    };

    private static string Told(SyncOperation operation) =>
        $"{operation.GetType().Name} {operation.Group.Key} {operation.Group.Label} {operation.Group.Hash} {operation.Group.Total} {(operation as SyncOperation.Create)?.Parent} {(operation as SyncOperation.Create)?.Follows}";
}
