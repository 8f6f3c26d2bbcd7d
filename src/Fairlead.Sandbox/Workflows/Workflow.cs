using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Screens;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Workflows;

/// <summary>Where an issue starts and how it may go on.</summary>
internal sealed record Workflow(string Name, Status Initial, IReadOnlyList<Transition> Transitions)
{
    public IEnumerable<Status> Statuses =>
        Transitions.Select(t => t.To).Concat(Transitions.SelectMany(t => t.From)).Append(Initial).Distinct();

    public IEnumerable<Transition> From(Issue issue, Account account) =>
        Transitions.Where(t => t.IsOpenTo(issue, account));
}

/// <param name="From">Empty for a global transition, which can be taken from every status.</param>
/// <param name="Screen">Null when nothing is asked on the way.</param>
/// <param name="Condition">Null when everyone with the permission may take it.</param>
/// <param name="Resolution">Set on the way where the screen does not ask for one; null clears it unless the target is done.</param>
internal sealed record Transition(
    int Id,
    string Name,
    Status To,
    IReadOnlyList<Status> From,
    Screen? Screen = null,
    TransitionCondition? Condition = null,
    Resolution? Resolution = null)
{
    /// <summary>Fields that must have a value, whether the screen has them or not.</summary>
    public IReadOnlyList<string> Validated { get; init; } = [];

    public bool IsGlobal => From.Count == 0;

    public bool IsOpenTo(Issue issue, Account account) =>
        (IsGlobal || From.Contains(issue.Now.Status)) && Condition?.Allows(issue, account) != false;
}

/// <summary>Who may take a transition, or when.</summary>
internal abstract record TransitionCondition
{
    private TransitionCondition()
    {
    }

    public abstract bool Allows(Issue issue, Account account);

    public sealed record MemberOf(string Group) : TransitionCondition
    {
        public override bool Allows(Issue issue, Account account) => account.Groups.Contains(Group);
    }

    public sealed record IsAssigned : TransitionCondition
    {
        public override bool Allows(Issue issue, Account account) => issue.Now.Get(Fields.FieldIds.Assignee) is Account;
    }

    public sealed record SubtasksAreDone : TransitionCondition
    {
        public override bool Allows(Issue issue, Account account) =>
            issue.Subtasks.All(s => s.Now.Status.Category == StatusCategory.Done);
    }
}
