using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>What listening to issues brought.</summary>
/// <param name="Effects">How many comments or statuses said something by a rule.</param>
/// <param name="PutOff">Tickets that could not be listened to now; they are owed.</param>
internal sealed record Hearing(int Effects, IReadOnlyList<TicketRow> PutOff)
{
    /// <summary>Those of them whose comments Jira does not give, although it answers.</summary>
    public IReadOnlyList<UnreadIssue> Unread { get; init; } = [];
}
