using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Makes the rows of tickets that are to be sent.</summary>
internal sealed class IntentRows(InstanceIdentity instance, TimeProvider clock)
{
    /// <param name="follows">Key of the issue whose place it takes, to which it is to be linked.</param>
    /// <param name="parent">The ticket of whose issue it is to be a sub-task. A configuration that makes none any more makes an issue of it.</param>
    public TicketRow Of(
        LaneSession session, TicketConfiguration configuration, TicketGroup group, int generation, string? follows = null, TicketId? parent = null)
    {
        if (configuration.SubTaskType is null)
            parent = null;
        var now = clock.GetUtcNow();
        return new TicketRow
        {
            Id = TicketId.New(clock),
            ConfigurationId = configuration.Id,
            ConnectionId = configuration.Connection,
            ProjectId = configuration.Project.Id,
            IssueTypeId = configuration.TypeOf(isSubTask: parent is not null).Id,
            ParentId = parent,
            GroupKey = group.Key,
            GroupLabel = group.Label,
            Generation = generation,
            Marker = Marker.Of(instance.Key, configuration.Connection, group.Key, generation),
            State = session.LooksFirst ? TicketState.Uncertain : TicketState.Planned,
            NotBefore = session.LooksFirst ? now : null,
            Reason = session.LooksFirst ? "looking whether the issue exists, because the database was restored once" : null,
            Follows = follows,
            // Where the map wants the issue elsewhere than its workflow begins, it is still to be brought there.
            ShownFinding = configuration.TargetOf(group.Standing) is null ? group.Standing : null,
            GroupHash = group.Hash,
            Turn = group.Turn,
            Findings = group.Members.Count,
            Severity = group.Severity,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}
