using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Alerts.Triggers;

/// <summary>Whether a ticket configuration takes what a trigger lets through. Pure.</summary>
internal static class TriggerFit
{
    private const int MostNamed = 5;

    /// <returns>Why a configuration takes nothing of what the trigger lets through, and what to write; null when it can take some of it.</returns>
    public static string? KeptOut(AlertTrigger trigger, TicketConfiguration configuration)
    {
        var (alerts, filter) = (trigger.Filter, configuration.Filter);
        var it = $"ticket configuration {configuration.Name} takes";
        if (filter.Kinds.Count > 0 && !filter.Kinds.Contains(FindingKind.RuntimeAlert))
            return $"{it} no runtime alerts; add runtimeAlert to the kinds of its filter";
        if (filter.Labels.Count > 0 && !filter.Labels.Any(l => CanHave(trigger, new TextPattern(l))))
            return $"{it} only findings with other labels; add {trigger.Tag} to the labels of its filter";
        if (filter.Scanners.Count > 0 && alerts.Sources.Count > 0 && !filter.Scanners.Intersect(alerts.Sources, StringComparer.OrdinalIgnoreCase).Any())
            return $"{it} only findings of {ListOf(filter.Scanners)}; add {ListOf(alerts.Sources)} to the scanners of its filter";
        if (AreApart(alerts.Assets, filter.Assets))
            return $"{it} only findings of the assets {ListOf(filter.Assets)}; add {ListOf(alerts.Assets)} to the assets of its filter";
        if (AreApart(alerts.Rules, filter.Rules))
            return $"{it} only findings of the rules {ListOf(filter.Rules)}; add {ListOf(alerts.Rules)} to the rules of its filter";
        if (filter.Fixable == true)
            return $"{it} only findings that a known version mends, and alerts have none; leave fixable out of its filter";
        if (trigger.ThreatLevel is { } level ? !filter.LetsIn(level) : !Enum.GetValues<Severity>().Any(s => s >= alerts.MinimumSeverity && filter.LetsIn(s)))
            return $"{it} no findings as severe as these; change the severities of its filter, or the threatLevel";
        return null;
    }

    /// <returns>Why no ticket comes of a trigger that names no configuration, and what to do; null where one of them can take some of what it lets through.</returns>
    public static string? KeptOut(AlertTrigger trigger, IReadOnlyCollection<TicketConfiguration> configurations) =>
        configurations.Any(c => c.Enabled && KeptOut(trigger, c) is null)
            ? null
            : $"No ticket configuration that is enabled takes what it lets through, so it becomes findings alone: make one whose filter takes the kind runtimeAlert and the label {trigger.Tag}, or name one in the trigger.";

    /// <summary>
    /// What it most likely keeps out: the alerts of KubeArmor and Falco have their cluster, namespace and workload for an asset, and only the generic
    /// form can name another one.
    /// </summary>
    /// <returns>With what to write; null where nothing is to be said, or <see cref="KeptOut(AlertTrigger, TicketConfiguration)"/> says it.</returns>
    public static string? MayBeKeptOut(AlertTrigger trigger, TicketConfiguration configuration)
    {
        var taken = configuration.Filter.Assets;
        if (taken.Count == 0 || trigger.Filter.Assets.Count > 0)
            return null;
        List<string> missed =
        [
            .. trigger.Filter.Namespaces.Where(n => AreApart(AssetsOf(n), taken)).Select(n => $"*/{n}/*"),
            .. trigger.Filter.Namespaces.Count > 0 ? [] : trigger.Filter.Workloads.Where(w => AreApart([w, $"*/{w}"], taken)).Select(w => $"*/{w}"),
        ];
        return missed.Count == 0
            ? null
            : $"ticket configuration {configuration.Name} takes only findings of the assets {ListOf(taken)}, while an alert has CLUSTER/NAMESPACE/WORKLOAD for one unless it names another; "
              + $"so that these get tickets, add {ListOf(missed)} to the assets of its filter";
    }

    /// <summary>Cluster and workload may be known or not.</summary>
    private static IReadOnlyList<string> AssetsOf(string space) => [space, $"*/{space}", $"{space}/*", $"*/{space}/*"];

    private static bool CanHave(AlertTrigger trigger, TextPattern label) =>
        label.Matches(trigger.Tag)
        || label.Meets(new("cluster=*"))
        || PatternsOf(trigger.Filter.Namespaces).Any(n => label.Meets(new($"namespace={n}")))
        || PatternsOf(trigger.Filter.Workloads).Any(w => label.Meets(new($"workload={w}")));

    private static IReadOnlyList<string> PatternsOf(IReadOnlyList<string> patterns) => patterns.Count == 0 ? ["*"] : patterns;

    /// <summary>Both ask for something, and no text passes both.</summary>
    private static bool AreApart(IReadOnlyList<string> some, IReadOnlyList<string> others)
    {
        if (some.Count == 0 || others.Count == 0)
            return false;
        List<TextPattern> patterns = [.. others.Select(o => new TextPattern(o))];
        return !some.Select(s => new TextPattern(s)).Any(s => patterns.Exists(s.Meets));
    }

    private static string ListOf(IReadOnlyList<string> texts) =>
        string.Join(", ", texts.Take(MostNamed).Select(t => Problem.Quote(t))) + (texts.Count > MostNamed ? $" and {texts.Count - MostNamed} more" : "");
}
