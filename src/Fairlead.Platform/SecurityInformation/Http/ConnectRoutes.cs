using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Client.Providers;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation.Providing;
using Fairlead.Platform.SecurityInformation.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary>
/// <c>/connect</c>: Fairlead as a Connect app with a security provider module: what it is, its lifecycle, and what Jira asks of it. The token of each request
/// is what lets it in.
/// </summary>
internal static class ConnectRoutes
{
    private const int MaxBody = 1 << 20;
    private const int MaxIds = 1_000;
    private const int MaxFound = 200;
    private const int MaxQuery = 200;
    private const int MaxIssueId = 40;
    private const int MaxName = 255;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public static void MapConnect(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(ConnectDescriptor.Root).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        group.MapGet(ConnectDescriptor.Path, Descriptor);
        group.MapPost(ConnectDescriptor.InstalledPath, Installed);
        group.MapPost(ConnectDescriptor.UninstalledPath, Uninstalled);
        group.MapPost(ConnectDescriptor.EnabledPath, (HttpRequest request, SiteSignIn signIn, ProviderSites sites, CancellationToken ct) => Switch(request, ProviderSiteState.Enabled, signIn, sites, ct));
        group.MapPost(ConnectDescriptor.DisabledPath, (HttpRequest request, SiteSignIn signIn, ProviderSites sites, CancellationToken ct) => Switch(request, ProviderSiteState.Disabled, signIn, sites, ct));
        group.MapPost(ConnectDescriptor.WorkspacesPath, Workspaces);
        group.MapPost(ConnectDescriptor.ContainersPath, ContainersOf);
        group.MapGet(ConnectDescriptor.SearchPath, Search);
        group.MapPut(ConnectDescriptor.AssociatedPath, (HttpRequest request, SiteSignIn signIn, ProviderSiteStore store, TimeProvider clock, CancellationToken ct) =>
            Associate(request, "associatedWith", true, signIn, store, clock, ct));
        group.MapPut(ConnectDescriptor.DisassociatedPath, (HttpRequest request, SiteSignIn signIn, ProviderSiteStore store, TimeProvider clock, CancellationToken ct) =>
            Associate(request, "disassociatedFrom", false, signIn, store, clock, ct));
    }

    private static ContentHttpResult Descriptor(SiteSignIn signIn, IOptions<SecurityInformationOptions> options) =>
        Json(ConnectDescriptor.Of(signIn.OwnAddress, options.Value.ConnectAppKey));

    private static async Task<NoContent> Installed(HttpRequest request, SiteSignIn signIn, ProviderSites sites, IOptions<SecurityInformationOptions> options, CancellationToken ct)
    {
        var (body, clientKey) = await SignedAsync(request, signIn, ct);
        var told = LifecycleBody.Installed(body, options.Value.ConnectAppKey);
        if (told.ClientKey != clientKey)
            throw Foreign();
        await sites.InstallAsync(told.ClientKey, told.BaseUrl, told.Secret, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Uninstalled(HttpRequest request, SiteSignIn signIn, ProviderSites sites, CancellationToken ct)
    {
        var (body, clientKey) = await SignedAsync(request, signIn, ct);
        if (LifecycleBody.Text(body, "clientKey") != clientKey)
            throw Foreign();
        await sites.SetStateAsync(clientKey, ProviderSiteState.Uninstalled, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Switch(HttpRequest request, ProviderSiteState state, SiteSignIn signIn, ProviderSites sites, CancellationToken ct)
    {
        var site = await signIn.OfSiteAsync(request, ct);
        await sites.SetStateAsync(site.ClientKey, state, ct);
        return TypedResults.NoContent();
    }

    private static async Task<ContentHttpResult> Workspaces(HttpRequest request, SiteSignIn signIn, CancellationToken ct)
    {
        await EnabledAsync(request, signIn, ct);
        var ids = Ids(Parse(await JsonBodies.ReadAsync(request, MaxBody, ct)));
        return Json(new JsonObject
        {
            ["workspaces"] = ids.Contains(Containers.Workspace)
                ? [new JsonObject { ["id"] = Containers.Workspace, ["name"] = "Fairlead", ["url"] = signIn.OwnAddress, ["avatarUrl"] = Avatar(signIn) }]
                : new JsonArray(),
        });
    }

    private static async Task<ContentHttpResult> ContainersOf(HttpRequest request, SiteSignIn signIn, ProviderSiteStore store, CancellationToken ct)
    {
        await ProvenAsync(request, signIn, ct);
        var ids = Ids(Parse(await JsonBodies.ReadAsync(request, MaxBody, ct)));
        return Json(Listing(signIn, await store.ContainersAsync(ids, ct)));
    }

    private static async Task<ContentHttpResult> Search(HttpRequest request, SiteSignIn signIn, ProviderSiteStore store, CancellationToken ct)
    {
        await ProvenAsync(request, signIn, ct);
        if (request.Query["workspaceId"] is not [{ Length: > 0 } workspace])
            throw new ProblemException(new Problem(ProblemKind.InvalidQueryParameter, "workspaceId: name one workspace."));
        if (request.Query["searchQuery"] is { Count: > 1 } || request.Query["searchQuery"].ToString() is { Length: > MaxQuery })
            throw new ProblemException(new Problem(ProblemKind.InvalidQueryParameter, $"searchQuery: at most {MaxQuery} characters, once."));
        return Json(Listing(signIn, workspace == Containers.Workspace ? await store.SearchContainersAsync(request.Query["searchQuery"].ToString(), MaxFound, ct) : []));
    }

    /// <summary>Stored before it is answered, done afterwards.</summary>
    private static async Task<NoContent> Associate(
        HttpRequest request, string member, bool wanted, SiteSignIn signIn, ProviderSiteStore store, TimeProvider clock, CancellationToken ct)
    {
        var site = await ProvenAsync(request, signIn, ct);
        var body = Parse(await JsonBodies.ReadAsync(request, MaxBody, ct));
        var (entity, issue) = (Member(body, "entity"), Member(body, member));
        if (IdOf(entity) is not { } vulnerability)
            throw Wrong("entity", "must be a vulnerability with its id");
        if (IdOf(issue) is not { Length: <= MaxIssueId } issueId || !issueId.All(char.IsAsciiDigit))
            throw Wrong(member, "must be an issue with its id, digits only");
        if (LifecycleBody.Text(issue, "ati") is { } kind && kind != "ati:cloud:jira:issue")
            throw Wrong(member, "must be an issue");
        // One that Fairlead never had is none of its business.
        if (FindingId.TryParse(vulnerability, null, out var finding))
            await store.WantAsync(site.ClientKey, finding, issueId, wanted, clock.GetUtcNow(), ct);
        return TypedResults.NoContent();
    }

    private static async Task<ProviderSite> EnabledAsync(HttpRequest request, SiteSignIn signIn, CancellationToken ct) =>
        await signIn.OfSiteAsync(request, ct) is { State: ProviderSiteState.Enabled } site
            ? site
            : throw new ProblemException(new Problem(ProblemKind.Forbidden, "The app is disabled on this site."));

    /// <summary>
    /// The address that an installation tells is not signed, and anybody with a site of Jira can install an app: a site is told nothing, and links nothing,
    /// before the one at that address has taken a call that is signed with the secret.
    /// </summary>
    private static async Task<ProviderSite> ProvenAsync(HttpRequest request, SiteSignIn signIn, CancellationToken ct) => await EnabledAsync(request, signIn, ct) switch
    {
        { IsProven: false } => throw new ProblemException(new Problem(ProblemKind.Forbidden, "Fairlead has not linked its workspace to this site yet: it needs a connection of the same address, and a minute.")),
        var site => site,
    };

    private static async Task<(JsonElement Body, string ClientKey)> SignedAsync(HttpRequest request, SiteSignIn signIn, CancellationToken ct)
    {
        var bytes = await JsonBodies.ReadAsync(request, MaxBody, ct);
        var clientKey = await signIn.OfAtlassianAsync(request, bytes, ct);
        return (Parse(bytes), clientKey);
    }

    private static JsonElement Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new ProblemException(new Problem(ProblemKind.BodyMustBeAnObject, "Send a JSON object."));
        }
        catch (JsonException)
        {
            throw new ProblemException(new Problem(ProblemKind.MalformedJson, "The body is no JSON, has a member twice, or is too deep."));
        }
    }

    /// <summary>Numbers count as texts: Jira has been seen to send them.</summary>
    private static HashSet<string> Ids(JsonElement body)
    {
        if (Member(body, "ids") is not { ValueKind: JsonValueKind.Array } ids)
            throw Wrong("ids", "must be a list of ids");
        if (ids.GetArrayLength() > MaxIds)
            throw Wrong("ids", $"must have at most {MaxIds} items");
        return [.. ids.EnumerateArray().Select(TextOf).OfType<string>()];
    }

    private static string? IdOf(JsonElement element) => TextOf(Member(element, "id"));

    private static string? TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString() is { Length: > 0 and <= MaxName } text ? text : null,
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    };

    private static JsonElement Member(JsonElement body, string name) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value : default;

    private static JsonObject Listing(SiteSignIn signIn, IEnumerable<StoredContainer> containers) => new()
    {
        ["containers"] = new JsonArray(
        [
            .. containers.Select(c => new JsonObject
            {
                ["id"] = c.Id,
                ["name"] = PlainText.Cut(Containers.NameOf(c.Asset), MaxName),
                ["url"] = $"{signIn.OwnAddress}/findings{(c.Asset.Length == 0 ? "" : $"?asset={Uri.EscapeDataString(c.Asset)}")}",
                ["avatarUrl"] = Avatar(signIn),
                ["lastUpdatedDate"] = c.ChangedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            }),
        ]),
    };

    private static string Avatar(SiteSignIn signIn) => $"{signIn.OwnAddress}/favicon.ico";

    private static ContentHttpResult Json(JsonObject json) => TypedResults.Text(json.ToJsonString(), "application/json", System.Text.Encoding.UTF8);

    private static ProblemException Wrong(string member, string rule) => new(Problem.AtPointer(ProblemKind.MalformedRequest, $"/{member}", $"/{member}: {rule}."));

    private static ProblemException Foreign() => new(new Problem(ProblemKind.InvalidToken, "The token is signed for another site than that of clientKey."));
}
