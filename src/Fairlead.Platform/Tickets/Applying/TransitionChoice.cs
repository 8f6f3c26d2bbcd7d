using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>The next step of an issue towards a goal.</summary>
internal abstract record TransitionChoice
{
    /// <summary>The field that says how an issue ended.</summary>
    public const string Resolved = "resolution";

    private TransitionChoice()
    {
    }

    /// <param name="IsLast">Whether the goal is reached with it.</param>
    public sealed record Step(JiraTransition Transition, IReadOnlyList<FieldValue> Fields, bool IsLast) : TransitionChoice;

    /// <param name="Reason">What stands in the way, for people.</param>
    /// <param name="MayBeHidden">Jira does not name transitions whose condition the issue does not meet: there may be one.</param>
    public sealed record NoWay(string Reason, bool MayBeHidden = false) : TransitionChoice;

    /// <summary>
    /// Straight to the goal where its fields can be filled, else one step nearer, never back to a status that was left. Pure.
    /// </summary>
    /// <param name="target">Where the status map wants it; <see langword="null"/>: any status that serves the goal.</param>
    /// <param name="visited">Ids of statuses that were passed.</param>
    /// <param name="taken">Ids of <see cref="TicketConfiguration.DoneFields"/> that have a value already, which stays; <see langword="null"/>: not known of any.</param>
    public static TransitionChoice Of(
        IReadOnlyList<JiraTransition> possible,
        TransitionGoal goal,
        StatusTarget? target,
        TicketConfiguration configuration,
        IReadOnlySet<string> visited,
        IReadOnlySet<string>? taken = null)
    {
        taken ??= new HashSet<string>();
        var reaching = possible.Where(t => Reaches(t, goal, target, configuration)).ToList();
        var direct = Honest(reaching, goal, target, configuration);
        // One that takes the wanted resolution goes before one that does not.
        var filled = direct.OrderByDescending(t => target?.Resolution is not null && TakesResolution(t))
            .Select(t => (Transition: t, Fields: Fill(t, configuration, target, taken))).ToList();
        if (filled.FirstOrDefault(f => f.Fields.Missing.Count == 0) is { Transition: { } straight } best)
            return new Step(straight, best.Fields.Values, IsLast: true);
        if (filled.Count > 0)
        {
            return new NoWay(
                $"the transition \"{filled[0].Transition.Name}\" asks for {string.Join(", ", filled[0].Fields.Missing)}; set it under doneFields of the configuration");
        }

        var nearer = possible
            .Where(t => !visited.Contains(t.To.Id) && t.To.Category != JiraStatusCategory.Done)
            .OrderByDescending(t => t.To.Category == (target?.Category == JiraStatusCategory.ToDo ? JiraStatusCategory.ToDo : JiraStatusCategory.InProgress))
            .Select(t => (Transition: t, Fields: Fill(t, configuration, null, taken)))
            .FirstOrDefault(t => t.Fields.Missing.Count == 0);
        if (nearer.Transition is { } next)
            return new Step(next, nearer.Fields.Values, IsLast: false);
        return new NoWay(
            reaching.Count > direct.Count
                ? $"only \"{reaching[0].To.Name}\" can be reached, which would say that nothing was fixed; if it is what you want, name it under doneStatus or statusMap.toJira of the configuration"
                : "no transition leads there from the issue's status",
            MayBeHidden: true);
    }

    /// <summary>Unless the configuration names the status, or nothing was fixed, none that says that the work was refused; those that say that it was done come first.</summary>
    private static List<JiraTransition> Honest(List<JiraTransition> reaching, TransitionGoal goal, StatusTarget? target, TicketConfiguration configuration) =>
        goal != TransitionGoal.Done || target is { Status: not null } or { Finding: not FindingStatus.Fixed } || (target is null && configuration.DoneStatus is not null)
            ? reaching
            : [.. reaching
                .Where(t => !DoneWords.SayRefused(t.To.Name) && !DoneWords.SayRefused(t.Name))
                .OrderByDescending(t => DoneWords.SayDone(t.To.Name))];

    public static bool TakesResolution(JiraTransition transition) => transition.Fields.Any(f => f.Id == Resolved);

    public static bool IsAt(JiraStatus status, TransitionGoal goal, StatusTarget? target) =>
        target?.IsAt(status.Id, status.Category) ?? (status.Category == JiraStatusCategory.Done) == (goal == TransitionGoal.Done);

    private static bool Reaches(JiraTransition transition, TransitionGoal goal, StatusTarget? target, TicketConfiguration configuration) =>
        target?.IsAt(transition.To.Id, transition.To.Category) ?? (goal == TransitionGoal.Done
        ? configuration.DoneStatus is { } status ? transition.To.Id == status.Id : transition.To.Category == JiraStatusCategory.Done
        : transition.To.Category != JiraStatusCategory.Done);

    private static (List<FieldValue> Values, List<string> Missing) Fill(
        JiraTransition transition, TicketConfiguration configuration, StatusTarget? target, IReadOnlySet<string> taken)
    {
        var values = new List<FieldValue>();
        var missing = new List<string>();
        // They are for work that is done: an issue that goes on only gets what its step asks for, and is never made to look resolved.
        var isDone = transition.To.Category == JiraStatusCategory.Done;
        foreach (var field in transition.Fields)
        {
            // What somebody wrote there is theirs, and answers the screen.
            if (taken.Contains(field.Id))
                continue;
            if (field.Id == Resolved && target?.Resolution is { } wanted)
                values.Add(ResolutionOf(field, wanted.Id));
            else if (configuration.DoneFields.FirstOrDefault(f => f.Id == field.Id) is { } configured && (isDone || (field.IsRequired && field.Id != Resolved)))
                values.Add(WithIds(configured, field));
            else if (field.Id == Resolved && field.IsRequired && isDone && Resolution(field) is { } resolution)
                values.Add(ResolutionOf(field, resolution));
            else if (field is { IsRequired: true, HasDefault: false })
                missing.Add(field.Name);
        }

        return (values, missing);
    }

    private static FieldValue ResolutionOf(JiraFieldMeta field, string id) => new(field.Id, field.Name, FieldShape.Option, [id]);

    /// <summary>Options of a screen on the way are known only there; until then they are names.</summary>
    public static FieldValue WithIds(FieldValue configured, JiraFieldMeta field) => configured with
    {
        Values = FieldCoercion.OfEach(configured.Shape, configured.Values, FieldShapes.AllowedOf(field)) is Coerced.Fits fits
            ? [.. fits.Values.Select(v => v.Id)]
            : configured.Values,
    };

    /// <summary>The usual words for work that is done; any other resolution could say something untrue.</summary>
    private static string? Resolution(JiraFieldMeta field) =>
        (field.AllowedValues.FirstOrDefault(v => v.Label.Equals("Done", StringComparison.OrdinalIgnoreCase))
            ?? field.AllowedValues.FirstOrDefault(v => v.Label.Equals("Fixed", StringComparison.OrdinalIgnoreCase)))?.Id;
}
