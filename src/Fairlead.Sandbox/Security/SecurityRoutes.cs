using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fairlead.Sandbox.Security;

/// <summary>Jira Software Cloud's Security Information API for apps with a security provider module: errors are lists, and what a batch has wrong is told item by item.</summary>
internal sealed class SecurityRoutes(SandboxSecurity security)
{
    private const string Root = "/rest/security/1.0";
    private const int MostWorkspaces = 100;
    private const int MostVulnerabilities = 1000;
    private const int MostProperties = 5;

    public void Map(RouteTable routes)
    {
        if (!routes.IsCloud)
            return;
        At("POST", "/linkedWorkspaces/bulk", "WRITE", Link);
        At("DELETE", "/linkedWorkspaces/bulk", "DELETE", Unlink);
        At("GET", "/linkedWorkspaces", "READ", (app, _) => JiraAnswer.Ok(new JsonObject { ["workspaceIds"] = Texts(app.Workspaces.Keys) }));
        At("GET", "/linkedWorkspaces/{**id}", "READ", Workspace);
        At("POST", "/bulk", "WRITE", Submit);
        At("DELETE", "/bulkByProperties", "DELETE", DeleteByProperties);
        At("GET", "/vulnerability/{**id}", "READ", Get);
        At("DELETE", "/vulnerability/{**id}", "DELETE", Delete);

        void At(string method, string path, string scope, Func<InstalledApp, JiraCall, JiraAnswer> handle) => routes.At(
            method, Root + path, call => Answer(call, scope, handle), route => route with { IsAnonymous = true });
    }

    private JiraAnswer Answer(JiraCall call, string scope, Func<InstalledApp, JiraCall, JiraAnswer> handle)
    {
        var (app, refusal) = Caller(call.Http, call.Site);
        if (app is null)
            return new JiraAnswer(401).With("X-Sandbox-Reason", refusal!);
        if (!app.IsEnabled || !app.Descriptor.Scopes.Contains(scope))
            return new JiraAnswer(403).With("X-Sandbox-Reason", app.IsEnabled ? $"the app lacks the scope {scope}" : "the app is disabled");
        try
        {
            return handle(app, call);
        }
        catch (SecurityRefusal no)
        {
            return Wrong(no.Status, no.Message);
        }
        catch (JiraRefusal no)
        {
            // What Jira's other resources refuse in a body, in the shape of this one.
            return Wrong(no.Status, no.Message);
        }
    }

    private (InstalledApp? App, string? Refusal) Caller(HttpContext http, Site site)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.Ordinal) && Addressing.IsViaGateway(http))
            return security.FindForge(header["Bearer ".Length..].Trim()) is { } forge ? (forge, null) : (null, "that is no token of a Forge app that is installed, or it has ended");
        if (!header.StartsWith("JWT ", StringComparison.Ordinal))
            return (null, "the request has no token of an app");
        var token = header["JWT ".Length..].Trim();
        if (ConnectToken.IssuerOf(token) is not { } issuer || security.Find(issuer) is not { } app)
            return (null, "no app of this key is installed");
        var path = RawPath(http, site);
        var query = http.Request.QueryString.Value ?? "";
        // Clients differ in whether they hash a path as they send it or decoded.
        string[] hashes = [QueryHash.Of(http.Request.Method, path, query), QueryHash.Of(http.Request.Method, Uri.UnescapeDataString(path), query)];
        return ConnectToken.Refusal(token, app.SharedSecret, hashes, site.Clock.GetUtcNow()) is { } why ? (null, why) : (app, null);
    }

    /// <summary>As it was sent, without the context path.</summary>
    private static string RawPath(HttpContext http, Site site)
    {
        var path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var context = site.Options.ContextPath.Trim('/');
        return context.Length > 0 && path.StartsWith($"/{context}/", StringComparison.Ordinal) ? path[(context.Length + 1)..] : path;
    }

    /// <summary>The id at the path's end, in which a slash may be encoded or not; the framework leaves an encoded one as it is, but no other character.</summary>
    private static string IdAfter(string path, JiraCall call) => Uri.UnescapeDataString(RawPath(call.Http, call.Site)[(Root.Length + path.Length)..]);

    private JiraAnswer Link(InstalledApp app, JiraCall call)
    {
        if (Body(call)["workspaceIds"] is not JsonArray { Count: >= 1 and <= MostWorkspaces } ids)
            throw new SecurityRefusal(400, $"workspaceIds must have 1 to {MostWorkspaces} elements");
        // GitHub's app sends numbers, and Jira takes them.
        var texts = ids.Select(id => id is JsonValue value ? value.ToString() : "").ToList();
        if (texts.Find(id => !VulnerabilityRules.IsId(id)) is { } wrong)
            throw new SecurityRefusal(400, $"workspaceIds has an invalid id: '{wrong}'");
        foreach (var id in texts)
            app.Workspaces.TryAdd(id, new LinkedWorkspace(id, call.Site.Now));
        security.Hydrate(app, texts);
        return new JiraAnswer(202);
    }

    private static JiraAnswer Unlink(InstalledApp app, JiraCall call)
    {
        var ids = call.QueryList("workspaceIds");
        if (ids.Count == 0)
            throw new SecurityRefusal(400, "workspaceIds must be given");
        // "Eventually", Jira says; here at once. Vulnerabilities name a container, and nothing says whose that is: they go with the last workspace.
        List<string> unlinked = [.. ids.Where(app.Workspaces.Remove)];
        if (unlinked.Count > 0 && app.Workspaces.Count == 0)
        {
            app.Vulnerabilities.Clear();
            app.Containers.Clear();
        }

        return new JiraAnswer(202);
    }

    private static JiraAnswer Workspace(InstalledApp app, JiraCall call) => app.Workspaces.TryGetValue(IdAfter("/linkedWorkspaces/", call), out var workspace)
        ? JiraAnswer.Ok(new JsonObject { ["workspaceId"] = workspace.Id, ["updatedAt"] = workspace.UpdatedAt.ToString("O") })
        : new JiraAnswer(404);

    private static JiraAnswer Submit(InstalledApp app, JiraCall call)
    {
        var body = Body(call);
        if (body["operationType"] is { } operation && (string?)operation is not ("NORMAL" or "SCAN" or "BACKFILL"))
            throw new SecurityRefusal(400, "operationType must be NORMAL, SCAN or BACKFILL");
        if (body["vulnerabilities"] is not JsonArray { Count: >= 1 and <= MostVulnerabilities } items)
            throw new SecurityRefusal(400, $"vulnerabilities must have 1 to {MostVulnerabilities} elements");
        var properties = PropertiesOf(body["properties"]);
        var (accepted, failed, unknown) = (new List<string>(), new JsonObject(), new List<string>());
        foreach (var item in items)
        {
            if (item is not JsonObject one || one["id"] is not JsonValue name || !name.TryGetValue(out string? id))
                throw new SecurityRefusal(400, "each vulnerability must have an id");
            var faults = VulnerabilityRules.Faults(one);
            if (faults.Count == 0 && Store(app, call.Site, one, properties, unknown) is { } refused)
                faults = [refused];
            if (faults.Count == 0)
                accepted.Add(id);
            else
                failed[id] = Errors(faults);
        }

        var answer = new JsonObject { ["acceptedVulnerabilities"] = Texts(accepted), ["failedVulnerabilities"] = failed };
        answer["unknownAssociations"] = unknown.Count == 0
            ? new JsonArray()
            : new JsonArray(new JsonObject { ["associationType"] = "issueIdOrKeys", ["values"] = Texts(unknown.Distinct()) });
        return new JiraAnswer(202, answer);
    }

    /// <returns>Why it is not stored; <see langword="null"/>: it is, or something newer is.</returns>
    private static string? Store(InstalledApp app, Site site, JsonObject one, IReadOnlyDictionary<string, string> properties, List<string> unknown)
    {
        var (added, removed) = (VulnerabilityRules.ValuesOf(one, "addAssociations"), VulnerabilityRules.ValuesOf(one, "removeAssociations"));
        var missing = added.Where(value => site.Issues.Find(value) is null).ToList();
        unknown.AddRange(missing);
        if (added.Count > 0 && missing.Count == added.Count)
            return "all of its associations are unknown";
        var id = (string)one["id"]!;
        if (!app.Vulnerabilities.TryGetValue(id, out var stored))
            app.Vulnerabilities.Add(id, stored = new StoredVulnerability(id));
        var sequence = (long)one["updateSequenceNumber"]!;
        var ofAssociations = one["associationsUpdateSequenceNumber"] is { } number ? (long)number : sequence;
        if (sequence > stored.Sequence)
        {
            var content = (JsonObject)one.DeepClone();
            foreach (var name in (string[])["addAssociations", "removeAssociations", "associationsLastUpdated", "associationsUpdateSequenceNumber"])
                content.Remove(name);
            (stored.Content, stored.Sequence, stored.Properties) = (content, sequence, properties);
        }

        if ((added.Count > 0 || removed.Count > 0) && ofAssociations >= stored.AssociationSequence)
        {
            stored.AssociationSequence = ofAssociations;
            stored.Issues.UnionWith(added.Select(site.Issues.Find).OfType<Issues.Issue>().Select(issue => issue.Id));
            stored.Issues.ExceptWith(removed.Select(site.Issues.Find).OfType<Issues.Issue>().Select(issue => issue.Id));
        }

        return null;
    }

    private static JiraAnswer DeleteByProperties(InstalledApp app, JiraCall call)
    {
        var wanted = call.Http.Request.Query.Where(pair => pair.Key != "jwt").ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        if (wanted.Count == 0)
            throw new SecurityRefusal(400, "at least one property must be given");
        foreach (var gone in app.Vulnerabilities.Values.Where(v => wanted.All(w => v.Properties.GetValueOrDefault(w.Key) == w.Value)).ToList())
            app.Vulnerabilities.Remove(gone.Id);
        return new JiraAnswer(202);
    }

    private static JiraAnswer Get(InstalledApp app, JiraCall call) => app.Vulnerabilities.TryGetValue(IdAfter("/vulnerability/", call), out var stored)
        ? JiraAnswer.Ok(SandboxSecurity.JsonOf(stored))
        : new JiraAnswer(404);

    private static JiraAnswer Delete(InstalledApp app, JiraCall call)
    {
        app.Vulnerabilities.Remove(IdAfter("/vulnerability/", call));
        return new JiraAnswer(202);
    }

    private static JsonObject Body(JiraCall call) => call.JsonOrNull() as JsonObject ?? throw new SecurityRefusal(400, "the body must be a JSON object");

    private static Dictionary<string, string> PropertiesOf(JsonNode? node)
    {
        if (node is null)
            return [];
        if (node is not JsonObject { Count: <= MostProperties } properties)
            throw new SecurityRefusal(400, $"properties must have at most {MostProperties} keys");
        var read = new Dictionary<string, string>();
        foreach (var (key, value) in properties)
        {
            if (key.StartsWith('_') || key.Contains(':'))
                throw new SecurityRefusal(400, $"the key '{key}' must not begin with an underscore nor have a colon");
            if (value is not JsonValue text || !text.TryGetValue(out string? words) || words.Length > 255)
                throw new SecurityRefusal(400, $"the value of '{key}' must be a text of at most 255 characters");
            read[key] = words;
        }

        return read;
    }

    private static JiraAnswer Wrong(int status, string message) => new(status, Errors([message]));

    private static JsonArray Errors(IEnumerable<string> messages) => [.. messages.Select(message => new JsonObject { ["message"] = message })];

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private sealed class SecurityRefusal(int status, string message) : Exception(message)
    {
        public int Status => status;
    }
}
