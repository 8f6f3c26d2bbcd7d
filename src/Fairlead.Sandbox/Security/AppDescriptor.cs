using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Security;

/// <summary>As much of a Connect descriptor as a security provider needs; what Jira would refuse in it is an <see cref="InvalidOperationException"/> that names the member.</summary>
/// <param name="BaseUrl">Without a trailing slash.</param>
/// <param name="Lifecycle">Absolute addresses by event: installed, enabled, disabled, uninstalled.</param>
/// <param name="Actions">Absolute addresses by name: fetchWorkspaces, fetchContainers, searchContainers, onEntityAssociated, onEntityDisassociated.</param>
internal sealed record AppDescriptor(
    string Key, string Name, Uri BaseUrl, IReadOnlySet<string> Scopes, IReadOnlyDictionary<string, Uri> Lifecycle, IReadOnlyDictionary<string, Uri> Actions)
{
    /// <summary>What Atlassian calls the app, where it is a Forge app; <see langword="null"/>: a Connect app.</summary>
    public string? ForgeId { get; init; }

    /// <summary>Addresses of a Forge app that are sent its own token.</summary>
    public IReadOnlySet<Uri> WithToken { get; init; } = new HashSet<Uri>();

    private const int MostOfKey = 100;
    private static readonly string[] Events = ["installed", "enabled", "disabled", "uninstalled"];
    private static readonly (string Name, bool IsRequired)[] Known =
        [("fetchWorkspaces", true), ("fetchContainers", true), ("searchContainers", false), ("onEntityAssociated", false), ("onEntityDisassociated", false)];

    public static AppDescriptor Read(JsonNode? json)
    {
        var descriptor = json as JsonObject ?? throw Wrong("the descriptor", "is no JSON object");
        var baseUrl = Address(descriptor["baseUrl"], "baseUrl");
        if ((string?)descriptor["authentication"]?["type"] != "jwt")
            throw Wrong("authentication.type", "is not jwt");
        if (descriptor["apiMigrations"]?["signed-install"]?.GetValue<bool>() != true)
            throw Wrong("apiMigrations.signed-install", "is not true");
        var module = descriptor["modules"]?["jiraSecurityInfoProvider"] as JsonObject ?? throw Wrong("modules.jiraSecurityInfoProvider", "is missing");
        var key = Text(module["key"], "modules.jiraSecurityInfoProvider.key");
        if (key.Length > MostOfKey || !key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            throw Wrong("modules.jiraSecurityInfoProvider.key", "has other characters than letters, digits and hyphens, or more than 100");
        Text(module["homeUrl"], "modules.jiraSecurityInfoProvider.homeUrl");
        var actions = new Dictionary<string, Uri>();
        foreach (var (name, isRequired) in Known)
        {
            var path = $"modules.jiraSecurityInfoProvider.actions.{name}.templateUrl";
            if (module["actions"]?[name]?["templateUrl"] is { } template)
                actions[name] = new Uri(baseUrl, Text(template, path));
            else if (isRequired)
                throw Wrong(path, "is missing");
        }

        return new(
            Text(descriptor["key"], "key"), Text(module["name"]?["value"], "modules.jiraSecurityInfoProvider.name.value"), baseUrl,
            (descriptor["scopes"] as JsonArray ?? []).Select(scope => (string?)scope ?? "").ToHashSet(),
            Events.Where(name => descriptor["lifecycle"]?[name] is not null)
                .ToDictionary(name => name, name => Below(baseUrl, Text(descriptor["lifecycle"]![name], $"lifecycle.{name}"))),
            actions);
    }

    private static Uri Below(Uri baseUrl, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var absolute) && !absolute.IsFile ? absolute : new Uri($"{baseUrl.AbsoluteUri.TrimEnd('/')}/{address.TrimStart('/')}");

    private static Uri Address(JsonNode? node, string path) => Uri.TryCreate(Text(node, path), UriKind.Absolute, out var address) && address.IsLoopback
        ? address
        : throw Wrong(path, "is no address on this machine, and the sandbox calls no other");

    private static string Text(JsonNode? node, string path) => node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : throw Wrong(path, "is missing");

    private static InvalidOperationException Wrong(string path, string what) => new($"{path} {what}.");
}
