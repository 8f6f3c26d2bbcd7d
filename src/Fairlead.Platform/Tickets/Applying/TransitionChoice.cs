using System.Text.Json.Nodes;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>The next step of an issue towards a goal.</summary>
internal abstract record TransitionChoice
{
    private TransitionChoice()
    {
    }

    /// <param name="IsLast">Whether the goal is reached with it.</param>
    public sealed record Step(JiraTransition Transition, IReadOnlyDictionary<string, JsonNode?> Fields, bool IsLast) : TransitionChoice;

    /// <param name="Reason">What stands in the way, for people.</param>
    public sealed record NoWay(string Reason) : TransitionChoice;

    /// <summary>
    /// Straight to the goal where its fields can be filled, else one step nearer, never back to a status that was left. Pure.
    /// </summary>
    /// <param name="visited">Ids of statuses that were passed.</param>
    public static TransitionChoice Of(
        IReadOnlyList<JiraTransition> possible,
        TransitionGoal goal,
        TicketConfiguration configuration,
        IReadOnlySet<string> visited,
        JiraEdition edition)
    {
        var reaching = possible.Where(t => Reaches(t, goal, configuration)).ToList();
        var direct = Honest(reaching, goal, configuration);
        var filled = direct.Select(t => (Transition: t, Fields: Fill(t, configuration, edition))).ToList();
        if (filled.FirstOrDefault(f => f.Fields.Missing.Count == 0) is { Transition: { } straight } best)
            return new Step(straight, best.Fields.Values, IsLast: true);
        if (filled.Count > 0)
        {
            return new NoWay(
                $"the transition \"{filled[0].Transition.Name}\" asks for {string.Join(", ", filled[0].Fields.Missing)}; set it under doneFields of the configuration");
        }

        var nearer = possible
            .Where(t => !visited.Contains(t.To.Id) && t.To.Category != JiraStatusCategory.Done)
            .OrderByDescending(t => t.To.Category == JiraStatusCategory.InProgress)
            .Select(t => (Transition: t, Fields: Fill(t, configuration, edition)))
            .FirstOrDefault(t => t.Fields.Missing.Count == 0);
        if (nearer.Transition is { } next)
            return new Step(next, nearer.Fields.Values, IsLast: false);
        return new NoWay(
            reaching.Count > direct.Count
                ? $"only \"{reaching[0].To.Name}\" can be reached, which would say that nothing was fixed; if it is what you want, name it under doneStatus of the configuration"
                : "no transition leads there from the issue's status");
    }

    /// <summary>Unless the configuration names the status, none that says that the work was refused; those that say that it was done come first.</summary>
    private static List<JiraTransition> Honest(List<JiraTransition> reaching, TransitionGoal goal, TicketConfiguration configuration) =>
        goal != TransitionGoal.Done || configuration.DoneStatus is not null
            ? reaching
            : [.. reaching
                .Where(t => !DoneWords.SayRefused(t.To.Name) && !DoneWords.SayRefused(t.Name))
                .OrderByDescending(t => DoneWords.SayDone(t.To.Name))];

    public static bool IsAt(JiraStatus status, TransitionGoal goal) => (status.Category == JiraStatusCategory.Done) == (goal == TransitionGoal.Done);

    private static bool Reaches(JiraTransition transition, TransitionGoal goal, TicketConfiguration configuration) => goal == TransitionGoal.Done
        ? configuration.DoneStatus is { } status ? transition.To.Id == status.Id : transition.To.Category == JiraStatusCategory.Done
        : transition.To.Category != JiraStatusCategory.Done;

    private static (Dictionary<string, JsonNode?> Values, List<string> Missing) Fill(
        JiraTransition transition, TicketConfiguration configuration, JiraEdition edition)
    {
        var values = new Dictionary<string, JsonNode?>();
        var missing = new List<string>();
        foreach (var field in transition.Fields)
        {
            if (configuration.DoneFields.FirstOrDefault(f => f.Id == field.Id) is { } configured)
                values[field.Id] = FieldJson.Of(WithIds(configured, field), edition);
            else if (field.Id == "resolution" && field.IsRequired && Resolution(field) is { } resolution)
                values[field.Id] = new JsonObject { ["id"] = resolution };
            else if (field is { IsRequired: true, HasDefault: false })
                missing.Add(field.Name);
        }

        return (values, missing);
    }

    /// <summary>Options of a transition's screen are known only here; until now they were names.</summary>
    private static FieldValue WithIds(FieldValue configured, JiraFieldMeta field) => configured with
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
