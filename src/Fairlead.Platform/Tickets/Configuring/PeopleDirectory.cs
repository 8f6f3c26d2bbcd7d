using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Who a text means, or why nobody.</summary>
/// <param name="Person">With the text as name; <see langword="null"/>: nobody, and <paramref name="Why"/>.</param>
/// <param name="Fix">The next step; <see langword="null"/>: whoever is alike may be meant.</param>
internal sealed record FoundPerson(JiraName? Person, string? Why = null, string? Fix = null);

/// <summary>Finds people by e-mail, full name, login, Data Center's key or account id; each is asked for once.</summary>
internal sealed class PeopleDirectory(JiraClient jira, string projectKey)
{
    private const int MaxLooked = 50;
    private const int MaxNamed = 5;
    private const int LettersAlike = 3;
    private readonly Dictionary<(string Text, bool IsAssignee), FoundPerson> _known = [];

    /// <param name="isAssignee">Only people to whom the project's issues can be given.</param>
    public async Task<FoundPerson> FindAsync(string text, bool isAssignee, CancellationToken ct) =>
        _known.TryGetValue((text, isAssignee), out var known) ? known : _known[(text, isAssignee)] = await AskAsync(text, isAssignee, ct);

    private async Task<FoundPerson> AskAsync(string text, bool isAssignee, CancellationToken ct)
    {
        var found = await LookAsync(text, isAssignee, ct);
        var exact = found.Where(u => IsCalled(u, text)).DistinctBy(u => u.Id).ToList();
        // Who hides the e-mail is found by it all the same; one that is shown would have been the same.
        if (exact.Count == 0 && text.Contains('@') && found is [{ EmailAddress: null or "" }])
            exact = [.. found];
        return exact switch
        {
            [{ IsActive: true } one] => new(new JiraName(one.Id, text)),
            [_] => new(null, $"the account of \"{DraftCheck.Shown(text)}\" is not active", "choose somebody else"),
            [] => new(null, isAssignee
                ? $"issues of {projectKey} cannot be given to \"{DraftCheck.Shown(text)}\": unknown, not active, or without the permission Assignable user"
                : $"Jira shows the connection's account no user \"{DraftCheck.Shown(text)}\""),
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
        // Cloud's searches look at names and addresses, not at account ids; those of Data Center not at keys.
        if (isAssignee && await jira.Users.AssignableByIdAsync(projectKey, text, ct) is { Count: > 0 } byId)
            return byId;
        var known = isAssignee ? null : await jira.Users.FindAsync(text, ct);
        known ??= await jira.Users.FindByKeyAsync(text, ct);
        if (known is null)
            return [];
        return isAssignee ? await jira.Users.AssignableByIdAsync(projectKey, known.Id, ct) : [known];
    }

    /// <summary>Who may be meant: among those who begin alike, and among the first that Jira names. Asks anew each time.</summary>
    /// <returns><see langword="null"/> for nobody.</returns>
    public async Task<string?> NearAsync(string text, bool isAssignee, CancellationToken ct)
    {
        var start = text[..Math.Min(LettersAlike, text.Length)];
        var people = isAssignee ? await jira.Users.AssignableAsync(projectKey, start, MaxLooked, ct) : await jira.Users.SearchAsync(start, MaxLooked, ct);
        if (people.Count == 0 && isAssignee)
            people = await jira.Users.AssignableAsync(projectKey, null, MaxLooked, ct);
        var named = people.SelectMany(p => NamesOf(p).Select(name => (Name: name, Person: p))).ToList();
        // Addresses of one company are alike already.
        return NearMiss.Of(text.Split('@')[0], named.Select(n => n.Name)) is { } near
            ? $"did you mean {Named([.. named.Where(n => Same(n.Name, near)).Select(n => n.Person).DistinctBy(p => p.Id)])}?"
            : null;
    }

    /// <summary>Whole and in parts: whoever writes a wrong name often writes one of two.</summary>
    private static IEnumerable<string> NamesOf(JiraUser user)
    {
        string?[] whole = [user.Id, user.DisplayName, user.EmailAddress?.Split('@')[0]];
        return whole.OfType<string>().Concat(user.DisplayName.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private static string Named(IReadOnlyList<JiraUser> users) => string.Join(", ", users.Take(MaxNamed).Select(u => $"{u.DisplayName} ({u.Id})"));

    private static bool IsCalled(JiraUser user, string text) =>
        user.Id == text || user.Key == text || Same(user.EmailAddress, text) || Same(user.DisplayName, text);

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
