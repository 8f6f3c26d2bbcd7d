using Fairlead.Client.Tickets;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>A configuration in a form: what stands in it, what Jira offers, and what was said of it.</summary>
/// <param name="Body">All of the configuration, also what the form does not show.</param>
/// <param name="Revision">Of the stored configuration that the form began as; 0 for a new one.</param>
public sealed record ConfigurationForm(TicketConfigurationBody Body, int Revision)
{
    public ConfigurationChoices Choices { get; init; } = new();

    /// <summary>What is wrong, each with its place in the configuration.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; init; } = [];

    public IReadOnlyList<ConfigurationFault> Warnings { get; init; } = [];

    /// <summary>Why it is not saved, where that is no matter of a place; <see langword="null"/>: nothing.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What it speaks for; <see langword="null"/> when nobody asked, or it cannot be said.</summary>
    public ConfigurationReach? Reach { get; init; }

    /// <summary>It was checked against Jira, and nothing is wrong.</summary>
    public bool IsFine { get; init; }

    /// <summary>The list that shows one more entry, to be filled in; <see langword="null"/>: none does.</summary>
    public string? Grown { get; init; }

    /// <summary>Of a page that tells why it is not saved.</summary>
    public int Status => Problem?.Kind.Status ?? (Faults.Count > 0 ? ProblemKind.InvalidConfiguration.Status : StatusCodes.Status200OK);

    /// <summary>What is wrong at a place or within it, for people.</summary>
    public IReadOnlyList<string> At(params IEnumerable<string> paths) =>
        [.. Faults.Where(f => paths.Any(p => IsWithin(f.Path, p))).Select(FaultWords.Of)];

    /// <summary>What is wrong at a place, and not within it, for people.</summary>
    public IReadOnlyList<string> Exactly(string path) => [.. Faults.Where(f => f.Path.Equals(path, StringComparison.OrdinalIgnoreCase)).Select(FaultWords.Of)];

    internal static bool IsWithin(string path, string place) =>
        path.StartsWith(place, StringComparison.OrdinalIgnoreCase) && (path.Length == place.Length || path[place.Length] is '.' or '[');
}

/// <summary>What can be chosen at present, as far as the choices before are made.</summary>
public sealed record ConfigurationChoices
{
    /// <summary>Names of connections.</summary>
    public IReadOnlyList<string> Connections { get; init; } = [];

    public IReadOnlyList<JiraProject> Projects { get; init; } = [];

    /// <summary>Those of sub-tasks too.</summary>
    public IReadOnlyList<JiraIssueType> IssueTypes { get; init; } = [];

    /// <summary><see langword="null"/> until an issue type is chosen, and where Jira could not be asked.</summary>
    public OfferedScreen? Screen { get; init; }

    /// <summary><see langword="null"/> where <see cref="Screen"/> is.</summary>
    public OfferedWorkflow? Workflow { get; init; }

    /// <summary>Why something is not offered; <see langword="null"/>: all is.</summary>
    public Problem? Trouble { get; init; }
}
