using Fairlead.Jira;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Finds people by e-mail, full name, login or account id; each is asked for once.</summary>
/// <param name="connection">As people write it, for the next step that a problem names.</param>
internal sealed class PeopleFinder(JiraClient jira, string projectKey, string connection, FaultList faults)
{
    private const int MaxLooked = 50;
    private const int MaxNamed = 5;
    private readonly Dictionary<(string Text, bool IsAssignee), JiraName?> _known = [];

    /// <param name="isAssignee">Only people to whom the project's issues can be given.</param>
    /// <returns>With the text as name; <see langword="null"/> after a problem.</returns>
    public async Task<JiraName?> FindAsync(string path, string text, bool isAssignee, CancellationToken ct)
    {
        if (_known.TryGetValue((text, isAssignee), out var known))
            return known;
        var found = await LookAsync(text, isAssignee, ct);
        var exact = found.Where(u => IsCalled(u, text)).DistinctBy(u => u.Id).ToList();
        // Who hides the e-mail is found by it all the same.
        if (exact.Count == 0 && text.Contains('@') && found.Count == 1)
            exact = [.. found];
        if (exact.Count != 1)
            Refuse(path, text, isAssignee, exact.Count > 1 ? exact : found, exact.Count > 1);
        else if (!exact[0].IsActive)
            faults.Problem(path, $"the account of \"{DraftCheck.Shown(text)}\" is not active", "choose somebody else");
        return _known[(text, isAssignee)] = exact is [{ IsActive: true } one] ? new JiraName(one.Id, text) : null;
    }

    private async Task<IReadOnlyList<JiraUser>> LookAsync(string text, bool isAssignee, CancellationToken ct)
    {
        var found = isAssignee
            ? await jira.Users.AssignableAsync(projectKey, text, MaxLooked, ct)
            : await jira.Users.SearchAsync(text, MaxLooked, ct);
        if (found.Count > 0)
            return found;
        // Cloud's searches look at names and addresses, not at account ids.
        return isAssignee
            ? await jira.Users.AssignableByIdAsync(projectKey, text, ct)
            : await jira.Users.FindAsync(text, ct) is { } user ? [user] : [];
    }

    private void Refuse(string path, string text, bool isAssignee, IReadOnlyList<JiraUser> found, bool isAmbiguous)
    {
        var named = string.Join(", ", found.Take(MaxNamed).Select(u => $"{u.DisplayName} ({u.Id})"));
        if (isAmbiguous)
        {
            faults.Problem(path, $"several people are called \"{DraftCheck.Shown(text)}\": {named}", "write the id of the one that is meant");
            return;
        }

        faults.Problem(
            path,
            isAssignee
                ? $"issues of {projectKey} cannot be given to \"{DraftCheck.Shown(text)}\": unknown, not active, or without the permission Assignable user"
                : $"Jira shows the connection's account no user \"{DraftCheck.Shown(text)}\"",
            found.Count > 0 ? $"did you mean {named}?" : $"write an e-mail, a full name or an id; see them with: fairlead jira users --connection {connection} --project {projectKey}");
    }

    private static bool IsCalled(JiraUser user, string text) =>
        user.Id == text || Same(user.EmailAddress, text) || Same(user.DisplayName, text);

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
