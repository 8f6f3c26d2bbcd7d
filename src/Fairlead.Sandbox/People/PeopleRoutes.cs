using System.Text.Json.Nodes;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.People;

/// <summary>Who I am, who else there is, and who may do what.</summary>
internal static class PeopleRoutes
{
    /// <summary>The default of Jira's setting jira.ajax.autocomplete.limit.</summary>
    private const int AutocompleteLimit = 20;

    public static void Map(RouteTable routes)
    {
        routes.Get("/myself", Myself);
        routes.Get("/user", c => JiraAnswer.Ok(WithGroups(c, User(c))));
        routes.Get("/user/search", Search);
        routes.Get("/user/assignable/search", Assignable);
        routes.Get("/mypermissions", MyPermissions);
        routes.Get("/permissions", c => JiraAnswer.Ok(new JsonObject
        {
            ["permissions"] = new JsonObject(PermissionKeys.All.Select(p =>
                KeyValuePair.Create(p.Key, (JsonNode?)Shape(p, null)))),
        }));
        routes.Get("/groups/picker", Groups);
        if (routes.IsCloud)
            routes.Get("/group/bulk", GroupsByName);
        else
            routes.Get("/group/member", Members);
    }

    private static JiraAnswer Myself(JiraCall call)
    {
        var json = WithGroups(call, call.User);
        json["locale"] = "en_US";
        json["applicationRoles"] = new JsonObject { ["size"] = 1, ["items"] = new JsonArray() };
        json["expand"] = "groups,applicationRoles";
        return JiraAnswer.Ok(json);
    }

    private static JsonObject WithGroups(JiraCall call, Account account)
    {
        var json = call.View.Of(account);
        // Cloud shows no groups to whom may not browse them, and does not say so.
        var isExpanded = call.QueryList("expand").Contains("groups") && (!call.Site.IsCloud || call.Can(PermissionKeys.UserPicker, null));
        json["groups"] = new JsonObject
        {
            ["size"] = account.Groups.Count,
            ["items"] = new JsonArray([.. account.Groups.Where(_ => isExpanded).Select(g =>
                new JsonObject { ["name"] = g, ["self"] = $"{call.View.Rest}/group?groupname={Uri.EscapeDataString(g)}" })]),
        };
        json["expand"] = "groups,applicationRoles";
        return json;
    }

    private static Account User(JiraCall call)
    {
        var handle = call.Site.IsCloud ? call.Query("accountId") : call.Query("username") ?? call.Query("key");
        if (handle is null)
        {
            throw new JiraRefusal(400, call.Site.IsCloud
                ? "The query parameter 'accountId' is required."
                : "Either the 'username' or the 'key' query parameters need to be provided");
        }

        return call.Site.FindAccount(handle) ?? throw new JiraRefusal(404, call.Site.IsCloud
            ? "Specified user does not exist or you do not have required permissions"
            : $"The user named '{handle}' does not exist");
    }

    private static JiraAnswer Search(JiraCall call)
    {
        var query = Query(call) ?? throw new JiraRefusal(400, call.Site.IsCloud
            ? "At least one query parameter is required: query, accountId or property."
            : "The username query parameter was not provided");
        return JiraAnswer.Ok(List(call, call.Site.People.Where(p => p.IsActive && Meets(p, query)), 1_000));
    }

    private static JiraAnswer Assignable(JiraCall call)
    {
        var project = call.Query("issueKey") is { } key
            ? call.IssueOf(key).Now.Project
            : call.Query("project") is { } asked
                ? call.Project(asked)
                : throw new JiraRefusal(400, "One of issueKey, issueId or project must be provided.");
        var query = Query(call);
        if (query is null && call.Query("accountId") is { } accountId)
            query = accountId;
        return JiraAnswer.Ok(List(
            call,
            call.Site.People.Where(p => p is { IsActive: true, IsAssignable: true }
                && call.Site.Permissions.Has(p, PermissionKeys.AssignableUser, project)
                && (query is null || Meets(p, query))),
            call.Site.IsCloud ? 1_000 : 100));
    }

    private static string? Query(JiraCall call) =>
        call.Site.IsCloud ? call.Query("query") ?? call.Query("accountId") : call.Query("username") ?? call.Query("query");

    private static bool Meets(Account account, string query) =>
        query is "" or "."
        || account.AccountId == query
        || account.Name.StartsWith(query, StringComparison.OrdinalIgnoreCase)
        || account.Email.StartsWith(query, StringComparison.OrdinalIgnoreCase)
        || account.DisplayName.Split(' ').Append(account.DisplayName)
            .Any(w => w.StartsWith(query, StringComparison.OrdinalIgnoreCase));

    private static JsonArray List(JiraCall call, IEnumerable<Account> accounts, int most) => new(
        [.. accounts.Skip(Math.Max(0, call.QueryNumber("startAt", 0)))
            .Take(Math.Clamp(call.QueryNumber("maxResults", 50), 0, most)).Select(call.View.Of)]);

    private static JiraAnswer MyPermissions(JiraCall call)
    {
        var asked = call.QueryList("permissions");
        if (call.Site.IsCloud)
        {
            if (asked.Count == 0)
                throw new JiraRefusal(400, "The 'permissions' query parameter is required.");
            if (asked.FirstOrDefault(a => PermissionKeys.All.All(p => p.Key != a)) is { } unknown)
                throw new JiraRefusal(400, $"Unrecognized permission: {unknown}");
        }
        else
        {
            asked = [];
        }

        var project = Context(call);
        return JiraAnswer.Ok(new JsonObject
        {
            ["permissions"] = new JsonObject(PermissionKeys.All.Where(p => asked.Count == 0 || asked.Contains(p.Key))
                .Select(p => KeyValuePair.Create(p.Key, (JsonNode?)Shape(p, call.Can(p.Key, p.IsOfProject ? project : null))))),
        });
    }

    private static Project? Context(JiraCall call)
    {
        if ((call.Query("issueKey") ?? call.Query("issueId")) is { } issue)
            return call.IssueOf(issue).Now.Project;
        if ((call.Query("projectKey") ?? call.Query("projectId")) is not { } asked)
            return null;
        // Asked about a project that one may not see, Jira says so by 404 instead of "no" everywhere.
        return call.Site.FindProject(asked) ?? throw new JiraRefusal(404, $"No project could be found with key '{asked}'.");
    }

    private static JsonObject Shape((string Key, string Name, bool IsOfProject) permission, bool? have)
    {
        var index = PermissionKeys.All.ToList().FindIndex(p => p.Key == permission.Key);
        var json = new JsonObject
        {
            ["id"] = $"{10 + index}",
            ["key"] = permission.Key,
            ["name"] = permission.Name,
            ["type"] = permission.IsOfProject ? "PROJECT" : "GLOBAL",
            ["description"] = $"Ability to: {permission.Name.ToLowerInvariant()}.",
        };
        if (have is { } yes)
            json["havePermission"] = yes;
        return json;
    }

    private static JiraAnswer GroupsByName(JiraCall call)
    {
        if (!call.Can(PermissionKeys.UserPicker, null))
            throw new JiraRefusal(403, "You do not have permission to browse groups.");
        var names = call.QueryList("groupName");
        var groups = call.Site.Groups.Where(g => names.Count == 0 || names.Contains(g)).ToList();
        return JiraAnswer.Ok(new JsonObject
        {
            ["maxResults"] = 50,
            ["startAt"] = 0,
            ["total"] = groups.Count,
            ["isLast"] = groups.Count <= 50,
            ["values"] = new JsonArray([.. groups.Take(50).Select(g => new JsonObject { ["name"] = g, ["groupId"] = g })]),
        });
    }

    private static JiraAnswer Members(JiraCall call)
    {
        if (!call.Can(PermissionKeys.Administer, null))
            throw new JiraRefusal(403, "You do not have permission to view this group.");
        var group = call.Site.Groups.Find(g => g.Equals(call.Query("groupname"), StringComparison.OrdinalIgnoreCase))
            ?? throw new JiraRefusal(404, $"The group named '{call.Query("groupname")}' does not exist.");
        var members = call.Site.People.Where(p => p.IsActive && p.Groups.Contains(group)).ToList();
        var most = Math.Clamp(call.QueryNumber("maxResults", 50), 0, 50);
        return JiraAnswer.Ok(new JsonObject
        {
            ["maxResults"] = most,
            ["startAt"] = 0,
            ["total"] = members.Count,
            ["isLast"] = members.Count <= most,
            ["values"] = new JsonArray([.. members.Take(most).Select(call.View.Of)]),
        });
    }

    private static JiraAnswer Groups(JiraCall call)
    {
        var query = call.Query("query") ?? "";
        var isCaseKept = call.Site.IsCloud && call.Query("caseInsensitive") != "true";
        var comparison = isCaseKept ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var groups = call.Site.Groups.Where(g => g.Contains(query, comparison)).Order(StringComparer.Ordinal).ToList();
        // To whom may not browse groups, Cloud confirms a name that is given in full, and Data Center shows nothing.
        if (!call.Can(PermissionKeys.UserPicker, null))
            groups = call.Site.IsCloud ? [.. groups.Where(g => g.Equals(query, comparison))] : [];
        var shown = groups.Take(Math.Clamp(call.QueryNumber("maxResults", AutocompleteLimit), 0, AutocompleteLimit)).ToList();
        return JiraAnswer.Ok(new JsonObject
        {
            ["header"] = $"Showing {shown.Count} of {groups.Count} matching groups",
            ["total"] = groups.Count,
            ["groups"] = new JsonArray([.. shown.Select(g => new JsonObject { ["name"] = g, ["html"] = g })]),
        });
    }
}
