using Fairlead.Client.Rules;
using Fairlead.Platform.Http;

namespace Fairlead.Web.Pages.Rules;

/// <summary>The text of an editor, and what was said of it.</summary>
/// <param name="Revision">Of the stored rule that the text began as; 0 for a new one.</param>
public sealed record RuleDraft(string Yaml, int Revision)
{
    /// <summary>Why it is not saved; <see langword="null"/> when nobody asked, or nothing is wrong.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What its rules would do; <see langword="null"/> when it was not checked, or something is wrong.</summary>
    public IReadOnlyList<CheckedRule>? Checked { get; init; }
}

/// <summary>A rule of a text in which nothing is wrong.</summary>
/// <param name="IsNew">There is none of its name yet.</param>
/// <param name="Simulation"><see langword="null"/> where a text holds more rules than are simulated at a time.</param>
public sealed record CheckedRule(FindingRuleBody Rule, bool IsNew, RuleSimulation? Simulation);
