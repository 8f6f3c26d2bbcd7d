using Fairlead.Jira;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Finds people that a person wrote down, and tells at each place who is not there.</summary>
/// <param name="connection">As people write it, for the next step that a problem names.</param>
internal sealed class PeopleFinder(JiraClient jira, string projectKey, string connection, FaultList faults)
{
    private readonly PeopleDirectory _people = new(jira, projectKey);
    private readonly Dictionary<(string Text, bool IsAssignee), string> _fixes = [];

    /// <param name="isAssignee">Only people to whom the project's issues can be given.</param>
    /// <returns>With the text as name; <see langword="null"/> after a problem.</returns>
    public async Task<JiraName?> FindAsync(string path, string text, bool isAssignee, CancellationToken ct)
    {
        var known = await _people.FindAsync(text, isAssignee, ct);
        if (known.Person is null)
            faults.Problem(path, known.Why!, known.Fix ?? await FixOfAsync(text, isAssignee, ct));
        return known.Person;
    }

    private async Task<string> FixOfAsync(string text, bool isAssignee, CancellationToken ct) => _fixes.TryGetValue((text, isAssignee), out var fix)
        ? fix
        : _fixes[(text, isAssignee)] = await _people.NearAsync(text, isAssignee, ct)
            ?? $"write an e-mail, a full name or an id; see them with: fairlead jira users --connection {connection} --project {projectKey}";
}
