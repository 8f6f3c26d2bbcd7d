using System.Text.Json.Nodes;
using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Attachments;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Comments;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Screens;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.Text;
using Fairlead.Sandbox.Workflows;

namespace Fairlead.Sandbox.State;

/// <summary>
/// What the site holds, and what people and administrators do to it behind an integration's back. Each verb acts as a person,
/// writes the changelog and sends the webhooks that the same act in Jira would. An issue or project that does not exist is an
/// <see cref="ArgumentException"/>; what Jira would refuse, an <see cref="InvalidOperationException"/>.
/// </summary>
public sealed class SandboxState
{
    private readonly Site _site;
    private readonly SignIn _signIn;

    internal SandboxState(Site site, SignIn signIn)
    {
        _site = site;
        _signIn = signIn;
    }

    public int IssueCount => Locked(() => _site.Issues.Count);

    /// <summary>All issues, oldest first.</summary>
    public IReadOnlyList<SandboxIssue> Issues => Locked(() => (IReadOnlyList<SandboxIssue>)[.. _site.Issues.All.Select(Shape)]);

    /// <summary>Issues that are not done, oldest first.</summary>
    public IReadOnlyList<SandboxIssue> OpenIssues => [.. Issues.Where(i => !i.IsDone)];

    /// <param name="idOrKey">Former keys of moved issues count.</param>
    public SandboxIssue? Find(string idOrKey) => Locked(() => _site.Issues.Find(idOrKey) is { } issue ? Shape(issue) : null);

    /// <summary>Issues that carry the label now, whatever the index says, oldest first.</summary>
    public IReadOnlyList<SandboxIssue> WithLabel(string label) => [.. Issues.Where(i => i.Labels.Contains(label))];

    /// <summary>A person makes an issue.</summary>
    /// <param name="fields">Further fields as REST v2 takes them, as JSON text; null for none.</param>
    public SandboxIssue Create(
        string projectKey, string issueType, string summary, IReadOnlyList<string>? labels = null, string? fields = null) =>
        Act(() =>
        {
            var values = fields is null ? [] : (JsonObject)JsonNode.Parse(fields)!;
            values["project"] = new JsonObject { ["key"] = projectKey };
            values["issuetype"] = new JsonObject { ["name"] = issueType };
            values["summary"] = summary;
            if (labels is not null)
                values["labels"] = new JsonArray([.. labels.Select(l => JsonValue.Create(l))]);
            return Shape(IssueCreator.Create(
                _site, new JsonObject { ["fields"] = values }, _site.Person, speaksAdf: false));
        });

    /// <summary>A person sets fields, given as REST v2 takes them.</summary>
    /// <param name="fields">JSON text such as <c>{"summary": "new", "priority": {"name": "Low"}}</c>.</param>
    public void Edit(string idOrKey, string fields) => Act(() => IssueEditor.Edit(
        _site, Issue(idOrKey), new JsonObject { ["fields"] = JsonNode.Parse(fields) }, _site.Person, speaksAdf: false));

    /// <summary>A person comments.</summary>
    /// <param name="author">User name; null for Alice.</param>
    /// <param name="visibleTo">Name of the role whose members alone see it; null for everyone.</param>
    /// <returns>The comment's id.</returns>
    public long Comment(string idOrKey, string text, string? author = null, string? visibleTo = null) => Act(() => IssueEditor.AddComment(
        _site, Issue(idOrKey), author is null ? _site.Person : AccountOf(author), RichText.OfPlain(text),
        visibleTo is null ? null : new JsonObject { ["type"] = "role", ["value"] = visibleTo }, []).Id);

    /// <summary>A person comments with wiki markup, as Data Center keeps it.</summary>
    /// <inheritdoc cref="Comment"/>
    public long CommentMarkup(string idOrKey, string markup) => Act(() => IssueEditor.AddComment(_site, Issue(idOrKey), _site.Person, new RichText(markup, isAdf: false), null, []).Id);

    /// <summary>A person who works on requests of a service project comments, not for its customers.</summary>
    /// <inheritdoc cref="Comment"/>
    public long CommentInternally(string idOrKey, string text, string? author = null) => Act(() => IssueEditor.AddComment(
        _site, Issue(idOrKey), author is null ? _site.Person : AccountOf(author), RichText.OfPlain(text), null,
        [new("sd.public.comment", """{"internal":true}""")]).Id);

    /// <summary>A person logs an hour of work and says on what.</summary>
    /// <returns>The worklog's id.</returns>
    public long LogWork(string idOrKey, string text) => Act(() =>
    {
        var worklog = new Worklog(_site.NextId("worklog"), _site.Person, RichText.OfPlain(text), _site.Now, 3_600, _site.Now);
        WorklogRoutes.Log(_site, Issue(idOrKey), worklog);
        return worklog.Id;
    });

    /// <summary>A person attaches a file, of any size.</summary>
    /// <returns>The attachment's id.</returns>
    public long Attach(string idOrKey, string fileName, byte[] content, string contentType = "application/octet-stream") => Act(() =>
    {
        var issue = Issue(idOrKey);
        var attachment = new Attachment(_site.NextId("attachment"), fileName, contentType, content, _site.Person, _site.Now);
        AttachmentRoutes.Add(_site, issue, attachment, _site.Person);
        return attachment.Id;
    });

    /// <summary>A person deletes a file.</summary>
    public void DeleteAttachment(string idOrKey, long attachmentId) => Act(() =>
    {
        var issue = Issue(idOrKey);
        AttachmentRoutes.Remove(_site, issue, issue.Attachments.Single(a => a.Id == attachmentId), _site.Person);
    });

    /// <summary>Its author changes a comment.</summary>
    /// <param name="editor">User name of whoever may edit the comments of others; null: its author.</param>
    public void EditComment(string idOrKey, long commentId, string text, string? editor = null) => Act(() =>
    {
        var issue = Issue(idOrKey);
        var comment = issue.Comments.Single(c => c.Id == commentId);
        var by = editor is null ? comment.Author : AccountOf(editor);
        var edited = comment with { Body = RichText.OfPlain(text), UpdateAuthor = by, UpdatedAt = _site.Now };
        issue.Comments[issue.Comments.IndexOf(comment)] = edited;
        IssueEditor.Touch(_site, issue);
        _site.Changed?.Invoke(new SiteEvent("comment_updated", null, issue, by, Comment: edited));
    });

    /// <summary>Its author deletes a comment.</summary>
    public void DeleteComment(string idOrKey, long commentId) => Act(() =>
    {
        var issue = Issue(idOrKey);
        var comment = issue.Comments.Single(c => c.Id == commentId);
        issue.Comments.Remove(comment);
        IssueEditor.Touch(_site, issue);
        _site.Changed?.Invoke(new SiteEvent("comment_deleted", null, issue, comment.Author, Comment: comment));
    });

    /// <summary>Gives a person a role in a project, by itself.</summary>
    public void GiveRole(string projectKey, string role, string userName) =>
        Act(() => ProjectOf(projectKey).Roles.Single(r => r.Name == role).Users.Add(AccountOf(userName)));

    /// <summary>An administrator deactivates a person's account: issues cannot be given to it any more. Or activates it again.</summary>
    public void Deactivate(string userName, bool isActive = false) => Act(() => AccountOf(userName).Activate(isActive));

    /// <summary>An administrator deletes a version of a project that no issue has.</summary>
    public void DeleteVersion(string projectKey, string name) => Act(() => _ = ProjectOf(projectKey).Versions.RemoveAll(v => v.Name == name));

    /// <summary>An administrator adds a component to a project.</summary>
    public void AddComponent(string projectKey, string name) => Act(() =>
    {
        var components = ProjectOf(projectKey).Components;
        components.Add(new(components.Max(c => c.Id) + 500, name));
    });

    /// <summary>An administrator deletes a component of a project that no issue has.</summary>
    public void DeleteComponent(string projectKey, string name) => Act(() => _ = ProjectOf(projectKey).Components.RemoveAll(c => c.Name == name));

    /// <summary>A person takes the transition that leads to this status, whatever its screen and condition ask.</summary>
    /// <param name="actor">User name; null for Alice.</param>
    public void Transition(string idOrKey, string statusName, string? actor = null) => Act(() =>
    {
        var issue = Issue(idOrKey);
        var workflow = issue.Now.Project.Types[issue.Now.Type].Workflow;
        var transition = workflow.Transitions.FirstOrDefault(t => t.To.Name == statusName)
            ?? throw new ArgumentException($"The workflow has no status {statusName}.", nameof(statusName));
        IssueEditor.Take(
            _site, issue, transition with { Screen = null, Condition = null, Validated = [], Resolution = transition.Resolution ?? _site.Resolutions[0] },
            [], actor is null ? _site.Person : AccountOf(actor), speaksAdf: false);
    });

    /// <summary>A person moves it to another project, with its sub-tasks.</summary>
    public void Move(string idOrKey, string toProjectKey) =>
        Act(() => IssueEditor.Move(_site, Issue(idOrKey), ProjectOf(toProjectKey), _site.Person));

    /// <summary>A person makes it an issue of another type of its project.</summary>
    /// <param name="parent">Of a sub-task; null for every other type.</param>
    public void ChangeType(string idOrKey, string issueType, string? parent = null) => Act(() =>
    {
        var issue = Issue(idOrKey);
        IssueEditor.ChangeType(
            _site, issue, issue.Now.Project.IssueTypes.Single(t => t.Name == issueType), parent is null ? null : Issue(parent), _site.Person);
    });

    /// <summary>A person deletes it, with its sub-tasks.</summary>
    public void Delete(string idOrKey) => Act(() => IssueEditor.Delete(_site, Issue(idOrKey), _site.Person));

    /// <summary>Puts the issue behind a security level that the bot does not see, or back.</summary>
    public void Hide(string idOrKey, bool isHidden = true) => Act(() => Issue(idOrKey).IsHidden = isHidden);

    /// <summary>From now on the bot may not see the issues that are created, its own among them.</summary>
    public void HideNew(bool isHidden = true) => Act(() => _site.HidesNewIssues = isHidden);

    public void SetProperty(string idOrKey, string key, string json) => Act(() => Issue(idOrKey).Properties[key] = json);

    /// <summary>Takes a permission such as <c>CREATE_ISSUES</c> from somebody.</summary>
    /// <param name="projectKey">Null for every project.</param>
    /// <param name="userName">Null for the bot.</param>
    public void RemovePermission(string permission, string? projectKey = null, string? userName = null) =>
        Act(() => _site.Permissions.Deny(userName is null ? _site.Bot : AccountOf(userName), permission, projectKey is null ? null : ProjectOf(projectKey)));

    public void RestorePermission(string permission, string? projectKey = null) =>
        Act(() => _site.Permissions.Allow(_site.Bot, permission, projectKey is null ? null : ProjectOf(projectKey)));

    /// <summary>Takes a field off every screen of the project, or of one issue type.</summary>
    public void RemoveFromScreen(string projectKey, string fieldId, string? issueType = null) =>
        EachScreen(projectKey, issueType, s => s.Screen.Remove(fieldId));

    /// <summary>Puts a field on every screen of the project, or of one issue type.</summary>
    public void AddToScreen(string projectKey, string fieldId, bool isRequired = false, string? issueType = null) =>
        EachScreen(projectKey, issueType, s => s.Screen.Add(fieldId, isRequired));

    /// <summary>An administrator gives the transitions to a status a validator: the field must have a value, though no screen asks for it.</summary>
    public void Validate(string projectKey, string statusName, string fieldId) => ChangeTransitions(
        projectKey, w => [.. w.Transitions.Select(t => t.To.Name == statusName ? t with { Validated = [.. t.Validated, fieldId] } : t)]);

    /// <summary>An administrator puts a field on the screens of the transitions to a status.</summary>
    public void AddToTransition(string projectKey, string statusName, string fieldId, bool isRequired = false) => ChangeTransitions(
        projectKey,
        w => [.. w.Transitions.Select(t => t.To.Name != statusName ? t : t with { Screen = (t.Screen ?? new Screen([FieldIds.Comment])).With(fieldId, isRequired) })]);

    /// <summary>An administrator lets nobody take a transition to a status while a sub-task is open.</summary>
    public void BlockOnSubtasks(string projectKey, string statusName) => ChangeTransitions(
        projectKey, w => [.. w.Transitions.Select(t => t.To.Name == statusName ? t with { Condition = new TransitionCondition.SubtasksAreDone() } : t)]);

    /// <summary>An administrator lets nobody take a transition to a status until the issue has an assignee.</summary>
    public void HideUnlessAssigned(string projectKey, string statusName) => ChangeTransitions(
        projectKey, w => [.. w.Transitions.Select(t => t.To.Name == statusName ? t with { Condition = new TransitionCondition.IsAssigned() } : t)]);

    /// <summary>An administrator takes a transition to a status out of the workflow wherever it begins somewhere else.</summary>
    /// <param name="fromStatus">The only status from which it is left; null: from none.</param>
    public void Restrict(string projectKey, string statusName, string? fromStatus) => ChangeTransitions(projectKey, w =>
    [
        .. w.Transitions.Where(t => t.To.Name != statusName || fromStatus is not null)
            .Select(t => t.To.Name == statusName ? t with { From = [w.Statuses.Single(s => s.Name == fromStatus)] } : t),
    ]);

    /// <summary>Groups of which nobody is a member.</summary>
    public void AddGroups(params string[] names) => Act(() => _site.Groups.AddRange(names));

    /// <summary>Makes it one of Jira Service Management.</summary>
    public void MakeServiceProject(string projectKey) => Act(() => ProjectOf(projectKey).IsServiceProject = true);

    public void ArchiveProject(string projectKey, bool isArchived = true) => Act(() => ProjectOf(projectKey).IsArchived = isArchived);

    /// <summary>Gives a project another key; issues keep their numbers and are found by both.</summary>
    public void RenameProject(string projectKey, string newKey) => Act(() =>
    {
        var project = ProjectOf(projectKey);
        project.FormerKeys.Add(project.Key);
        project.Key = newKey;
        foreach (var issue in _site.Issues.All.Where(i => i.Now.Project == project).ToList())
        {
            issue.Now = issue.Now with { Key = $"{newKey}-{issue.Key[(issue.Key.LastIndexOf('-') + 1)..]}" };
            _site.Issues.AddKey(issue, issue.Key);
            _site.Index.Changed(issue);
        }
    });

    /// <summary>The bot's account gets another API token (Cloud) or personal access token (Data Center); the first stays until it is revoked.</summary>
    public string MakeToken() => Locked(_signIn.MakeToken);

    /// <summary>Revokes one API token or personal access token of the bot; the others count on.</summary>
    public void RevokeToken(string token) => Act(() => _signIn.RevokeToken(token));

    /// <summary>Tokens and passwords that there were at the start stop working at once, as after a revocation.</summary>
    public void RevokeCredentials() => Act(_signIn.Revoke);

    /// <summary>Access tokens of the client-credentials grant are over; a new one can be asked for.</summary>
    public void ExpireAccessTokens() => Act(_signIn.ExpireAccessTokens);

    /// <summary>The bot's account is deactivated.</summary>
    public void DisableBot() => Act(() => _signIn.IsBotDisabled = true);

    /// <summary>Data Center asks for a captcha before it looks at a password.</summary>
    public void DemandCaptcha() => Act(() => _signIn.WantsCaptcha = true);

    /// <summary>Credentials, account and captcha are well again.</summary>
    public void RestoreCredentials() => Act(_signIn.Restore);

    /// <summary>An administrator changes the base URL, or another Jira takes this one's place.</summary>
    /// <param name="url">What serverInfo says from now on; null for where the sandbox listens.</param>
    public void Announce(string? url) => Act(() => _site.AnnouncedUrl = url);

    /// <summary>From now on writes stay invisible to JQL for so long.</summary>
    public void SetIndexLag(TimeSpan lag) => Act(() => _site.IndexLag = lag);

    /// <summary>The index takes nothing in until it is started again.</summary>
    public void StopIndex(bool isStopped = true) => Act(() => _site.IsIndexStopped = isStopped);

    /// <summary>JQL sees everything now.</summary>
    public void RebuildIndex() => Act(_site.Index.Rebuild);

    internal static SandboxIssue Shape(Issue issue)
    {
        var view = new JiraView(issue.Site, $"{issue.Site.BaseUrl}/rest/api/2", SpeaksAdf: false);
        var now = issue.Now;
        var description = now.Get<RichText>(FieldIds.Description);
        return new SandboxIssue(
            issue.Id, issue.Key, now.Project.Key, now.Type.Name, now.Get<string>(FieldIds.Summary) ?? "",
            description?.Plain, description?.Markup, now.Status.Name, now.Status.Category.Key,
            now.Get<Resolution>(FieldIds.Resolution)?.Name, now.Get<Priority>(FieldIds.Priority)?.Name,
            now.Get<Account>(FieldIds.Assignee)?.DisplayName, Fields.Kinds.LabelsKind.Of(now.Get(FieldIds.Labels)),
            new SortedDictionary<string, string>(issue.Properties, StringComparer.Ordinal),
            now.Fields.ToDictionary(
                f => f.Key, f => issue.Site.Fields.Find(f.Key)!.Kind.Write(f.Value, view)?.ToJsonString() ?? "null"),
            [.. issue.Comments.Select(c => new SandboxComment(c.Id, c.Author.DisplayName, c.Body.Plain, c.Body.Markup, c.CreatedAt))],
            [.. issue.RemoteLinks.Select(l => new SandboxRemoteLink(
                l.Id, l.GlobalId, (string?)l.Content["object"]?["url"] ?? "", (string?)l.Content["object"]?["title"] ?? ""))],
            [.. issue.Attachments.Select(a => new SandboxAttachment(a.Id, a.FileName, a.ContentType, a.Content.Length, a.Content))],
            [.. issue.Links.Select(l => new SandboxIssueLink(l.Id, l.Type.Name, l.Other(issue).Key, ReferenceEquals(l.Inward, issue)))],
            issue.CreatedAt, now.UpdatedAt, now.Revision)
        {
            ParentKey = now.Get<Issue>(FieldIds.Parent)?.Key,
        };
    }

    private void EachScreen(string projectKey, string? issueType, Action<ProjectIssueType> act) => Act(() =>
    {
        foreach (var (_, setup) in ProjectOf(projectKey).Types.Where(t => issueType is null || t.Key.Name == issueType))
            act(setup);
    });

    private void ChangeTransitions(string projectKey, Func<Workflow, IReadOnlyList<Transition>> change) =>
        EachScreen(projectKey, null, t => t.Workflow = t.Workflow with { Transitions = change(t.Workflow) });

    private Issue Issue(string idOrKey) =>
        _site.Issues.Find(idOrKey) ?? throw new ArgumentException($"There is no issue {idOrKey}.", nameof(idOrKey));

    private Project ProjectOf(string key) =>
        _site.FindProject(key) ?? throw new ArgumentException($"There is no project {key}.", nameof(key));

    private Account AccountOf(string name) =>
        _site.People.Find(p => p.Name == name) ?? throw new ArgumentException($"There is no user {name}.", nameof(name));

    private T Locked<T>(Func<T> read)
    {
        lock (_site.Gate)
        {
            _site.WorkOnTasks();
            return read();
        }
    }

    private void Act(Action act) => Act(() =>
    {
        act();
        return true;
    });

    private T Act<T>(Func<T> act)
    {
        lock (_site.Gate)
        {
            try
            {
                return act();
            }
            catch (JiraRefusal refusal)
            {
                throw new InvalidOperationException(refusal.Body().ToJsonString(), refusal);
            }
        }
    }
}
