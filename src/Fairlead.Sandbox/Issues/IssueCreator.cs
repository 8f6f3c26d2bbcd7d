using System.Text.Json.Nodes;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Links;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Properties;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Issues;

/// <summary>Makes an issue from <c>IssueUpdateDetails</c>, or refuses it with everything that is wrong.</summary>
internal static class IssueCreator
{
    /// <exception cref="JiraRefusal">Nothing was created.</exception>
    public static Issue Create(Site site, JsonObject body, Account actor, bool speaksAdf)
    {
        var fields = body["fields"] as JsonObject ?? [];
        var (project, type) = Target(site, fields, actor);
        var setup = project.Types[type];
        var changes = new FieldChanges(site, project, type, setup.Screen, speaksAdf, actor, issue: null);
        changes.Read(fields, body["update"]);
        changes.DemandRequired(onCreate: true);
        changes.ThrowIfRefused();
        var properties = PropertyRules.ReadMany(body["properties"]);
        var links = changes.Links.ConvertAll(l => LinkRules.Read(site, l));

        var now = site.Now;
        var values = new Dictionary<string, object>();
        foreach (var (id, value) in changes.Values)
        {
            if (value is not null)
                values[id] = value;
        }

        values.TryAdd(FieldIds.Priority, site.Priorities[2]);
        values.TryAdd(FieldIds.Reporter, actor);
        var key = $"{project.Key}-{++project.LastIssueNumber}";
        var issue = new Issue(
            site, site.NextId("issue"), actor, now,
            new IssueVersion(key, project, type, setup.Workflow.Initial, now, now, null, 1, values));
        issue.IsHidden = site.HidesNewIssues;
        issue.Watchers.Add(actor);
        foreach (var (name, value) in properties)
            issue.Properties[name] = value;
        if (issue.Now.Get<Issue>(FieldIds.Parent) is { } parent)
            parent.Children.Add(issue);
        site.Issues.Add(issue);
        site.Index.Changed(issue);
        foreach (var (body2, visibility) in changes.Comments)
            IssueEditor.AddComment(site, issue, actor, body2, visibility, []);
        foreach (var link in links)
            LinkRules.Add(site, link(issue));
        site.Changed?.Invoke(new SiteEvent("jira:issue_created", "issue_created", issue, actor));
        return issue;
    }

    private static (Project Project, IssueType Type) Target(Site site, JsonObject fields, Account actor)
    {
        var errors = new Dictionary<string, string>();
        var project = ProjectOf(site, fields[FieldIds.Project]);
        if (project is null || !site.Permissions.Has(actor, PermissionKeys.BrowseProjects, project))
            errors[FieldIds.Project] = fields[FieldIds.Project] is null ? "project is required" : "valid project is required";
        else if (!site.Permissions.Has(actor, PermissionKeys.CreateIssues, project))
            throw new JiraRefusal(403, "You do not have permission to create issues in this project.");

        var type = project is null ? null : TypeOf(project, fields[FieldIds.IssueType]);
        if (type is null && errors.Count == 0)
            errors[FieldIds.IssueType] = fields[FieldIds.IssueType] is null ? "issue type is required" : "valid issue type is required";
        return errors.Count > 0 ? throw JiraRefusal.OfFields(errors) : (project!, type!);
    }

    private static Project? ProjectOf(Site site, JsonNode? value) => value is not JsonObject json
        ? null
        : Text(json["id"]) is { } id ? site.Projects.Find(p => $"{p.Id}" == id)
        : Text(json["key"]) is { } key ? site.FindProject(key) : null;

    private static IssueType? TypeOf(Project project, JsonNode? value) => value is not JsonObject json
        ? null
        : Text(json["id"]) is { } id ? project.IssueTypes.FirstOrDefault(t => $"{t.Id}" == id)
        : Text(json["name"]) is { } name ? project.IssueTypes.FirstOrDefault(t => t.Name == name) : null;

    private static string? Text(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<long>(out var number) => $"{number}",
        _ => null,
    };
}
