using System.Text;
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

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary>
/// What Jira asks of a security provider, however it is installed: who signs is all that differs. Bodies as the Connect module has them, also of Forge, whose
/// documents do not show them.
/// </summary>
internal static class ProviderActions
{
    /// <summary>In bytes.</summary>
    public const int MaxBody = 1 << 20;

    private const int MaxIds = 1_000;
    private const int MaxFound = 200;
    private const int MaxQuery = 200;
    private const int MaxIssueId = 40;
    private const int MaxName = 255;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public static void MapActions(this RouteGroupBuilder group)
    {
        group.MapPost(ConnectDescriptor.WorkspacesPath, Workspaces);
        group.MapPost(ConnectDescriptor.ContainersPath, ContainersOf);
        group.MapGet(ConnectDescriptor.SearchPath, Search);
        group.MapPut(ConnectDescriptor.AssociatedPath, Associated);
        group.MapPut(ConnectDescriptor.DisassociatedPath, Disassociated);
    }

    /// <summary>The same by POST, with what the address says otherwise in the body: by which method Forge calls a remote for these is not said.</summary>
    public static void MapActionsByPost(this RouteGroupBuilder group)
    {
        group.MapPost(ConnectDescriptor.SearchPath, SearchOfBody);
        group.MapPost(ConnectDescriptor.AssociatedPath, Associated);
        group.MapPost(ConnectDescriptor.DisassociatedPath, Disassociated);
    }

    public static Task<byte[]> ReadAsync(HttpRequest request, CancellationToken ct) => JsonBodies.ReadAsync(request, MaxBody, ct);

    private static async Task<ContentHttpResult> Workspaces(HttpRequest request, ActionSignIn signIn, OwnAddress own, CancellationToken ct)
    {
        await EnabledAsync(request, signIn, ct);
        var ids = Ids(Parse(await ReadAsync(request, ct)));
        return Json(new JsonObject
        {
            ["workspaces"] = ids.Contains(Containers.Workspace)
                ? [new JsonObject { ["id"] = Containers.Workspace, ["name"] = "Fairlead", ["url"] = own.Text, ["avatarUrl"] = Avatar(own) }]
                : new JsonArray(),
        });
    }

    private static async Task<ContentHttpResult> ContainersOf(HttpRequest request, ActionSignIn signIn, OwnAddress own, ProviderSiteStore store, CancellationToken ct)
    {
        await ProvenAsync(request, signIn, ct);
        var ids = Ids(Parse(await ReadAsync(request, ct)));
        return Json(Listing(own, await store.ContainersAsync(ids, ct)));
    }

    private static async Task<ContentHttpResult> Search(HttpRequest request, ActionSignIn signIn, OwnAddress own, ProviderSiteStore store, CancellationToken ct)
    {
        await ProvenAsync(request, signIn, ct);
        if (request.Query["workspaceId"] is not [{ Length: > 0 } workspace])
            throw new ProblemException(new Problem(ProblemKind.InvalidQueryParameter, "workspaceId: name one workspace."));
        if (request.Query["searchQuery"] is { Count: > 1 } || !IsQuery(request.Query["searchQuery"].ToString()))
            throw new ProblemException(new Problem(ProblemKind.InvalidQueryParameter, $"searchQuery: at most {MaxQuery} characters, none of them a control character, once."));
        return await FoundAsync(workspace, request.Query["searchQuery"].ToString(), own, store, ct);
    }

    /// <summary>As <see cref="Search"/>, asked in a body.</summary>
    private static async Task<ContentHttpResult> SearchOfBody(HttpRequest request, ActionSignIn signIn, OwnAddress own, ProviderSiteStore store, CancellationToken ct)
    {
        if (request.Query.ContainsKey("workspaceId"))
            return await Search(request, signIn, own, store, ct);
        await ProvenAsync(request, signIn, ct);
        var body = Parse(await ReadAsync(request, ct));
        var workspace = TextOf(Member(body, "workspaceId")) ?? throw Wrong("workspaceId", "must name one workspace");
        var text = Member(body, "searchQuery") switch
        {
            { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => "",
            { ValueKind: JsonValueKind.String } sent when IsQuery(sent.GetString()!) => sent.GetString()!,
            _ => throw Wrong("searchQuery", $"must be a text of at most {MaxQuery} characters, none of them a control character"),
        };
        return await FoundAsync(workspace, text, own, store, ct);
    }

    private static bool IsQuery(string text) => text.Length <= MaxQuery && !text.Any(char.IsControl);

    private static async Task<ContentHttpResult> FoundAsync(string workspace, string text, OwnAddress own, ProviderSiteStore store, CancellationToken ct) =>
        Json(Listing(own, workspace == Containers.Workspace ? await store.SearchContainersAsync(text, MaxFound, ct) : []));

    private static Task<NoContent> Associated(HttpRequest request, ActionSignIn signIn, ProviderSiteStore store, TimeProvider clock, CancellationToken ct) =>
        Associate(request, "associatedWith", true, signIn, store, clock, ct);

    private static Task<NoContent> Disassociated(HttpRequest request, ActionSignIn signIn, ProviderSiteStore store, TimeProvider clock, CancellationToken ct) =>
        Associate(request, "disassociatedFrom", false, signIn, store, clock, ct);

    /// <summary>Stored before it is answered, done afterwards.</summary>
    private static async Task<NoContent> Associate(
        HttpRequest request, string member, bool wanted, ActionSignIn signIn, ProviderSiteStore store, TimeProvider clock, CancellationToken ct)
    {
        var site = await ProvenAsync(request, signIn, ct);
        var body = Parse(await ReadAsync(request, ct));
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

    private static async Task<ProviderSite> EnabledAsync(HttpRequest request, ActionSignIn signIn, CancellationToken ct) =>
        await signIn.OfSiteAsync(request, ct) is { State: ProviderSiteState.Enabled } site
            ? site
            : throw new ProblemException(new Problem(ProblemKind.Forbidden, "The app is disabled on this site."));

    /// <summary>
    /// The address that an installation of a Connect app tells is not signed, and anybody with a site of Jira can install an app: a site is told nothing, and
    /// links nothing, before the one that a connection leads to has taken a call that is signed with what the installation gave.
    /// </summary>
    private static async Task<ProviderSite> ProvenAsync(HttpRequest request, ActionSignIn signIn, CancellationToken ct) => await EnabledAsync(request, signIn, ct) switch
    {
        { IsProven: false } => throw new ProblemException(new Problem(ProblemKind.Forbidden, "Fairlead has not linked its workspace to this site yet: it needs a connection to it, and a minute.")),
        var site => site,
    };

    public static JsonElement Parse(byte[] bytes)
    {
        JsonSyntax.Check(bytes);
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new ProblemException(new Problem(ProblemKind.MalformedJson, "The body is no JSON, has a member twice, or is too deep."));
        }
    }

    /// <summary>Numbers count as texts: Jira has been seen to send them. What can be no id is left out, as one that is unknown.</summary>
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
        JsonValueKind.String => element.GetString() is { Length: > 0 and <= MaxName } text && !text.Any(char.IsControl) ? text : null,
        JsonValueKind.Number => element.GetRawText() is { Length: <= MaxName } digits ? digits : null,
        _ => null,
    };

    private static JsonElement Member(JsonElement body, string name) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value : default;

    private static JsonObject Listing(OwnAddress own, IEnumerable<StoredContainer> containers) => new()
    {
        ["containers"] = new JsonArray(
        [
            .. containers.Select(c => new JsonObject
            {
                ["id"] = c.Id,
                ["name"] = PlainText.Cut(Containers.NameOf(c.Asset), MaxName),
                ["url"] = $"{own.Text}/findings{(c.Asset.Length == 0 ? "" : $"?asset={Uri.EscapeDataString(c.Asset)}")}",
                ["avatarUrl"] = Avatar(own),
                ["lastUpdatedDate"] = c.ChangedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            }),
        ]),
    };

    private static string Avatar(OwnAddress own) => $"{own.Text}/favicon.ico";

    public static ContentHttpResult Json(JsonObject json) => TypedResults.Text(json.ToJsonString(), "application/json", Encoding.UTF8);

    private static ProblemException Wrong(string member, string rule) => new(Problem.AtPointer(ProblemKind.MalformedRequest, $"/{member}", $"/{member}: {rule}."));
}
