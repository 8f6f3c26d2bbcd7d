using System.Text.Json.Nodes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Sites;

/// <summary>What the whole site shares: server information, fields, priorities, statuses, resolutions, issue types.</summary>
internal static class SiteRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Api("GET", "/serverInfo", ServerInfo, r => r with { IsAnonymous = true, IsUnlimited = true });
        routes.Get("/field", c => JiraAnswer.Ok(new JsonArray([.. c.Site.Fields.All.Select(f => Of(c, f))])));
        routes.Get("/priority", c => JiraAnswer.Ok(new JsonArray([.. c.Site.Priorities.Select(p => Detailed(c, p))])));
        routes.Get("/priority/{id}", c => JiraAnswer.Ok(Detailed(c, One(c, c.Site.Priorities, p => p.Id, "priority"))));
        routes.Get("/resolution", c => JiraAnswer.Ok(new JsonArray([.. c.Site.Resolutions.Select(c.View.Of)])));
        routes.Get("/status", c => JiraAnswer.Ok(new JsonArray([.. c.Site.Statuses.Select(c.View.Of)])));
        routes.Get("/status/{id}", c => JiraAnswer.Ok(c.View.Of(One(c, c.Site.Statuses, s => s.Id, "status"))));
        routes.Get("/statuscategory", c => JiraAnswer.Ok(new JsonArray([.. StatusCategory.All.Select(c.View.Of)])));
        routes.Get("/issuetype", c => JiraAnswer.Ok(new JsonArray([.. c.Site.IssueTypes.Select(c.View.Of)])));
        routes.Get("/issuetype/{id}", c => JiraAnswer.Ok(c.View.Of(One(c, c.Site.IssueTypes, t => t.Id, "issue type"))));
        if (routes.IsCloud)
        {
            routes.Get("/priority/search", c => JiraAnswer.Ok(Paging.Page(c, c.Site.Priorities, 50, 50, p => Detailed(c, p))));
            routes.Get("/field/search", c => JiraAnswer.Ok(Paging.Page(c, Searched(c), 50, 100, f => Of(c, f))));
            routes.Get("/label", c => JiraAnswer.Ok(Paging.Page(c, Labels(c), 1_000, 1_000, l => JsonValue.Create(l))));
            routes.At("GET", "/_edge/tenant_info", Tenant, r => r with { IsAnonymous = true });
        }
        else
        {
            routes.Get("/priority/page", c => JiraAnswer.Ok(Paging.Page(c, c.Site.Priorities, 50, 50, p => Detailed(c, p))));
        }
    }

    private static JiraAnswer ServerInfo(JiraCall call)
    {
        var site = call.Site;
        var version = site.Options.DataCenterVersion;
        var url = site.AnnouncedUrl ?? site.BaseUrl;
        var json = new JsonObject { ["baseUrl"] = url };
        if (site.IsCloud)
        {
            json["displayUrl"] = url;
            json["displayUrlServicedeskHelpCenter"] = url;
            json["displayUrlConfluence"] = url;
            json["version"] = "1001.0.0-SNAPSHOT";
            json["versionNumbers"] = new JsonArray(1001, 0, 0);
            json["deploymentType"] = "Cloud";
            json["buildNumber"] = 100_290;
            json["buildDate"] = "2026-01-16T02:15:38.000+0000";
            json["serverTime"] = call.View.Time(site.Now);
            json["scmInfo"] = "fa1d1ead00000000000000000000000000000000";
            json["serverTitle"] = "Fairlead Sandbox";
            json["defaultLocale"] = new JsonObject { ["locale"] = "en_US" };
            json["serverTimeZone"] = site.TimeZone.Id;
            return JiraAnswer.Ok(json);
        }

        json["version"] = $"{version.Major}.{version.Minor}.{Math.Max(0, version.Build)}";
        json["versionNumbers"] = new JsonArray(version.Major, version.Minor, Math.Max(0, version.Build));
        json["deploymentType"] = "Server";
        json["buildNumber"] = (version.Major * 100_000) + (version.Minor * 1_000);
        json["buildDate"] = "2026-01-16T00:00:00.000+0000";
        json["databaseBuildNumber"] = (version.Major * 100_000) + (version.Minor * 1_000);
        json["serverTime"] = call.View.Time(site.Now);
        json["scmInfo"] = "fa1d1ead00000000000000000000000000000000";
        json["serverTitle"] = "Fairlead Sandbox";
        return JiraAnswer.Ok(json);
    }

    private static JiraAnswer Tenant(JiraCall call) =>
        JiraAnswer.Ok(new JsonObject { ["cloudId"] = $"{call.Site.Accounts.CloudId}" });

    private static JsonObject Detailed(JiraCall call, Priority priority)
    {
        var json = call.View.Of(priority);
        json["statusColor"] = priority.Color;
        json["description"] = priority.Description;
        if (call.View.IsCloud)
            json["isDefault"] = priority.Id == 3;
        return json;
    }

    private static List<Field> Searched(JiraCall call)
    {
        var type = call.QueryList("type");
        var ids = call.QueryList("id");
        var query = call.Query("query");
        return [.. call.Site.Fields.All
            .Where(f => type.Count == 0 || type.Contains(f.IsCustom ? "custom" : "system"))
            .Where(f => ids.Count == 0 || ids.Contains(f.Id))
            .Where(f => query is null || f.Name.Contains(query, StringComparison.OrdinalIgnoreCase))];
    }

    private static List<string> Labels(JiraCall call) => [.. call.Site.Issues.All
        .SelectMany(i => Fields.Kinds.LabelsKind.Of(i.Now.Get(FieldIds.Labels))).Distinct().Order(StringComparer.Ordinal)];

    private static JsonObject Of(JiraCall call, Field field)
    {
        var json = new JsonObject { ["id"] = field.Id };
        if (call.View.IsCloud)
            json["key"] = field.Id;
        json["name"] = field.Name;
        if (call.View.IsCloud && field.IsCustom)
            json["untranslatedName"] = field.Name;
        json["custom"] = field.IsCustom;
        json["orderable"] = field.IsOrderable;
        json["navigable"] = field.Id is not (FieldIds.Comment or FieldIds.Attachment or FieldIds.Worklog or "timetracking");
        json["searchable"] = field.IsSearchable;
        json["clauseNames"] = new JsonArray([.. field.ClauseNames.Select(n => JsonValue.Create(n))]);
        if (field.Id is not ("issuekey" or FieldIds.Parent))
            json["schema"] = field.Schema();
        return json;
    }

    private static T One<T>(JiraCall call, List<T> all, Func<T, int> id, string word)
        where T : class =>
        all.Find(x => $"{id(x)}" == call.Route("id"))
        ?? throw new JiraRefusal(404, $"The {word} with id '{call.Route("id")}' does not exist");
}
