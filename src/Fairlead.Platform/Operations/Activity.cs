using Fairlead.Client.Operations;

namespace Fairlead.Platform.Operations;

/// <summary>Who does something.</summary>
/// <param name="Id">Id of the user or token; <see langword="null"/> for Fairlead itself.</param>
/// <param name="Name">For people, as it was at that time.</param>
public sealed record Actor(ActorKind Kind, string? Id, string Name)
{
    /// <summary>Fairlead itself: a job or a start-up.</summary>
    public static Actor System { get; } = new(ActorKind.System, null, "Fairlead");
}

/// <summary>One entry of the audit trail.</summary>
/// <param name="Number">1, 2, 3 … without a gap.</param>
/// <param name="Action">As <c>noun.verb</c>: <c>connection.created</c>.</param>
/// <param name="Subject">Id of what it was done to.</param>
/// <param name="Summary">One line for people; never a secret.</param>
public sealed record Activity(
    long Number, DateTimeOffset At, Actor Actor, string Action, string? Subject, string Summary);
