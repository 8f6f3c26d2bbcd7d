using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>What a rule sees: a group, the latest generation of its ticket, and the time.</summary>
/// <param name="Ticket"><see langword="null"/> when the group never had one.</param>
internal sealed record GroupView(GroupTally Tally, string Hash, PlannedTicket? Ticket, DateTimeOffset Now)
{
    /// <summary>What lies in sub-tasks of the group's issue.</summary>
    public SubTaskTally SubTasks { get; init; } = SubTaskTally.None;

    public bool IsOpen => Tally.Open > 0;

    /// <summary>Its issue is to stay open, or to be opened again, for findings of its sub-tasks.</summary>
    public bool HasOpenSubTasks => SubTasks.Open > 0;

    /// <summary>Its ticket is all there is: the filter or grouping puts no finding behind it any more.</summary>
    public bool HasLeft => Tally.Total == 0;

    /// <summary>Jira refused to move the issue for exactly this state of the group, or a person undid that.</summary>
    public bool IsHeld => IsUndone || Holds.KeepMoves(Ticket?.HeldHash, Hash);

    /// <summary>The same of what the issue says, which keeps it from no move: above all, what comes back opens it again.</summary>
    public bool IsContentHeld => IsUndone || Holds.KeepEdits(Ticket?.HeldHash, Hash);

    /// <summary>A person undid what a run did for exactly this state of the group.</summary>
    public bool IsUndone => Ticket?.UndoneHash == Hash;

    public bool TicketCanBeWritten => Ticket?.CanBeWrittenAt(Now) == true;

    /// <summary>Something is open that was not known when the issue became done, or that it was never told: what a person closed knowingly stays closed.</summary>
    public bool HasRecurred => (IsOpen || HasOpenSubTasks) && Ticket is { IsDone: true }
        && (Ticket.DoneAt is null || Tally.HasUntold || Tally.OpenedAt >= Ticket.DoneAt || SubTasks.OpenedAt >= Ticket.DoneAt);

    /// <summary>It is done, and not to be: its findings came back, or are open still where the status is Fairlead's.</summary>
    public bool IsToReopen(TicketConfiguration configuration) =>
        HasRecurred || (configuration.StatusOwner == FieldOwner.Fairlead && (IsOpen || HasOpenSubTasks) && Ticket is { IsDone: true });

    /// <summary>It is open although its status was brought in line with findings that are closed just so, or with there being none: somebody opened it since.</summary>
    public bool IsKeptOpen => !IsOpen && !HasOpenSubTasks && Ticket is { IsDone: false } ticket && (ticket.TakesAnyStanding || (HasLeft
        ? ticket.IsMovedOn && ticket.ShownFinding is not { IsOpen: true }
        : ticket.ShownFinding is { IsOpen: false } shown && Standing == shown));

    /// <summary>Something was opened after a person parted the ticket from its issue: what was open by then stays without one.</summary>
    public bool HasReopenedSinceUnlinked =>
        IsOpen && Ticket is { State: TicketState.Created, Presence: IssuePresence.Unlinked } && Tally.OpenedAt > Ticket.DoneAt;

    /// <summary>Where the status map wants the issue; <see langword="null"/> where it says nothing.</summary>
    public StatusTarget? TargetIn(TicketConfiguration configuration) => configuration.TargetOf(Standing);

    public bool IsAt(StatusTarget target) => target.IsAt(Ticket?.StatusId, Ticket?.StatusCategory);

    /// <summary>
    /// The findings stand otherwise than what the issue's status was last brought in line with. What stood so before the map became what it
    /// is, or came to stand so by a person's move of the issue itself, does not count.
    /// </summary>
    public bool HasShifted(TicketConfiguration configuration) => Differs && !IsToAdopt(configuration);

    /// <summary>
    /// How the findings stand is to be taken for what the issue shows, because nothing is to be moved for it. Also without a map: one that comes
    /// later moves what changes from then on.
    /// </summary>
    /// <param name="step">What the plan does for the group.</param>
    public FindingStatus? AdoptedWith(SyncOperation? step) =>
        TicketCanBeWritten && !IsHeld && Differs && step is (null or SyncOperation.Update) ? Standing : null;

    /// <summary>How the findings behind the issue stand; those of its sub-tasks while none of its own is open.</summary>
    private FindingStatus? Standing => IsOpen || !HasOpenSubTasks ? Tally.Standing : SubTasks.Standing;

    private bool Differs => Standing is { } standing && Ticket is { } ticket && ticket.ShownFinding != standing;

    private bool IsToAdopt(TicketConfiguration configuration) =>
        Ticket is { TakesAnyStanding: true } || (Ticket is { ShownFinding: null } && Ticket.CreatedAt < configuration.StatusTargetsSince);

    /// <summary>What is left of a group is what its ticket remembers.</summary>
    public TicketGroup ToGroup()
    {
        var standsBySubTasks = !IsOpen && HasOpenSubTasks;
        var group = Tally.ToGroup(Hash) with { Standing = Standing, StandsBySubTasks = standsBySubTasks, Turn = Ticket?.Turn ?? 0 };
        // Those that are fixed make nothing more urgent.
        if (standsBySubTasks)
            group = group with { Severity = SubTasks.Severity };
        if (!Tally.HasOwnLabel && Ticket is { GroupLabel.Length: > 0 } named)
            group = group with { Label = named.GroupLabel };
        return HasLeft && Ticket is { } ticket ? group with { Severity = standsBySubTasks ? group.Severity : ticket.Severity, Total = ticket.Findings } : group;
    }

    /// <summary>A new issue, in its place in Jira.</summary>
    public SyncOperation.Create ToCreate(int generation, string reason) => new(ToGroup(), generation, null, reason) { Parent = Tally.Parent?.Id };
}

/// <summary>One policy. Pure: no I/O, no clock; yields nothing when Jira already agrees.</summary>
internal interface IPlanningRule
{
    /// <returns>The step that is due, or <see langword="null"/>. The first rule that has one wins: one write for each group in a run.</returns>
    SyncOperation? Plan(GroupView view, TicketConfiguration configuration);
}
