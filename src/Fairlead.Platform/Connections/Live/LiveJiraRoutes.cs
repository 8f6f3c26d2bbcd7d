using System.Security.Claims;
using Fairlead.Client.Connections;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Connections.Live;

/// <summary>
/// What is at a Jira, live. For editors: the connection's account may see more in Jira than the person who asks.
/// </summary>
internal static class LiveJiraRoutes
{
    private const int MaxCommentLength = 32_000;
    private const int MaxDescriptionLength = 32_000;

    /// <summary>How far a search can be paged; beyond it a narrower query is due.</summary>
    private const int MaxSearchDepth = 10_000;

    private static readonly QueryParameter<string?> Text = QueryParameter.Text("query", "Part of the name.", 200);
    private static readonly QueryParameter<string> Project = QueryParameter.Required("project", "Key of the project.", 300);
    private static readonly QueryParameter<string?> MaybeProject = QueryParameter.Text("project", "Key of the project; with issueType.", 300);
    private static readonly QueryParameter<string?> IssueType = QueryParameter.Text("issueType", "Name or id of an issue type of the project.", 200);
    private static readonly QueryParameter<string> JqlText = QueryParameter.Required("jql", "A query with a restriction.", 10_000);
    private static readonly QueryParameter<string?> Fields = QueryParameter.Text("fields", "Ids of further fields to show, separated by commas.", 1000);

    public static void MapLiveJira(this RouteGroupBuilder connections)
    {
        var jira = connections.MapGroup("/{id}/jira").RequireAuthorization(Roles.Editor).WithTags("Jira");
        jira.MapGet("/projects", Projects).WithQuery(Text).WithName("listJiraProjects").WithSummary("Projects that the account may browse.");
        jira.MapGet("/issue-types", IssueTypes).WithQuery(Project).WithName("listJiraIssueTypes").WithSummary("Issue types in which the account may create.");
        jira.MapGet("/fields", AllFields).WithQuery(MaybeProject, IssueType).WithName("listJiraFields").WithSummary("All fields, or those of one create screen.");
        jira.MapGet("/users", Users).WithQuery(Project, Text).WithName("listJiraUsers").WithSummary("People to whom issues can be assigned.");
        jira.MapGet("/workflow", Workflow).WithQuery(Project).WithName("getJiraWorkflow").WithSummary("Statuses by issue type.");
        jira.MapGet("/search", Search).WithQuery(JqlText, Fields, QueryParameter.Cursor, QueryParameter.Size)
            .WithName("searchJira").WithSummary("Issues by JQL.");
        jira.MapPost("/issues", Create).WithName("createJiraIssue").WithSummary("Creates one issue.");
        jira.MapGet("/issues/{key}", Issue).WithQuery(Fields).WithName("getJiraIssue").WithSummary("One issue.");
        jira.MapPut("/issues/{key}", Edit).WithName("editJiraIssue").WithSummary("Changes fields of an issue.");
        jira.MapGet("/issues/{key}/comments", Comments).WithName("listJiraComments").WithSummary("Comments, oldest first.");
        jira.MapPost("/issues/{key}/comments", Comment).WithName("createJiraComment").WithSummary("Adds a comment.");
        jira.MapGet("/issues/{key}/transitions", Transitions).WithName("listJiraTransitions").WithSummary("Steps that are possible now.");
        jira.MapPost("/issues/{key}/transitions", Transition).WithName("transitionJiraIssue").WithSummary("Takes a step through the workflow.");
    }

    private static async Task<Ok<List<JiraProjectResponse>>> Projects(
        ConnectionId id, QueryValues query, JiraSites sites, CancellationToken ct)
    {
        var client = await sites.ClientForAsync(id, ct);
        var found = new List<JiraProjectResponse>();
        await foreach (var p in client.Projects.ListAsync(query.Get(Text), ct))
            found.Add(new JiraProjectResponse(p.Id, p.Key, p.Name, p.TypeKey, p.IsArchived));
        return TypedResults.Ok(found);
    }

    private static async Task<Ok<List<JiraIssueTypeResponse>>> IssueTypes(
        ConnectionId id, QueryValues query, JiraSites sites, CancellationToken ct)
    {
        var project = JiraKeys.Project(query.Get(Project));
        var client = await sites.ClientForAsync(id, ct);
        var types = await client.CreateMeta.IssueTypesAsync(project, ct);
        return TypedResults.Ok(types.Select(t => new JiraIssueTypeResponse(t.Id, t.Name, t.IsSubtask, t.Description)).ToList());
    }

    private static async Task<Ok<List<JiraFieldResponse>>> AllFields(
        ConnectionId id, QueryValues query, JiraSites sites, CancellationToken ct)
    {
        var (project, type) = (query.Get(MaybeProject), query.Get(IssueType));
        if (project is null != type is null)
            throw QueryParameter.Refused(project is null ? "project" : "issueType", "project and issueType go together");
        if (project is not null)
            JiraKeys.Project(project);
        var client = await sites.ClientForAsync(id, ct);
        if (project is null)
            return TypedResults.Ok((await client.Fields.ListAsync(ct)).Select(LiveJiraMapping.Response).ToList());

        var types = await client.CreateMeta.IssueTypesAsync(project, ct);
        var chosen = types.FirstOrDefault(t => t.Id == type) ?? types.FirstOrDefault(t => t.Name.Equals(type, StringComparison.OrdinalIgnoreCase))
            ?? throw QueryParameter.Refused("issueType", $"{Problem.Quote(type)} is none of {string.Join(", ", types.Select(t => t.Name))}");
        return TypedResults.Ok((await client.CreateMeta.FieldsAsync(project, chosen.Id, ct)).Select(LiveJiraMapping.Response).ToList());
    }

    private static async Task<Ok<List<JiraUserResponse>>> Users(
        ConnectionId id, QueryValues query, JiraSites sites, CancellationToken ct)
    {
        var project = JiraKeys.Project(query.Get(Project));
        var client = await sites.ClientForAsync(id, ct);
        var users = await client.Users.AssignableAsync(project, query.Get(Text), 100, ct);
        return TypedResults.Ok(users.Select(u => new JiraUserResponse(u.Id, u.DisplayName, u.EmailAddress, u.IsActive)).ToList());
    }

    private static async Task<Ok<List<JiraWorkflowResponse>>> Workflow(
        ConnectionId id, QueryValues query, JiraSites sites, CancellationToken ct)
    {
        var project = JiraKeys.Project(query.Get(Project));
        var client = await sites.ClientForAsync(id, ct);
        return TypedResults.Ok((await client.Workflow.StatusesAsync(project, ct)).Select(LiveJiraMapping.Response).ToList());
    }

    private static async Task<Ok<JiraSearchResponse>> Search(
        ConnectionId id, QueryValues query, HttpContext context, Cursors cursors, JiraSites sites, CancellationToken ct)
    {
        var size = query.Get(QueryParameter.Size);
        var skip = cursors.Read<int>(context);
        var more = FieldIds(query.Get(Fields));
        var client = await sites.ClientForAsync(id, ct);
        var request = new SearchRequest(Jql.Written(query.Get(JqlText)), LiveJiraMapping.Selection(withDescription: false, more));
        var items = new List<JiraIssueResponse>();
        var seen = 0;
        await foreach (var issue in client.Search.IssuesAsync(request, ct))
        {
            if (++seen <= skip)
                continue;
            if (items.Count == size)
                return TypedResults.Ok(new JiraSearchResponse(items, skip + size < MaxSearchDepth ? cursors.Write(context, skip + size) : null));
            items.Add(LiveJiraMapping.Response(issue, client.Site, more));
        }

        return TypedResults.Ok(new JiraSearchResponse(items, null));
    }

    private static async Task<Created<JiraIssueResponse>> Create(
        ConnectionId id, JsonBody<CreateJiraIssueRequest> body, ClaimsPrincipal user, LiveJira jira, CancellationToken ct)
    {
        var request = body.Value;
        new Validation()
            .Text("/type", request.Type, 200)
            .Text("/summary", request.Summary, 255)
            .Text("/description", request.Description, MaxDescriptionLength, isMultiLine: true)
            .Text("/priority", request.Priority, 200)
            .ThrowIfAny();
        CheckLabels(request.Labels);
        var issue = await jira.CreateAsync(Caller.Of(user).Actor, id, request, ct);
        return TypedResults.Created($"{ApiRoutes.Root}/connections/{id}/jira/issues/{issue.Key}", issue);
    }

    private static async Task<Ok<JiraIssueResponse>> Issue(
        ConnectionId id, string key, QueryValues query, JiraSites sites, CancellationToken ct)
    {
        JiraKeys.Issue(key);
        var more = FieldIds(query.Get(Fields));
        var client = await sites.ClientForAsync(id, ct);
        return TypedResults.Ok(LiveJiraMapping.Response(await LiveJira.FindAsync(client, key, more, ct), client.Site, more));
    }

    private static async Task<Ok<JiraIssueResponse>> Edit(
        ConnectionId id, string key, JsonBody<EditJiraIssueRequest> body, ClaimsPrincipal user, LiveJira jira, CancellationToken ct)
    {
        var request = body.Value;
        new Validation()
            .Text("/summary", request.Summary, 255)
            .Text("/description", request.Description, MaxDescriptionLength, isMultiLine: true)
            .Text("/priority", request.Priority, 200)
            .ThrowIfAny();
        CheckLabels(request.Labels);
        return TypedResults.Ok(await jira.EditAsync(Caller.Of(user).Actor, id, JiraKeys.Issue(key), request, ct));
    }

    private static async Task<Ok<List<JiraCommentResponse>>> Comments(ConnectionId id, string key, JiraSites sites, CancellationToken ct)
    {
        JiraKeys.Issue(key);
        var client = await sites.ClientForAsync(id, ct);
        var found = new List<JiraCommentResponse>();
        await foreach (var comment in client.Comments.ListAsync(key, ct))
            found.Add(LiveJiraMapping.Response(comment));
        return TypedResults.Ok(found);
    }

    private static async Task<Created<JiraCommentResponse>> Comment(
        ConnectionId id, string key, JsonBody<CreateJiraCommentRequest> body, ClaimsPrincipal user, LiveJira jira, CancellationToken ct)
    {
        new Validation().Text("/text", body.Value.Text, MaxCommentLength, isMultiLine: true).ThrowIfAny();
        var comment = await jira.CommentAsync(Caller.Of(user).Actor, id, JiraKeys.Issue(key), body.Value, ct);
        return TypedResults.Created($"{ApiRoutes.Root}/connections/{id}/jira/issues/{key}/comments", comment);
    }

    private static async Task<Ok<List<JiraTransitionResponse>>> Transitions(
        ConnectionId id, string key, JiraSites sites, CancellationToken ct)
    {
        JiraKeys.Issue(key);
        var client = await sites.ClientForAsync(id, ct);
        var possible = await client.Transitions.ListAsync(key, ct) ?? throw LiveJira.NoIssue(key);
        return TypedResults.Ok(possible.Select(LiveJiraMapping.Response).ToList());
    }

    private static async Task<Ok<JiraIssueResponse>> Transition(
        ConnectionId id, string key, JsonBody<TransitionJiraIssueRequest> body, ClaimsPrincipal user, LiveJira jira, CancellationToken ct)
    {
        new Validation()
            .Text("/transition", body.Value.Transition, 200)
            .Text("/comment", body.Value.Comment, MaxCommentLength, isMultiLine: true)
            .ThrowIfAny();
        return TypedResults.Ok(await jira.TransitionAsync(Caller.Of(user).Actor, id, JiraKeys.Issue(key), body.Value, ct));
    }

    private static void CheckLabels(IReadOnlyList<string>? labels)
    {
        var check = new Validation();
        for (var i = 0; i < (labels?.Count ?? 0); i++)
        {
            check.Text($"/labels/{i}", labels![i], 255);
            check.Check(!labels[i].Any(char.IsWhiteSpace), $"/labels/{i}", "a label has no spaces");
        }

        check.ThrowIfAny();
    }

    private static IReadOnlyList<string> FieldIds(string? text)
    {
        var ids = text?.Split(',') ?? [];
        if (ids.Length > 50 || ids.Any(f => f.Length is 0 or > 100 || !f.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')))
            throw QueryParameter.Refused("fields", "expected up to 50 ids of fields, separated by commas");
        return ids;
    }
}
