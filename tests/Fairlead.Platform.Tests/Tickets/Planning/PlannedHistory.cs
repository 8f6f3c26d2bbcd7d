using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>
/// A random history of findings, people, Jira and whoever configures: what the planner is told at each point of it, and what it looks like after a
/// plan was carried out, refused or left without an answer.
/// </summary>
internal sealed class PlannedHistory(System.Random random)
{
    private TicketConfiguration _configuration = Configuration with
    {
        Reopen = Policy(random),
        StatusOwner = (FieldOwner)random.Next(1, 4),
        Growth = (GrowthPolicy)random.Next(1, 4),
        SubTaskType = new("10099", "Sub-task"),
        StatusTargets = Map(random),
        StatusTargetsSince = Now.AddMinutes(random.Next(60)),
    };
    private Confirmed _confirmed;
    private readonly Dictionary<int, PlannedFinding> _findings = [];
    private readonly List<PlannedTicket> _tickets = [];
    private DateTimeOffset _now = Now;

    private readonly Dictionary<TicketId, IReadOnlyList<FindingId>> _behind = [];

    public GrowthPolicy Growth => _configuration.Growth;

    public SyncPlan Plan() => SyncPlanner.Plan(_findings.Values, _configuration, _tickets, _now, _confirmed, LookupOf(_behind));

    /// <summary>The same, told in another order.</summary>
    public SyncPlan Plan(System.Random order)
    {
        var tickets = Shuffled(order, _tickets);
        var behind = Shuffled(order, _behind).SelectMany(b => Shuffled(order, b.Value), (b, finding) => (b.Key, Finding: finding)).ToLookup(b => b.Key, b => b.Finding);
        return SyncPlanner.Plan(Shuffled(order, _findings.Values), _configuration, tickets, _now, _confirmed, behind);
    }

    private static IReadOnlyList<T> Shuffled<T>(System.Random order, IEnumerable<T> all)
    {
        var list = all.ToArray();
        order.Shuffle(list);
        return list;
    }

    public IEnumerable<int> TicketsPerGroupAndGeneration() => _tickets.GroupBy(t => (t.GroupKey, t.Generation)).Select(g => g.Count());

    /// <summary>Every issue that is open in Jira has an open finding, by itself or in a sub-task, or waits in a place where a person sees it.</summary>
    public bool NoIssueIsForgotten()
    {
        var plan = Plan();
        var parts = new GroupParts(_configuration, _tickets);
        parts.Place(LookupOf(_behind));
        var open = new Grouping(_configuration, _now, pins: null, parts);
        foreach (var finding in _findings.Values)
            open.Add(finding);
        var alive = open.Groups.Where(g => g.Open > 0).Select(g => GroupKeys.TextOf(g.Key)).ToHashSet();
        var shown = plan.Unsettled.Select(u => u.Ticket)
            .Concat(plan.HeldCloses.Cast<SyncOperation.Transition>().Select(o => o.Ticket))
            // Whose sub-task is to be made.
            .Concat(plan.HeldCreates.Select(o => ((SyncOperation.Create)o).Parent).OfType<TicketId>()).ToHashSet();
        return _tickets.GroupBy(t => t.GroupKey).Select(g => g.MaxBy(t => t.Generation)!)
            .Where(t => t is { State: TicketState.Created, Presence: IssuePresence.Present, IsDone: false })
            .All(t => IsMinded(t) || _tickets.Any(below => below.Parent == t.Id && IsMinded(below)));

        bool IsMinded(PlannedTicket ticket) => alive.Contains(ticket.GroupKey) || shown.Contains(ticket.Id);
    }

    public void Change()
    {
        Reconfigure();
        for (var i = 0; i < random.Next(1, 8); i++)
        {
            _now += TimeSpan.FromMinutes(1);
            var id = random.Next(12);
            var known = _findings.TryGetValue(id, out var finding);
            if (!known)
                finding = Finding(id, $"R{id % 4}", (Severity)random.Next(6));
            var isOpen = random.Next(3) > 0;
            var statuses = Enum.GetValues<FindingStatus>().Where(s => s.IsOpen == isOpen).ToList();
            _findings[id] = finding with
            {
                IsOpen = isOpen,
                Status = statuses[random.Next(statuses.Count)],
                OpenedAt = isOpen && (!known || !finding.IsOpen) ? _now : finding.OpenedAt,
                Content = (UInt128)random.Next(3),
            };
        }

        // People move issues as they like.
        for (var i = 0; i < _tickets.Count; i++)
        {
            if (random.Next(6) > 0 || _tickets[i].State != TicketState.Created)
                continue;
            if (random.Next(4) == 0)
            {
                _tickets[i] = _tickets[i] with { Presence = (IssuePresence)random.Next(1, 5) };
                continue;
            }

            var category = (JiraStatusCategory)random.Next(1, 4);
            _tickets[i] = _tickets[i] with
            {
                StatusCategory = category,
                StatusId = $"{category}{random.Next(2)}",
                IsWhereMoved = false,
                ResolutionId = random.Next(2) == 0 ? "7" : "",
                TakesAnyStanding = random.Next(4) == 0,
                DoneAt = category == JiraStatusCategory.Done ? _tickets[i].DoneAt ?? _now : null,
            };
        }

        _now += random.Next(5) == 0 ? TimeSpan.FromDays(2) : TimeSpan.FromMinutes(1);
    }

    public void Apply(SyncPlan plan)
    {
        foreach (var operation in plan.Operations)
        {
            switch (operation)
            {
                case SyncOperation.Create { Existing: { } id }:
                    Replace(id, t => Answered(Created(operation) with { Id = id, Generation = t.Generation }, operation));
                    _behind[id] = operation.Group.Members;
                    break;
                case SyncOperation.Create create:
                    _tickets.Add(Answered(Created(create) with { Id = new(IdOf(1000 + _tickets.Count)), CreatedAt = _now }, operation));
                    _behind[_tickets[^1].Id] = create.Group.Members;
                    break;
                case SyncOperation.Update update:
                    _behind[update.Ticket] = update.Group.Members;
                    Replace(update.Ticket, t => random.Next(5) == 0 ? t with { HeldHash = Holds.WithEdit(t.HeldHash, operation.Group.Hash) } : t with { SentHash = operation.Group.Hash });
                    break;
                case SyncOperation.Transition { Goal: TransitionGoal.Done } close:
                    Replace(close.Ticket, t => Moved(t, close, JiraStatusCategory.Done) with
                    {
                        DoneAt = close.HasLeft ? DateTimeOffset.UnixEpoch : plan.PlannedAt,
                    });
                    break;
                case SyncOperation.Transition move:
                    _behind[move.Ticket] = move.Group.Members;
                    Replace(move.Ticket, t => Moved(t, move, move.Target?.Category ?? JiraStatusCategory.ToDo) with { DoneAt = null, SentHash = operation.Group.Hash });
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        foreach (var (id, standing, _) in plan.Adopted)
            Replace(id, t => t with { ShownFinding = standing, TakesAnyStanding = false });
        foreach (var id in plan.Withdrawn)
            Replace(id, t => t with { State = TicketState.Rejected, HeldHash = null });
    }

    private static PlannedTicket Moved(PlannedTicket ticket, SyncOperation.Transition move, JiraStatusCategory category) => ticket with
    {
        StatusCategory = category,
        StatusId = move.Target?.Status?.Id ?? $"{category}0",
        IsWhereMoved = true,
        ShownFinding = move.Group.Standing,
        TakesAnyStanding = false,
    };

    private void Reconfigure()
    {
        _confirmed = (random.Next(2) == 0 ? Confirmed.Nothing : Confirmed.Closes) | (random.Next(2) == 0 ? Confirmed.Nothing : Confirmed.Creates);
        if (random.Next(3) > 0)
            return;
        GroupingKey[][] groupings = [[GroupingKey.Asset, GroupingKey.Rule], [GroupingKey.Rule, GroupingKey.Severity], [GroupingKey.Asset], []];
        _configuration = _configuration with
        {
            GroupBy = groupings[random.Next(groupings.Length)],
            Filter = TicketFilter.Everything with { MinimumSeverity = (Severity)random.Next(5) },
            Project = new($"1000{random.Next(2)}", "SEC"),
            Enabled = true,
            MaxCreates = random.Next(2) == 0 ? 1 : TicketConfiguration.DefaultMaxCreates,
        };
    }

    private PlannedTicket Answered(PlannedTicket made, SyncOperation operation)
    {
        var parent = ((SyncOperation.Create)operation).Parent;
        made = made with { ProjectId = _configuration.Project.Id, IssueTypeId = _configuration.TypeOf(isSubTask: parent is not null).Id, Parent = parent };
        // As the run that makes an issue brings it where the map wants it.
        if (_configuration.TargetOf(operation.Group.Standing) is { } target)
            made = Moved(made, new(operation.Group, made.Id, "SEC-1", TransitionGoal.Open, "", "") { Target = target }, target.Category);
        return random.Next(8) switch
        {
            0 => Refused(made, operation),
            1 => Refused(made, operation) with { State = TicketState.Retry, HeldHash = null },
            2 => Refused(made, operation) with { State = TicketState.Uncertain, HeldHash = null },
            _ => made,
        };
    }

    private static PlannedTicket Refused(PlannedTicket ticket, SyncOperation operation) => ticket with
    {
        State = TicketState.Rejected,
        HeldHash = operation.Group.Hash,
        IssueKey = null,
        Presence = null,
        StatusCategory = null,
    };

    private void Replace(TicketId id, Func<PlannedTicket, PlannedTicket> change)
    {
        var at = _tickets.FindIndex(t => t.Id == id);
        _tickets[at] = change(_tickets[at]);
    }

    private static ReopenPolicy Policy(System.Random random) => new()
    {
        IsNever = random.Next(4) == 0,
        NewTicket = random.Next(2) == 0,
        WithinDays = random.Next(3) == 0 ? 1 : null,
        NotFrom = random.Next(2) == 0 ? [new("7", "Won't Do")] : [],
    };

    /// <summary>Any statuses for any finding status, where the configuration's check lets them through.</summary>
    private static IReadOnlyList<StatusTarget> Map(System.Random random) =>
    [
        .. from finding in Enum.GetValues<FindingStatus>()
           where finding != FindingStatus.WaitingForVerification && random.Next(3) == 0
           let category = finding.IsOpen ? (JiraStatusCategory)random.Next(1, 3) : JiraStatusCategory.Done
           select new StatusTarget { Finding = finding, Category = category, Status = random.Next(2) == 0 ? new($"{category}{random.Next(2)}", "S") : null },
    ];
}
