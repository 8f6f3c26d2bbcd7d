using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

internal static class SamplePlanning
{
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    public static readonly TicketConfiguration Configuration = new()
    {
        Id = new(IdOf(1)),
        Name = "Security",
        Connection = new(IdOf(2)),
        Project = new("10000", "SEC"),
        IssueType = new("10001", "Bug"),
        GroupBy = [GroupingKey.Asset, GroupingKey.Rule],
    };

    public static Guid IdOf(int number) => new(number, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

    public static PlannedFinding Finding(
        int id, string rule = "R1", Severity severity = Severity.High, bool isOpen = true, string asset = "api", int content = 0) => new(
        new FindingId(IdOf(id)), FindingKind.Vulnerability, severity, "trivy", asset, rule, null, null, isOpen, Now.AddDays(-1), (UInt128)content);

    public static SyncPlan Plan(IEnumerable<PlannedFinding> findings, params PlannedTicket[] tickets) =>
        SyncPlanner.Plan(findings, Configuration, tickets, Now);

    public static ILookup<TicketId, FindingId> LookupOf(IReadOnlyDictionary<TicketId, IReadOnlyList<FindingId>> behind) =>
        behind.SelectMany(b => b.Value, (b, finding) => (b.Key, Finding: finding)).ToLookup(b => b.Key, b => b.Finding);

    /// <summary>The ticket that a create makes when Jira does what it is told.</summary>
    public static PlannedTicket Created(SyncOperation operation, JiraStatusCategory category = JiraStatusCategory.ToDo) => new(
        new TicketId(new Guid(operation.Group.Key)),
        operation.Group.Key,
        operation is SyncOperation.Create create ? create.Generation : 1,
        TicketState.Created,
        "SEC-1",
        IssuePresence.Present,
        category,
        operation.Group.Hash,
        null,
        null,
        null)
    {
        Turn = operation.Group.Turn,
        ProjectId = Configuration.Project.Id,
        IssueTypeId = Configuration.IssueType.Id,
    };
}
