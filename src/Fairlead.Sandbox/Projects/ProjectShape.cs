using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Projects;

internal static class ProjectShape
{
    public static JsonObject Of(this JiraView view, Project project)
    {
        var avatar = view.IsCloud
            ? $"{view.Rest}/universal_avatar/view/type/project/avatar/{10_400 + (project.Id % 20)}"
            : $"{view.Site.BaseUrl}/secure/projectavatar?avatarId={10_400 + (project.Id % 20)}";
        var join = view.IsCloud ? "?" : "&";
        var json = new JsonObject
        {
            ["self"] = $"{view.Rest}/project/{project.Id}",
            ["id"] = $"{project.Id}",
            ["key"] = project.Key,
            ["name"] = project.Name,
            ["projectTypeKey"] = project.IsServiceProject ? "service_desk" : "software",
        };
        if (view.IsCloud)
            json["simplified"] = project.IsTeamManaged;
        json["avatarUrls"] = new JsonObject
        {
            ["48x48"] = avatar,
            ["24x24"] = $"{avatar}{join}size=small",
            ["16x16"] = $"{avatar}{join}size=xsmall",
            ["32x32"] = $"{avatar}{join}size=medium",
        };
        return json;
    }
}
