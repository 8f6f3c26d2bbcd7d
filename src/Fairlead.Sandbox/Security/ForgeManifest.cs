using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Security;

/// <summary>
/// As much of a Forge app's manifest as a security provider needs, whose module calls endpoints of a remote; what Jira would refuse in it is an
/// <see cref="InvalidOperationException"/> that names the member.
/// </summary>
internal static class ForgeManifest
{
    private const string Module = "devops:securityInfoProvider";

    private static readonly (string Name, bool IsRequired)[] Actions =
        [("fetchWorkspaces", true), ("fetchContainers", true), ("searchContainers", true), ("onEntityAssociated", false), ("onEntityDisassociated", false)];

    /// <param name="json">The manifest, as JSON.</param>
    /// <param name="remote">Instead of the remote's own address: one on this machine.</param>
    public static AppDescriptor Read(JsonNode? json, Uri remote)
    {
        var manifest = json as JsonObject ?? throw Wrong("the manifest", "is no JSON object");
        if (!remote.IsLoopback)
            throw Wrong("the remote", "is no address on this machine, and the sandbox calls no other");
        var modules = manifest["modules"] as JsonObject ?? throw Wrong("modules", "is missing");
        var module = (modules[Module] as JsonArray)?.FirstOrDefault() as JsonObject ?? throw Wrong($"modules.{Module}", "is missing");
        var endpoints = Items(modules, "endpoint").ToDictionary(e => Text(e["key"], "modules.endpoint.key"), e => e);
        var withToken = new HashSet<Uri>();

        var actions = new Dictionary<string, Uri>();
        foreach (var (name, isRequired) in Actions)
        {
            if (module[name] is { } action)
                actions[name] = At(action["endpoint"], $"modules.{Module}.{name}.endpoint");
            else if (isRequired)
                throw Wrong($"modules.{Module}.{name}", "is missing");
        }

        var lifecycle = new Dictionary<string, Uri>();
        if (Items(modules, "trigger").FirstOrDefault(t => (t["events"] as JsonArray ?? []).Any(e => (string?)e == "avi:forge:installed:app")) is { } installed)
            lifecycle["installed"] = At(installed["endpoint"], "modules.trigger.endpoint");
        if (Items(modules, "preUninstall").FirstOrDefault() is { } gone)
            lifecycle["uninstalled"] = At(gone["endpoint"], "modules.preUninstall.endpoint");
        if (Items(modules, "scheduledTrigger").FirstOrDefault(t => (string?)t["interval"] == "hour") is { } hourly)
            lifecycle["hour"] = At(hourly["endpoint"], "modules.scheduledTrigger.endpoint");

        var scopes = (manifest["permissions"]?["scopes"] as JsonArray ?? []).Select(s => (string?)s ?? "").ToList();
        if (withToken.Count > 0 && !scopes.Contains("read:app-system-token"))
            throw Wrong("permissions.scopes", "lacks read:app-system-token, which endpoints ask for");
        return new(
            // Atlassian takes the module from apps only that have a key of Connect, too (CHANGE-3371).
            Text(manifest["app"]?["connect"]?["key"], "app.connect.key"), Text(module["name"]?["value"], $"modules.{Module}.name.value"), remote,
            scopes.Where(s => s.EndsWith(":security:jira", StringComparison.Ordinal)).Select(s => s.Split(':')[0].ToUpperInvariant()).ToHashSet(), lifecycle, actions)
        {
            ForgeId = Text(manifest["app"]?["id"], "app.id"),
            WithToken = withToken,
        };

        Uri At(JsonNode? key, string path)
        {
            if (!endpoints.TryGetValue(Text(key, path), out var endpoint))
                throw Wrong(path, "names no endpoint");
            var address = new Uri($"{remote.AbsoluteUri.TrimEnd('/')}/{Text(endpoint["route"]?["path"], "modules.endpoint.route.path").TrimStart('/')}");
            if (!Items(manifest, "remotes").Any(r => (string?)r["key"] == (string?)endpoint["remote"]))
                throw Wrong("modules.endpoint.remote", "names no remote");
            if ((bool?)endpoint["auth"]?["appSystemToken"]?["enabled"] == true)
                withToken.Add(address);
            return address;
        }
    }

    private static IEnumerable<JsonObject> Items(JsonObject json, string name) => (json[name] as JsonArray ?? []).OfType<JsonObject>();

    private static string Text(JsonNode? node, string path) => node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : throw Wrong(path, "is missing");

    private static InvalidOperationException Wrong(string path, string what) => new($"{path} {what}.");
}
