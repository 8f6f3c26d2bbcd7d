using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Sites;

internal static class SiteShapes
{
    public static JsonObject Of(this JiraView view, StatusCategory category) => new()
    {
        ["self"] = $"{view.Rest}/statuscategory/{category.Id}",
        ["id"] = category.Id,
        ["key"] = category.Key,
        ["colorName"] = category.ColorName,
        ["name"] = category.Name,
    };

    public static JsonObject Of(this JiraView view, Status status) => new()
    {
        ["self"] = $"{view.Rest}/status/{status.Id}",
        ["description"] = status.Description,
        ["iconUrl"] = $"{view.Site.BaseUrl}/images/icons/statuses/generic.png",
        ["name"] = status.Name,
        ["id"] = $"{status.Id}",
        ["statusCategory"] = view.Of(status.Category),
    };

    public static JsonObject Of(this JiraView view, Priority priority) => new()
    {
        ["self"] = $"{view.Rest}/priority/{priority.Id}",
        ["iconUrl"] = $"{view.Site.BaseUrl}/images/icons/priorities/{priority.Name.ToLowerInvariant()}.svg",
        ["name"] = priority.Name,
        ["id"] = $"{priority.Id}",
    };

    public static JsonObject Of(this JiraView view, Resolution resolution) => new()
    {
        ["self"] = $"{view.Rest}/resolution/{resolution.Id}",
        ["id"] = $"{resolution.Id}",
        ["description"] = resolution.Description,
        ["name"] = resolution.Name,
    };

    public static JsonObject Of(this JiraView view, IssueType type)
    {
        var json = new JsonObject
        {
            ["self"] = $"{view.Rest}/issuetype/{type.Id}",
            ["id"] = $"{type.Id}",
            ["description"] = type.Description,
            ["iconUrl"] = view.IsCloud
                ? $"{view.Rest}/universal_avatar/view/type/issuetype/avatar/{type.AvatarId}?size=medium"
                : $"{view.Site.BaseUrl}/secure/viewavatar?size=xsmall&avatarId={type.AvatarId}&avatarType=issuetype",
            ["name"] = type.Name,
            ["subtask"] = type.IsSubtask,
            ["avatarId"] = type.AvatarId,
        };
        if (!view.IsCloud)
            return json;
        json["hierarchyLevel"] = type.HierarchyLevel;
        if (type.ScopeProjectId is { } project)
        {
            json["scope"] = new JsonObject
            {
                ["type"] = "PROJECT",
                ["project"] = new JsonObject { ["id"] = $"{project}" },
            };
        }

        return json;
    }

    public static JsonObject Of(this JiraView view, SecurityLevel level) => new()
    {
        ["self"] = $"{view.Rest}/securitylevel/{level.Id}",
        ["id"] = $"{level.Id}",
        ["name"] = level.Name,
        ["description"] = "",
    };

    public static JsonObject Of(this JiraView view, ProjectVersion version) => new()
    {
        ["self"] = $"{view.Rest}/version/{version.Id}",
        ["id"] = $"{version.Id}",
        ["name"] = version.Name,
        ["archived"] = version.IsArchived,
        ["released"] = version.IsReleased,
    };

    public static JsonObject Of(this JiraView view, ProjectComponent component) => new()
    {
        ["self"] = $"{view.Rest}/component/{component.Id}",
        ["id"] = $"{component.Id}",
        ["name"] = component.Name,
        ["description"] = component.Description,
    };

    public static JsonObject Of(this JiraView view, IssueLinkType type) => new()
    {
        ["id"] = $"{type.Id}",
        ["name"] = type.Name,
        ["inward"] = type.Inward,
        ["outward"] = type.Outward,
        ["self"] = $"{view.Rest}/issueLinkType/{type.Id}",
    };
}
