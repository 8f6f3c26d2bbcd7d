using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Sandbox.Serving;

/// <summary>One authenticated request on its way through a handler.</summary>
internal sealed class JiraCall(HttpContext http, Site site, JiraView view, Account user, byte[] body)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 128 };
    private JsonObject? _json;

    public HttpContext Http => http;

    public Site Site => site;

    public JiraView View => view;

    public Account User => user;

    public byte[] Body => body;

    /// <summary>The body as an object, read once.</summary>
    public JsonObject Json => _json ??= ReadObject();

    public JsonNode? JsonOrNull() => body.Length == 0 ? null : Parse();

    public string Route(string name) => (string?)http.GetRouteValue(name) ?? "";

    public string? Query(string name) =>
        http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>A list that may be repeated or separated by commas.</summary>
    public IReadOnlyList<string> QueryList(string name) => http.Request.Query.TryGetValue(name, out var values)
        ? [.. values.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))]
        : [];

    public bool QueryFlag(string name, bool otherwise = false) =>
        Query(name) is { Length: > 0 } text ? text.Equals("true", StringComparison.OrdinalIgnoreCase) : otherwise;

    public int QueryNumber(string name, int otherwise)
    {
        if (Query(name) is not { Length: > 0 } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new JiraRefusal(404, $"The value '{text}' of the parameter '{name}' is not a number.");
    }

    public bool Can(string permission, Project? project = null) => site.Permissions.Has(user, permission, project);

    public void Demand(string permission, Project project, int status, string message)
    {
        if (!Can(permission, project))
            throw new JiraRefusal(status, message);
    }

    /// <summary>The issue that the route names; refuses as Jira does when it is not there or must not be seen.</summary>
    public Issue Issue(string route = "issueIdOrKey") => IssueOf(Route(route));

    public Issue IssueOf(string idOrKey)
    {
        var issue = site.Issues.Find(idOrKey);
        if (issue is null)
            throw NoSuchIssue();
        if (!Sees(issue))
        {
            throw site.IsCloud
                ? NoSuchIssue()
                : new JiraRefusal(403, "You do not have the permission to see the specified issue.");
        }

        return issue;
    }

    public bool Sees(Issue issue) =>
        !issue.IsDeleted && (!issue.IsHidden || user.IsAdministrator) && Can(PermissionKeys.BrowseProjects, issue.Now.Project);

    public Project Project(string idOrKey) =>
        site.FindProject(idOrKey) is { } project && Can(PermissionKeys.BrowseProjects, project)
            ? project
            : throw new JiraRefusal(
                404, $"No project could be found with {(idOrKey.All(char.IsAsciiDigit) ? "id" : "key")} '{idOrKey}'.");

    private JiraRefusal NoSuchIssue() => new(404, site.IsCloud
        ? "Issue does not exist or you do not have permission to see it."
        : "Issue Does Not Exist");

    private JsonObject ReadObject() => JsonOrNull() as JsonObject ?? throw new JiraRefusal(400, site.IsCloud
        ? "There was an error parsing JSON. Check that your request body is valid."
        : "No content to map to Object due to end of input");

    private JsonNode? Parse()
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: Strict);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new JiraRefusal(400, site.IsCloud
                ? "There was an error parsing JSON. Check that your request body is valid."
                : $"Unexpected character: {e.Message}");
        }
    }
}
