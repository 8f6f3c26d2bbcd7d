using Fairlead.Jira;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Connections;

/// <summary>Which project somebody meant whose key Jira does not show.</summary>
internal static class ProjectGuess
{
    /// <summary>Projects that are looked at; a page is one call.</summary>
    private const int MaxLooked = 1000;

    /// <param name="typed">A key, or the name of a project.</param>
    /// <returns>A key; null when none is near enough to be meant.</returns>
    /// <exception cref="JiraUnavailableException">Jira could not be asked.</exception>
    /// <exception cref="JiraRefusedException">Jira does not list projects to this account.</exception>
    public static async Task<string?> OfAsync(JiraClient jira, string typed, CancellationToken ct)
    {
        var keys = new List<string>();
        await foreach (var project in jira.Projects.ListAsync(null, ct))
        {
            if (project.Name.Equals(typed, StringComparison.OrdinalIgnoreCase))
                return project.Key;
            keys.Add(project.Key);
            if (keys.Count == MaxLooked)
                break;
        }

        return NearMiss.Of(typed, keys);
    }
}
