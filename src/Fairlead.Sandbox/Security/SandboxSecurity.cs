using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Security;

/// <summary>A Connect or Forge app that is installed here.</summary>
/// <param name="ClientKey">What the site is known by to the app.</param>
/// <param name="SharedSecret">Signs what a Connect app and the site send each other; a new one at each installation. Empty of a Forge app.</param>
public sealed record SandboxApp(string Key, string Name, string ClientKey, string SharedSecret, bool IsEnabled);

/// <param name="Name">As the provider told it; <see langword="null"/>: it did not.</param>
public sealed record SandboxWorkspace(string Id, string? Name, string? Url);

/// <summary>A provider's container, as it told it.</summary>
public sealed record SandboxContainer(string Id, string Name, string? Url);

/// <summary>A vulnerability that a provider submitted.</summary>
/// <param name="Issues">Keys of the issues that it is linked to.</param>
/// <param name="Json">All of it, as the API gives it.</param>
public sealed record SandboxVulnerability(string Id, string ContainerId, string Title, string Severity, string Status, IReadOnlyList<string> Issues, string Json);

/// <summary>
/// Jira Cloud's side of security providers: apps, what they submitted, and what people do with it on a project's Security page. What Jira would refuse is an
/// <see cref="InvalidOperationException"/> in words.
/// </summary>
public sealed class SandboxSecurity : IDisposable
{
    private readonly Site _site;

    /// <summary>Whatever is installed and uninstalled: a site has another one only when it is made anew.</summary>
    private readonly string _clientKey = new Guid(RandomNumberGenerator.GetBytes(16)).ToString();

    private readonly AppCaller _caller;
    private readonly CancellationToken _stopping;
    private readonly SortedDictionary<string, InstalledApp> _apps = new(StringComparer.Ordinal);
    private Task _hydration = Task.CompletedTask;

    internal SandboxSecurity(Site site, CancellationToken stopping)
    {
        (_site, _stopping) = (site, stopping);
        _caller = new AppCaller(site);
    }

    /// <summary>Where apps find the key that signs installations, with the key's id behind a slash.</summary>
    public Uri KeysUrl => new($"{new Uri(_site.BaseUrl).GetLeftPart(UriPartial.Authority)}/sandbox/keys");

    /// <summary>Where Forge apps find the key that signs calls of them: a JSON Web Key Set.</summary>
    public Uri ForgeKeysUrl => new($"{new Uri(_site.BaseUrl).GetLeftPart(UriPartial.Authority)}/sandbox/forge/jwks.json");

    public IReadOnlyList<SandboxApp> Apps => Locked(() => (IReadOnlyList<SandboxApp>)[.. _apps.Values.Select(Shape)]);

    internal string KeyId => _caller.KeyId;

    internal string PublicKey => _caller.PublicKey;

    internal JsonObject KeySet => _caller.KeySet;

    /// <summary>An administrator installs an app, or installs it again, which gives it a new secret.</summary>
    /// <param name="descriptor">Address of its descriptor, on this machine.</param>
    /// <exception cref="InvalidOperationException">The descriptor is wrong, or the app did not accept the installation.</exception>
    public async Task<SandboxApp> InstallAsync(Uri descriptor, CancellationToken ct)
    {
        if (!_site.IsCloud)
            throw new InvalidOperationException("Only Jira Cloud has security providers.");
        if (!descriptor.IsLoopback)
            throw new InvalidOperationException("The sandbox calls addresses on this machine only.");
        var read = AppDescriptor.Read(await _caller.DescriptorAsync(descriptor, ct) ?? throw new InvalidOperationException($"There is no descriptor at {descriptor}."));
        // The secret that is in force stays so until the app has the new one.
        var candidate = Locked(() => new InstalledApp(read, _clientKey)
        {
            SharedSecret = SandboxAccounts.Random(64),
        });
        var answer = await _caller.LifecycleAsync(candidate, "installed", ct);
        if (!answer.IsGood)
            throw new InvalidOperationException($"The app did not accept the installation: {answer}.");
        var app = Locked(() =>
        {
            if (!_apps.TryGetValue(read.Key, out var known))
                _apps.Add(read.Key, known = candidate);
            (known.Descriptor, known.SharedSecret, known.Forge, known.IsEnabled) = (read, candidate.SharedSecret, null, true);
            return known;
        });
        await _caller.LifecycleAsync(app, "enabled", ct);
        return Locked(() => Shape(app));
    }

    /// <summary>An administrator installs a Forge app, or installs it again, which is another installation. One of the same key that is there already, such as a Connect app, becomes it and keeps what it sent.</summary>
    /// <param name="manifest">The app's manifest, as JSON.</param>
    /// <param name="remote">Where its remote is, on this machine.</param>
    /// <exception cref="InvalidOperationException">The manifest is wrong, or the app did not accept the installation.</exception>
    public async Task<SandboxApp> InstallForgeAsync(JsonNode? manifest, Uri remote, CancellationToken ct)
    {
        if (!_site.IsCloud)
            throw new InvalidOperationException("Only Jira Cloud has security providers.");
        var read = ForgeManifest.Read(manifest, remote);
        var app = Locked(() =>
        {
            if (!_apps.TryGetValue(read.Key, out var known))
                _apps.Add(read.Key, known = new InstalledApp(read, ""));
            (known.Descriptor, known.SharedSecret, known.Forge, known.IsEnabled) = (read, "", new ForgeInstallation(read.ForgeId!), true);
            return known;
        });
        // The app is installed, whatever it answers: events are sent later, and again.
        var answer = await _caller.LifecycleAsync(app, "installed", ct);
        if (!answer.IsGood)
            throw new InvalidOperationException($"The app did not take the event of its installation: {answer}.");
        return Locked(() => Shape(app));
    }

    /// <summary>The hour is over at which a Forge app is called.</summary>
    /// <param name="revoked">Tokens that the app was sent before count no more.</param>
    /// <returns>What it answered, in words.</returns>
    public async Task<string> PassAnHourAsync(string appKey, bool revoked, CancellationToken ct)
    {
        var app = Locked(() =>
        {
            var found = App(appKey);
            if (revoked)
                found.Forge?.Revoke();
            return found;
        });
        return (await _caller.LifecycleAsync(app, "hour", ct)).ToString();
    }

    /// <summary>An administrator uninstalls an app: everything that it sent is deleted, whatever it answers.</summary>
    public async Task UninstallAsync(string appKey, CancellationToken ct)
    {
        var app = Locked(() => App(appKey));
        await _caller.LifecycleAsync(app, "disabled", ct);
        // A Forge app is told while it can still say something.
        if (app.Forge is not null)
            await _caller.LifecycleAsync(app, "uninstalled", ct);
        Locked(() => _apps.Remove(appKey));
        if (app.Forge is null)
            await _caller.LifecycleAsync(app, "uninstalled", ct);
    }

    /// <summary>An administrator switches an app off, or on again.</summary>
    public async Task EnableAsync(string appKey, bool isEnabled, CancellationToken ct)
    {
        var app = Locked(() =>
        {
            var found = App(appKey);
            found.IsEnabled = isEnabled;
            return found;
        });
        await _caller.LifecycleAsync(app, isEnabled ? "enabled" : "disabled", ct);
    }

    public IReadOnlyList<SandboxWorkspace> WorkspacesOf(string appKey) =>
        Locked(() => (IReadOnlyList<SandboxWorkspace>)[.. App(appKey).Workspaces.Values.Select(w => new SandboxWorkspace(w.Id, w.Name, w.Url))]);

    /// <summary>All that an app submitted, by id.</summary>
    public IReadOnlyList<SandboxVulnerability> VulnerabilitiesOf(string appKey) =>
        Locked(() => (IReadOnlyList<SandboxVulnerability>)[.. App(appKey).Vulnerabilities.Values.Select(Shape)]);

    /// <summary>What the project's Security page shows: vulnerabilities of the containers that were chosen for it, the worst first.</summary>
    public IReadOnlyList<SandboxVulnerability> VulnerabilitiesIn(string appKey, string projectKey) => Locked(() =>
    {
        var app = App(appKey);
        var shown = app.Containers.Keys.Where(c => c.Project == projectKey).Select(c => c.Container).ToHashSet();
        return (IReadOnlyList<SandboxVulnerability>)
            [.. app.Vulnerabilities.Values.Where(v => shown.Contains(v.Text("containerId"))).Select(Shape).OrderBy(v => RankOf(v.Severity)).ThenBy(v => v.Id, StringComparer.Ordinal)];
    });

    public IReadOnlyList<SandboxContainer> ContainersIn(string appKey, string projectKey) =>
        Locked(() => (IReadOnlyList<SandboxContainer>)[.. App(appKey).Containers.Where(c => c.Key.Project == projectKey).Select(c => c.Value)]);

    /// <summary>A person looks for a workspace's containers.</summary>
    /// <param name="text">What the name is to have in it; empty: any.</param>
    public async Task<IReadOnlyList<SandboxContainer>> SearchContainersAsync(string appKey, string workspaceId, string text, CancellationToken ct)
    {
        var app = Locked(() => App(appKey));
        if (!app.Descriptor.Actions.TryGetValue("searchContainers", out var address))
            throw new InvalidOperationException("The provider has no searchContainers.");
        var query = $"workspaceId={Uri.EscapeDataString(workspaceId)}" + (text.Length == 0 ? "" : $"&searchQuery={Uri.EscapeDataString(text)}");
        var answer = await _caller.ActAsync(app, HttpMethod.Get, new UriBuilder(address) { Query = query }.Uri, null, ct);
        return answer.IsGood ? Containers(answer) : throw new InvalidOperationException($"The provider could not be asked for containers: {answer}.");
    }

    /// <summary>A project's administrator chooses a container, whose vulnerabilities the project's Security page shows from then on.</summary>
    public async Task ConnectAsync(string appKey, string projectKey, string containerId, CancellationToken ct)
    {
        var app = Locked(() => App(appKey));
        var answer = await _caller.ActAsync(app, HttpMethod.Post, app.Descriptor.Actions["fetchContainers"], new JsonObject { ["ids"] = new JsonArray(containerId) }, ct);
        if (!answer.IsGood || Containers(answer).FirstOrDefault(c => c.Id == containerId) is not { } container)
            throw new InvalidOperationException($"The provider does not know the container {containerId}: {answer}.");
        Locked(() => app.Containers[(projectKey, containerId)] = container);
    }

    public void Disconnect(string appKey, string projectKey, string containerId) => Locked(() => App(appKey).Containers.Remove((projectKey, containerId)));

    /// <summary>A person links a vulnerability to an issue. The provider is told; what it answers changes nothing.</summary>
    /// <returns>What the provider answered, in words.</returns>
    public Task<string> LinkAsync(string appKey, string vulnerabilityId, string issueKey, CancellationToken ct) => AssociateAsync(appKey, vulnerabilityId, issueKey, isLinked: true, ct);

    /// <summary>A person takes the link away.</summary>
    /// <inheritdoc cref="LinkAsync"/>
    public Task<string> UnlinkAsync(string appKey, string vulnerabilityId, string issueKey, CancellationToken ct) => AssociateAsync(appKey, vulnerabilityId, issueKey, isLinked: false, ct);

    /// <summary>Until names of linked workspaces were asked for.</summary>
    public Task WhenIdleAsync() => Locked(() => _hydration);

    public void Dispose() => _caller.Dispose();

    internal static JsonObject JsonOf(StoredVulnerability stored)
    {
        var json = (JsonObject)stored.Content.DeepClone();
        if (stored.Issues.Count > 0)
            json["addAssociations"] = new JsonArray(new JsonObject { ["associationType"] = "issueIdOrKeys", ["values"] = new JsonArray([.. stored.Issues.Select(id => JsonValue.Create($"{id}"))]) });
        return json;
    }

    /// <summary>Vulnerabilities that an issue is linked to, by title. Under the site's gate.</summary>
    internal IEnumerable<(string Title, string Url)> Of(Issue issue) =>
        _apps.Values.SelectMany(app => app.Vulnerabilities.Values).Where(v => v.Issues.Contains(issue.Id)).Select(v => (v.Text("displayName"), v.Text("url")));

    /// <returns>A Connect app: a Forge app signs nothing, and shares no secret.</returns>
    internal InstalledApp? Find(string issuer) => _apps.GetValueOrDefault(issuer) is { Forge: null } app ? app : null;

    /// <summary>Whose own token it is, as it was sent along with a call.</summary>
    internal InstalledApp? FindForge(string token) => _apps.Values.FirstOrDefault(a => a.Forge?.Knows(token, _site.Clock.GetUtcNow()) == true);

    /// <summary>Asks for the names of workspaces, in the background. Under the site's gate.</summary>
    internal void Hydrate(InstalledApp app, IReadOnlyList<string> ids) => _hydration = Task.WhenAll(_hydration, HydrateAsync(app, ids));

    internal void Clear() => _apps.Clear();

    private async Task HydrateAsync(InstalledApp app, IReadOnlyList<string> ids)
    {
        await Task.Yield();
        var answer = await _caller.ActAsync(
            app, HttpMethod.Post, app.Descriptor.Actions["fetchWorkspaces"], new JsonObject { ["ids"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]) }, _stopping);
        Locked(() =>
        {
            foreach (var one in answer.Body?["workspaces"] as JsonArray ?? [])
            {
                if (one?["id"]?.ToString() is { } id && app.Workspaces.TryGetValue(id, out var workspace))
                    (workspace.Name, workspace.Url) = (one["name"]?.ToString(), one["url"]?.ToString());
            }

            return 0;
        });
    }

    private async Task<string> AssociateAsync(string appKey, string vulnerabilityId, string issueKey, bool isLinked, CancellationToken ct)
    {
        var (app, issue) = Locked(() =>
        {
            var found = App(appKey);
            var target = _site.Issues.Find(issueKey) ?? throw new InvalidOperationException($"There is no issue {issueKey}.");
            if (!found.Vulnerabilities.TryGetValue(vulnerabilityId, out var stored))
                throw new InvalidOperationException($"There is no vulnerability {vulnerabilityId}.");
            _ = isLinked ? stored.Issues.Add(target.Id) : stored.Issues.Remove(target.Id);
            return (found, target);
        });
        if (!app.Descriptor.Actions.TryGetValue(isLinked ? "onEntityAssociated" : "onEntityDisassociated", out var address))
            return "it does not want to be told";
        var cloudId = _site.Accounts.CloudId;
        var answer = await _caller.ActAsync(
            app, HttpMethod.Put, address,
            new JsonObject
            {
                ["entity"] = new JsonObject { ["ari"] = $"ari:cloud:jira:{cloudId}:vulnerability/{Uri.EscapeDataString(vulnerabilityId)}", ["id"] = vulnerabilityId },
                [isLinked ? "associatedWith" : "disassociatedFrom"] = new JsonObject
                {
                    ["ati"] = "ati:cloud:jira:issue",
                    ["ari"] = $"ari:cloud:jira:{cloudId}:issue/{issue.Id}",
                    ["cloudId"] = $"{cloudId}",
                    ["id"] = $"{issue.Id}",
                },
                ["user"] = new JsonObject { ["id"] = _site.Person.AccountId },
            },
            ct);
        return answer.ToString();
    }

    private static List<SandboxContainer> Containers(AppAnswer answer) =>
    [
        .. from one in answer.Body?["containers"] as JsonArray ?? []
           let id = one?["id"]?.ToString()
           where id is not null && VulnerabilityRules.IsId(id)
           select new SandboxContainer(id, one["name"]?.ToString() ?? id, one["url"]?.ToString()),
    ];

    private InstalledApp App(string key) => _apps.GetValueOrDefault(key) ?? throw new InvalidOperationException($"No app {key} is installed.");

    private static SandboxApp Shape(InstalledApp app) => new(app.Descriptor.Key, app.Descriptor.Name, app.ClientKey, app.SharedSecret, app.IsEnabled);

    private SandboxVulnerability Shape(StoredVulnerability stored) => new(
        stored.Id, stored.Text("containerId"), stored.Text("displayName"), (string?)stored.Content["severity"]?["level"] ?? "unknown", stored.Text("status"),
        [.. stored.Issues.Select(id => _site.Issues.Find($"{id}")?.Key).OfType<string>()], JsonOf(stored).ToJsonString());

    private static int RankOf(string severity) => severity switch
    {
        "critical" => 0,
        "high" => 1,
        "medium" => 2,
        "low" => 3,
        _ => 4,
    };

    private T Locked<T>(Func<T> read)
    {
        lock (_site.Gate)
            return read();
    }
}
