using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Finds people by e-mail, full name, login or account id; each is asked for once.</summary>
/// <param name="connection">As people write it, for the next step that a problem names.</param>
internal sealed class PeopleFinder(JiraClient jira, string projectKey, string connection, FaultList faults)
{
    private const int MaxLooked = 50;
    private const int MaxNamed = 5;
    private const int LettersAlike = 3;
    private readonly Dictionary<(string Text, bool IsAssignee), Answer> _known = [];

    /// <param name="isAssignee">Only people to whom the project's issues can be given.</param>
    /// <returns>With the text as name; <see langword="null"/> after a problem.</returns>
    public async Task<JiraName?> FindAsync(string path, string text, bool isAssignee, CancellationToken ct)
    {
        if (!_known.TryGetValue((text, isAssignee), out var known))
            _known[(text, isAssignee)] = known = await AskAsync(text, isAssignee, ct);
        if (known.Why is { } why)
            faults.Problem(path, why, known.Fix);
        return known.Person;
    }

    private async Task<Answer> AskAsync(string text, bool isAssignee, CancellationToken ct)
    {
        var found = await LookAsync(text, isAssignee, ct);
        var exact = found.Where(u => IsCalled(u, text)).DistinctBy(u => u.Id).ToList();
        // Who hides the e-mail is found by it all the same.
        if (exact.Count == 0 && text.Contains('@') && found.Count == 1)
            exact = [.. found];
        return exact switch
        {
            [{ IsActive: true } one] => new(new JiraName(one.Id, text)),
            [_] => new(null, $"the account of \"{DraftCheck.Shown(text)}\" is not active", "choose somebody else"),
            [] => WhyNobody(text, isAssignee, found.Count > 0 ? found : await NearAsync(text, isAssignee, ct)),
            _ => new(null, $"several people are called \"{DraftCheck.Shown(text)}\": {Named(exact)}", "write the id of the one that is meant"),
        };
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

    /// <summary>Who may be meant: among those who begin alike, and among the first that Jira names.</summary>
    private async Task<IReadOnlyList<JiraUser>> NearAsync(string text, bool isAssignee, CancellationToken ct)
    {
        var start = text[..Math.Min(LettersAlike, text.Length)];
        var people = isAssignee ? await jira.Users.AssignableAsync(projectKey, start, MaxLooked, ct) : await jira.Users.SearchAsync(start, MaxLooked, ct);
        if (people.Count == 0 && isAssignee)
            people = await jira.Users.AssignableAsync(projectKey, null, MaxLooked, ct);
        var named = people.SelectMany(p => NamesOf(p).Select(name => (Name: name, Person: p))).ToList();
        // Addresses of one company are alike already.
        return NearMiss.Of(text.Split('@')[0], named.Select(n => n.Name)) is { } near
            ? [.. named.Where(n => Same(n.Name, near)).Select(n => n.Person).DistinctBy(p => p.Id)]
            : [];
    }

    /// <summary>Whole and in parts: whoever writes a wrong name often writes one of two.</summary>
    private static IEnumerable<string> NamesOf(JiraUser user)
    {
        string?[] whole = [user.Id, user.DisplayName, user.EmailAddress?.Split('@')[0]];
        return whole.OfType<string>().Concat(user.DisplayName.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private Answer WhyNobody(string text, bool isAssignee, IReadOnlyList<JiraUser> near) => new(
        null,
        isAssignee
            ? $"issues of {projectKey} cannot be given to \"{DraftCheck.Shown(text)}\": unknown, not active, or without the permission Assignable user"
            : $"Jira shows the connection's account no user \"{DraftCheck.Shown(text)}\"",
        near.Count > 0 ? $"did you mean {Named(near)}?" : $"write an e-mail, a full name or an id; see them with: fairlead jira users --connection {connection} --project {projectKey}");

    private static string Named(IReadOnlyList<JiraUser> users) => string.Join(", ", users.Take(MaxNamed).Select(u => $"{u.DisplayName} ({u.Id})"));

    private static bool IsCalled(JiraUser user, string text) =>
        user.Id == text || Same(user.EmailAddress, text) || Same(user.DisplayName, text);

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    /// <param name="Why">Why it is nobody; told at each place where the person is named.</param>
    private sealed record Answer(JiraName? Person, string? Why = null, string? Fix = null);
}
