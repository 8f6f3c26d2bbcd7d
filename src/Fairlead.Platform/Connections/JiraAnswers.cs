using Fairlead.Jira;
using Fairlead.Platform.Connections.Testing;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Connections;

/// <summary>What a person is told of a call to Jira that they asked for and that did not do what it should.</summary>
internal static class JiraAnswers
{
    /// <param name="outcome">Not a committed one.</param>
    public static Problem ProblemOf<T>(JiraOutcome<T> outcome) => JiraProblems.For(outcome);
}
