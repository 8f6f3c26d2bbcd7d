using System.Text.Json.Nodes;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Comments;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.Links;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Search.Jql;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.Text;
using Fairlead.Sandbox.Workflows;

namespace Fairlead.Sandbox.Issues;

/// <summary>Changes issues: fields, status, comments, project, deletion. Each writes history, the index and the webhooks.</summary>
internal static class IssueEditor
{
    /// <exception cref="JiraRefusal">Nothing was changed.</exception>
    public static void Edit(Site site, Issue issue, JsonObject body, Account actor, bool speaksAdf)
    {
        if (body["fields"] is null && body["update"] is null && body["properties"] is null)
            throw new JiraRefusal(400, "one of 'fields' or 'update' required");
        var now = issue.Now;
        var changes = new FieldChanges(site, now.Project, now.Type, now.Project.Types[now.Type].Screen, speaksAdf, actor, issue);
        changes.Read(body["fields"], body["update"]);
        changes.DemandRequired(onCreate: false);
        RefuseMoves(site, issue, body["fields"] as JsonObject, changes);
        changes.ThrowIfRefused();
        var properties = Properties.PropertyRules.ReadMany(body["properties"]);
        Apply(site, issue, changes, actor, "issue_updated");
        foreach (var (key, value) in properties)
            issue.Properties[key] = value;
    }

    /// <exception cref="JiraRefusal">The screen asks for something else.</exception>
    public static void Take(Site site, Issue issue, Transition transition, JsonObject body, Account actor, bool speaksAdf)
    {
        var version = issue.Now;
        var changes = new FieldChanges(site, version.Project, version.Type, transition.Screen, speaksAdf, actor, issue);
        changes.Read(body["fields"], body["update"]);
        changes.DemandRequired(onCreate: true);
        foreach (var id in transition.Validated.Where(id => changes.Values.GetValueOrDefault(id) is null && version.Get(id) is null))
            changes.Complain(id, $"{site.Fields.Find(id)!.Name} is required.");
        changes.ThrowIfRefused();
        if (!changes.Values.ContainsKey(FieldIds.Resolution))
        {
            var resolution = transition.To.Category == StatusCategory.Done
                ? transition.Resolution ?? version.Get(FieldIds.Resolution)
                : null;
            if (!Equals(resolution, version.Get(FieldIds.Resolution)))
                changes.Values[FieldIds.Resolution] = resolution;
        }

        Apply(site, issue, changes, actor, "issue_generic", transition.To);
    }

    public static IssueComment AddComment(
        Site site, Issue issue, Account actor, RichText body, JsonObject? visibility,
        IEnumerable<KeyValuePair<string, string>> properties)
    {
        var comment = new IssueComment(
            site.NextId("comment"), actor, actor, body, visibility, site.Now, site.Now)
        {
            Properties = new SortedDictionary<string, string>(new Dictionary<string, string>(properties), StringComparer.Ordinal),
        };
        issue.Comments.Add(comment);
        Touch(site, issue);
        site.Changed?.Invoke(new SiteEvent("comment_created", null, issue, actor, Comment: comment));
        return comment;
    }

    /// <summary>Into another project, with its sub-tasks; each gets a new key there, and the old one keeps leading to it.</summary>
    /// <exception cref="JiraRefusal">A sub-task stays where its parent is.</exception>
    public static void Move(Site site, Issue issue, Project to, Account actor)
    {
        if (issue.Now.Type.IsSubtask && issue.Now.Get<Issue>(FieldIds.Parent)?.Now.Project != to)
            throw new JiraRefusal(400, "A sub-task is moved with its parent, or made an issue of its own first.");
        var type = to.IssueTypes.FirstOrDefault(t => t.Name == issue.Now.Type.Name)
            ?? to.IssueTypes.First(t => t.HierarchyLevel == issue.Now.Type.HierarchyLevel);
        var key = $"{to.Key}-{++to.LastIssueNumber}";
        var workflow = to.Types[type].Workflow;
        var status = workflow.Statuses.Contains(issue.Now.Status) ? issue.Now.Status : workflow.Initial;
        var items = new List<ChangeItem>
        {
            new("project", "project", false, $"{issue.Now.Project.Id}", issue.Now.Project.Name, $"{to.Id}", to.Name),
            new("Key", "issuekey", false, null, issue.Key, null, key),
        };
        var version = issue.Now with { Key = key, Project = to, Type = type, Status = status };
        site.Issues.AddKey(issue, key);
        Store(site, issue, version, items, actor, "issue_moved");
        foreach (var subtask in issue.Subtasks.ToList())
            Move(site, subtask, to, actor);
    }

    /// <summary>A person makes it an issue of another type of its project, as Jira's move and convert dialogs do.</summary>
    /// <param name="parent">Of a sub-task; null for every other type.</param>
    /// <exception cref="JiraRefusal">It has sub-tasks, which a sub-task cannot have.</exception>
    public static void ChangeType(Site site, Issue issue, IssueType type, Issue? parent, Account actor)
    {
        if (type.IsSubtask && (parent is null || issue.Subtasks.Any()))
            throw new JiraRefusal(400, "A sub-task needs a parent, and can have no sub-tasks.");
        var item = new ChangeItem("issuetype", "issuetype", false, $"{issue.Now.Type.Id}", issue.Now.Type.Name, $"{type.Id}", type.Name);
        Reparent(issue, issue.Now.Get<Issue>(FieldIds.Parent), parent);
        Store(site, issue, (issue.Now with { Type = type }).With(FieldIds.Parent, parent), [item], actor, "issue_updated");
    }

    /// <summary>With its sub-tasks.</summary>
    public static void Delete(Site site, Issue issue, Account actor)
    {
        foreach (var subtask in issue.Subtasks.ToList())
            Delete(site, subtask, actor);
        foreach (var link in issue.Links.ToList())
            LinkRules.Remove(link);
        issue.Now.Get<Issue>(FieldIds.Parent)?.Children.Remove(issue);
        site.Issues.Remove(issue);
        site.Index.Changed(issue);
        site.Changed?.Invoke(new SiteEvent("jira:issue_deleted", "issue_deleted", issue, actor));
    }

    public static void Record(Site site, Issue issue, Account actor, ChangeItem item) =>
        Store(site, issue, issue.Now, [item], actor, "issue_updated");

    /// <summary>Something that hangs on the issue changed: it counts as updated, without history.</summary>
    public static void Touch(Site site, Issue issue)
    {
        issue.Now = issue.Now with { UpdatedAt = site.Now };
        site.Index.Changed(issue);
    }

    private static void Apply(
        Site site, Issue issue, FieldChanges changes, Account actor, string eventType, Status? status = null)
    {
        var links = changes.Links.ConvertAll(l => LinkRules.Read(site, l));
        var items = new List<ChangeItem>();
        var version = issue.Now;
        foreach (var (id, value) in changes.Values)
        {
            var field = site.Fields.Find(id)!;
            var before = issue.Now.Get(id);
            if (field.Kind.AreEqual(before, value))
                continue;
            var (from, fromText) = Audited(site, field, before);
            var (to, toText) = Audited(site, field, value);
            items.Add(new ChangeItem(NameOf(field), id, field.IsCustom, from, fromText, to, toText)
            {
                FromTerms = Terms(field, before),
                ToTerms = Terms(field, value),
            });
            version = version.With(id, value);
            if (id == FieldIds.Parent)
                Reparent(issue, before as Issue, value as Issue);
        }

        if (status is not null && status != version.Status)
        {
            items.Add(new ChangeItem(
                "status", "status", false, $"{version.Status.Id}", version.Status.Name, $"{status.Id}", status.Name)
            {
                FromTerms = JqlFields.TermsOf(version.Status),
                ToTerms = JqlFields.TermsOf(status),
            });
            version = version with
            {
                Status = status,
                StatusCategoryChangedAt = status.Category == version.Status.Category ? version.StatusCategoryChangedAt : site.Now,
            };
        }

        if (items.Count > 0)
            Store(site, issue, version, items, actor, eventType);
        foreach (var (body, visibility) in changes.Comments)
            AddComment(site, issue, actor, body, visibility, []);
        foreach (var link in links)
            LinkRules.Add(site, link(issue));
    }

    /// <summary>Data Center's histories name people by their keys, Cloud's by their account ids.</summary>
    private static (string? Id, string? Text) Audited(Site site, Field field, object? value) => value switch
    {
        null => (null, null),
        Account account when site.IsCloud => (account.AccountId, account.DisplayName),
        AccountSet set when site.IsCloud => (string.Join(", ", set.Accounts.Select(a => a.AccountId)), field.Kind.Audit(value).Text),
        _ => field.Kind.Audit(value),
    };

    private static void Store(
        Site site, Issue issue, IssueVersion version, IReadOnlyList<ChangeItem> items, Account actor, string eventType)
    {
        var hadResolution = issue.Now.Get(FieldIds.Resolution) is not null;
        var hasResolution = version.Get(FieldIds.Resolution) is not null;
        issue.Now = version with
        {
            UpdatedAt = site.Now,
            ResolvedAt = !hasResolution ? null : hadResolution ? version.ResolvedAt : site.Now,
            Revision = version.Revision + 1,
        };
        var change = new Change(site.NextId("change"), actor, site.Now, items);
        issue.Changes.Add(change);
        site.Index.Changed(issue);
        site.Changed?.Invoke(new SiteEvent("jira:issue_updated", eventType, issue, actor, change));
    }

    /// <summary>What a history calls it, on every site in English: hardly ever what screens call it.</summary>
    private static string NameOf(Field field) => field.Id switch
    {
        FieldIds.Components => "Component",
        FieldIds.FixVersions => "Fix Version",
        FieldIds.Versions => "Version",
        var id => field.IsCustom ? field.Name : id,
    };

    private static IReadOnlyList<string> Terms(Field field, object? value) =>
        value is not null && JqlHistory.Kept.Contains(field.Id) ? [.. field.Kind.Terms(value)] : [];

    private static void Reparent(Issue issue, Issue? before, Issue? after)
    {
        before?.Children.Remove(issue);
        after?.Children.Add(issue);
    }

    /// <summary>An edit may repeat project and type, as some clients do, but not change them.</summary>
    private static void RefuseMoves(Site site, Issue issue, JsonObject? fields, FieldChanges changes)
    {
        if (fields?[FieldIds.Project] is JsonObject project
            && (string?)project["key"] is { } key && site.FindProject(key) != issue.Now.Project)
        {
            changes.Complain(FieldIds.Project, "Field 'project' cannot be set. It is not on the appropriate screen, or unknown.");
        }

        if (fields?[FieldIds.IssueType] is JsonObject type
            && (string?)type["name"] is { } name && name != issue.Now.Type.Name)
        {
            changes.Complain(FieldIds.IssueType, "The issue type selected is invalid.");
        }
    }
}
