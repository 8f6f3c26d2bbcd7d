using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets.Applying;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>Finds out who wrote a comment: us, who reported the issue or had it then, somebody in a group or role. Asks Jira once for each person and each issue.</summary>
/// <param name="accounts">The account that Fairlead signs in with, and those before it.</param>
internal sealed class AuthorLookup(JiraClient jira, Func<CancellationToken, Task<OwnAccounts>> accounts)
{
    /// <summary>Outside of a turn at the connection, for whoever only looks.</summary>
    public static AuthorLookup Of(JiraClient jira, IJiraSource source, ConnectionId connection) =>
        new(jira, async ct => AccountLookup.Of((await jira.Myself.GetAsync(ct)).Id, await source.AccountsAsync(connection, ct)));

    private readonly Dictionary<string, IReadOnlyList<JiraChange>> _changes = [];
    private readonly Dictionary<string, IReadOnlySet<string>> _groups = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, JiraRoleActors>> _roles = [];
    private OwnAccounts? _ours;

    /// <summary>Whether it is by an account with which Fairlead signed in then, or was edited by one last, as when a secret was taken out of it: such comments are never judged.</summary>
    public async Task<bool> IsOursAsync(JiraComment comment, CancellationToken ct) =>
        comment.Properties.ContainsKey(Protocol.Marker.PropertyKey) || await IsOursAsync(comment.Author?.Id, comment.CreatedAt, ct) || await IsOursAsync(comment.UpdateAuthor?.Id, comment.UpdatedAt, ct);

    /// <summary>Whether it is an account with which Fairlead signed in at that time.</summary>
    /// <param name="account">Its id; <see langword="null"/>: somebody whom Jira does not name.</param>
    /// <param name="at">When it did what is asked about; <see langword="null"/>: that is not known.</param>
    public async Task<bool> IsOursAsync(string? account, DateTimeOffset? at, CancellationToken ct) => account is not null && (_ours ??= await accounts(ct)).Did(account, at);

    /// <param name="issue">With reporter, assignee and the time of its last change; without that its history is asked.</param>
    /// <param name="projectId">Of the issue.</param>
    public async Task<JudgedComment> DescribeAsync(
        CommentJudge judge, JiraComment comment, JiraIssue issue, string projectId, CancellationToken ct)
    {
        var writtenAt = comment.UpdatedAt ?? comment.CreatedAt;
        var judged = new JudgedComment(comment.OwnText, false, false, JudgedComment.None, JudgedComment.None) { WrittenAt = writtenAt };
        if (comment.Speaker is not { } speaker)
            return judged;
        var people = IssuePeople.Now(issue);
        if (judge.AsksForPeople && writtenAt is { } at && !(issue.UpdatedAt <= at) && judge.FirstFoundIn(comment.OwnText) is not null)
            people = people.When(at, speaker, await ChangesAsync(issue.Id, ct));
        judged = judged with { IsByReporter = people.IsReporter(speaker), IsByAssignee = people.IsAssignee(speaker) };
        return await WithGroupsAsync(judge, judged, new(speaker.Id, speaker.DisplayName), projectId, ct);
    }

    private async Task<IReadOnlyList<JiraChange>> ChangesAsync(string issueId, CancellationToken ct)
    {
        if (!_changes.TryGetValue(issueId, out var changes))
            _changes[issueId] = changes = [.. (await jira.Changelog.FetchAsync([issueId], IssuePeople.Fields, ct).ToListAsync(ct)).SelectMany(part => part.Changes).OrderBy(change => change.CreatedAt)];
        return changes;
    }

    /// <summary>A text as if an account had written it on an issue of the project that it has nothing else to do with.</summary>
    public Task<JudgedComment> DescribeAsync(CommentJudge judge, string text, JiraName account, string projectId, CancellationToken ct) =>
        WithGroupsAsync(judge, new(text, false, false, JudgedComment.None, JudgedComment.None), account, projectId, ct);

    private async Task<JudgedComment> WithGroupsAsync(CommentJudge judge, JudgedComment judged, JiraName author, string projectId, CancellationToken ct)
    {
        if (!(judge.AsksForGroups || judge.AsksForRoles) || judge.FirstFoundIn(judged.Text) is null)
            return judged;
        try
        {
            var groups = await GroupsAsync(author.Id, ct);
            // Whoever may use Jira is in a group: none at all is Cloud's way of not showing them.
            if (groups.Count == 0)
                return judged with { Unknown = $"Jira shows Fairlead's account no group of {author.Name}: it needs the global permission Browse users and groups" };
            var roles = judge.AsksForRoles ? await RolesAsync(projectId, author.Id, groups, ct) : JudgedComment.None;
            return judged with { Groups = groups, Roles = roles };
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.Forbidden or JiraRefusalCause.NotFound or JiraRefusalCause.ScopeMismatch)
        {
            return judged with { Unknown = $"Jira does not tell Fairlead's account which groups or roles {author.Name} has: {e.Message}" };
        }
    }

    private async Task<IReadOnlySet<string>> GroupsAsync(string author, CancellationToken ct)
    {
        if (!_groups.TryGetValue(author, out var groups))
            _groups[author] = groups = (await jira.Users.GroupsOfAsync(author, ct)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return groups;
    }

    private async Task<IReadOnlySet<string>> RolesAsync(string projectId, string author, IReadOnlySet<string> groups, CancellationToken ct)
    {
        if (!_roles.TryGetValue(projectId, out var roles))
        {
            var read = new Dictionary<string, JiraRoleActors>();
            foreach (var (name, id) in await jira.ProjectRoles.ListAsync(projectId, ct))
                read[name] = await jira.ProjectRoles.ActorsAsync(projectId, id, ct);
            _roles[projectId] = roles = read;
        }

        return roles.Where(r => r.Value.Users.Contains(author) || r.Value.Groups.Any(groups.Contains)).Select(r => r.Key).ToHashSet();
    }
}
