using System.Text.Json.Nodes;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// What Fairlead says of itself as a Connect app: an app descriptor with the module <c>jiraSecurityInfoProvider</c> (developer.atlassian.com/cloud/jira/software/modules/security-information,
/// copy of 2026-02-04). Pure.
/// </summary>
internal static class ConnectDescriptor
{
    /// <summary>Of the module: at most 100 letters, digits and hyphens.</summary>
    public const string ModuleKey = "fairlead-security";

    public const string Root = "/connect";
    public const string Path = "/atlassian-connect.json";
    public const string InstalledPath = "/installed";
    public const string UninstalledPath = "/uninstalled";
    public const string EnabledPath = "/enabled";
    public const string DisabledPath = "/disabled";
    public const string WorkspacesPath = "/security/workspaces";
    public const string ContainersPath = "/security/containers";
    public const string SearchPath = "/security/containers/search";
    public const string AssociatedPath = "/security/associated";
    public const string DisassociatedPath = "/security/disassociated";

    /// <param name="address">Fairlead's, without a slash at its end.</param>
    public static JsonObject Of(string address, string appKey) => new()
    {
        ["key"] = appKey,
        ["name"] = "Fairlead",
        ["description"] = "Findings of all scanners on Jira's Security pages, linked to their tickets.",
        ["vendor"] = new JsonObject { ["name"] = "Fairlead", ["url"] = address },
        ["baseUrl"] = address,
        ["authentication"] = new JsonObject { ["type"] = "jwt" },
        ["apiVersion"] = 1,
        ["apiMigrations"] = new JsonObject { ["gdpr"] = true, ["signed-install"] = true },
        ["scopes"] = new JsonArray("READ", "WRITE", "DELETE"),
        ["lifecycle"] = new JsonObject
        {
            ["installed"] = Root + InstalledPath,
            ["uninstalled"] = Root + UninstalledPath,
            ["enabled"] = Root + EnabledPath,
            ["disabled"] = Root + DisabledPath,
        },
        ["modules"] = new JsonObject
        {
            ["jiraSecurityInfoProvider"] = new JsonObject
            {
                ["key"] = ModuleKey,
                ["name"] = new JsonObject { ["value"] = "Fairlead" },
                ["homeUrl"] = address,
                ["actions"] = new JsonObject
                {
                    ["fetchWorkspaces"] = Action(address, WorkspacesPath),
                    ["fetchContainers"] = Action(address, ContainersPath),
                    ["searchContainers"] = Action(address, SearchPath),
                    ["onEntityAssociated"] = Action(address, AssociatedPath),
                    ["onEntityDisassociated"] = Action(address, DisassociatedPath),
                },
            },
        },
    };

    private static JsonObject Action(string address, string path) => new() { ["templateUrl"] = address + Root + path };
}
