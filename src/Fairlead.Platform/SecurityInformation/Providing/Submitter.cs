using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Client.Providers;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Reading;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Submits findings to the Jira sites that have Fairlead as a security provider: what is new or different since it was submitted last, a thousand to a
/// call. Each call has a number that was stored before anything was read for it, so that Jira and Fairlead keep the newest, whatever is cut off, comes
/// twice or comes late. What a site refuses is that finding's problem, stored and tried again.
/// </summary>
internal sealed class Submitter(
    ProviderSites sites, ProviderSiteStore tokens, SubmissionStore store, ForgeConnection forges, JiraSites clients, FindingCatalog findings, TicketCatalog tickets, EventLog events,
    IOptions<SecurityInformationOptions> options, IOptions<SyncOptions> addresses, TimeProvider clock, ILogger<Submitter> log)
{
    /// <summary>What of a finding is submitted with each, by which all can be deleted.</summary>
    private const string Property = "workspaceId";

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan NoSite = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    /// <summary>Looks at all sites. One that cannot be reached keeps no other waiting.</summary>
    public async Task SubmitDueAsync(CancellationToken ct)
    {
        if (addresses.Value.PublicUrl is not { } address)
            return;
        var all = (await sites.ListAsync(ct)).Where(s => s.State == ProviderSiteState.Enabled).ToList();
        foreach (var site in all)
        {
            // One that has both, while it changes over from Connect, is one site to Jira, which is told by the one that stays.
            if (site.DueAt > clock.GetUtcNow() || (site.Forge is null && all.Any(s => s.Forge is not null && s.BaseUrl == site.BaseUrl)))
                continue;
            try
            {
                await SubmitAsync(site, address.TrimEnd('/'), ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.SubmissionPutOff(e, site.BaseUrl);
                await store.SettleAsync(site, null, e is ConnectionUnusableException or VaultException ? e.Message : "An error of Fairlead itself; the server's log tells it.", clock.GetUtcNow() + Soon, ct);
            }
        }
    }

    private async Task SubmitAsync(ProviderSite site, string address, CancellationToken ct)
    {
        var connection = await sites.ConnectionOfAsync(site, ct);
        if (site.Forge is { } forge && (connection is null || !site.IsProven))
        {
            connection = await forges.OfAsync(site, forge, ct);
            if (connection is null)
            {
                await store.SettleAsync(site, null, $"No connection that works leads to the site of the cloud id {forge.CloudId}, which has the Forge app.", clock.GetUtcNow() + NoSite, ct);
                return;
            }
        }

        if (connection is not { IsEnabled: true })
            return;
        if (await sites.CredentialAsync(site, options.Value.ConnectAppKey, ct) is not { } credential)
        {
            if (site.Forge is not null)
                await store.SettleAsync(site, null, NoToken(site.Forge, address), clock.GetUtcNow() + Soon, ct);
            return;
        }

        // Before anything is read: what changes meanwhile is looked at again.
        var stamp = $"{await events.LastAsync(ct)} {await tickets.CountWithIssueAsync(connection.Id, ct)} {connection.Id}";
        if (site.Compared == stamp && !site.IsAsked && !await store.AnyDueAsync(site, clock.GetUtcNow(), ct))
            return;

        var jira = clients.ProviderFor(connection, credential, site.Forge?.CloudId).SecurityInformation;
        var pass = new Pass(site, connection.Id, address, jira);
        var pause = site.IsProven ? null : await LinkAsync(site, jira, ct);
        pause ??= await SubmitAsync(pass, ct);
        if (pause is { IsSignInRefused: true } && site.Forge is { } refused)
            await tokens.TokenRefusedAsync(site, refused, clock.GetUtcNow(), ct);
        await store.SettleAsync(site, pause is null && !pass.OwesSome ? stamp : null, pause?.Problem, pause is null ? null : clock.GetUtcNow() + pause.For, ct);
    }

    private static string NoToken(ForgeInstallation forge, string address) => forge.TokenUntil is { } until
        ? $"The token that the Forge app was sent last ended on {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Jira sends one each hour while the app is installed and reaches {address}."
        : $"The Forge app was sent no token yet. Jira sends one when it is installed, and each hour while it reaches {address}.";

    private async Task<Pause?> LinkAsync(ProviderSite site, SecurityInformationResource jira, CancellationToken ct)
    {
        var pause = PauseOf(await jira.LinkWorkspaceAsync(Containers.Workspace, ct));
        if (pause is null && site.Forge is not null)
            await store.InheritPartedAsync(site, ct);
        if (pause is null)
            await store.LinkedAsync(site, ct);
        return pause;
    }

    private async Task<Pause?> SubmitAsync(Pass pass, CancellationToken ct)
    {
        var known = (await store.KnownAsync(pass.Site, ct)).ToDictionary(k => k.FindingId);
        var isFirst = known.Count == 0;
        var parted = await store.PartedAsync(pass.Site, ct);
        var (changed, withdrawn) = (new List<FindingId>(), new List<FindingId>());
        // Nothing is sent while all findings are read, so that nothing waits for Jira with a connection to the database.
        await foreach (var some in ChunksAsync(ct))
        {
            foreach (var (finding, step, _, _) in await PlanAsync(pass, some, known, parted, ct))
                (step == SubmissionStep.Delete ? withdrawn : changed).Add(finding.Id);
        }

        foreach (var id in withdrawn)
        {
            if (PauseOf(await pass.Jira.DeleteAsync(id.ToString(), ct)) is { } pause)
                return pause;
            await store.DeleteAsync(pass.Site, id, ct);
        }

        foreach (var chunk in changed.Chunk(SecurityInformationResource.MaxVulnerabilities))
        {
            if (await SendAsync(pass, chunk, known, parted, isFirst ? "BACKFILL" : pass.Site.IsAsked ? "NORMAL" : "SCAN", ct) is { } pause)
                return pause;
        }

        return null;
    }

    private async IAsyncEnumerable<IReadOnlyList<FindingSummary>> ChunksAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var chunk = new List<FindingSummary>(SecurityInformationResource.MaxVulnerabilities);
        await foreach (var finding in findings.StreamSummariesAsync(FindingFilter.Everything, ct))
        {
            chunk.Add(finding);
            if (chunk.Count < SecurityInformationResource.MaxVulnerabilities)
                continue;
            yield return chunk;
            chunk = new List<FindingSummary>(SecurityInformationResource.MaxVulnerabilities);
        }

        if (chunk.Count > 0)
            yield return chunk;
    }

    private async Task<IReadOnlyList<Planned>> PlanAsync(
        Pass pass, IReadOnlyList<FindingSummary> some, Dictionary<FindingId, KnownSubmission> known, ILookup<FindingId, string> parted, CancellationToken ct)
    {
        var issues = (await tickets.IssuesOfFindingsAsync(pass.Connection, [.. some.Select(f => f.Id)], ct)).ToLookup(i => i.Finding, i => i.IssueId);
        var now = clock.GetUtcNow();
        return
        [
            .. from finding in some
               let plan = SubmissionPlan.Of(finding, known.GetValueOrDefault(finding.Id), issues[finding.Id], parted[finding.Id], pass.Address, now)
               where plan.Step != SubmissionStep.Nothing
               select new Planned(finding, plan.Step, plan.Issues, plan.Digest),
        ];
    }

    private async Task<Pause?> SendAsync(
        Pass pass, FindingId[] ids, Dictionary<FindingId, KnownSubmission> known, ILookup<FindingId, string> parted, string operation, CancellationToken ct)
    {
        if (await store.NumberAsync(pass.Site, ct) is not { } number)
            return new Pause(Soon, "The site was installed again, or disabled, meanwhile.");
        // Read after the number was made: of two servers the one with the higher number has read later.
        var summaries = (await findings.SearchAsync(new FindingFilter { Ids = ids }, FindingOrder.OldestFirst, null, ids.Length, ct)).Items;
        var planned = (await PlanAsync(pass, summaries, known, parted, ct)).Where(p => p.Step == SubmissionStep.Submit).ToDictionary(p => p.Finding.Id);
        var full = await findings.GetManyAsync([.. planned.Keys], ct);
        if (full.Count == 0)
            return null;
        var built = full.Select(finding =>
        {
            var (before, now) = (SubmissionPlan.Words(known.GetValueOrDefault(finding.Id)?.Issues), planned[finding.Id].Issues);
            return (finding.Id, Added: now.Except(before).ToList(), Json: FindingVulnerability.Of(finding, pass.Address, number, [.. now.Except(before)], [.. before.Except(now)]));
        }).ToList();
        await store.PutContainersAsync(full.Select(f => f.Asset).Distinct(), clock.GetUtcNow(), ct);

        // By the same rules as what others push here: what Jira would refuse is not sent.
        var invalid = SubmissionReader.Vulnerabilities(Encoding.UTF8.GetBytes(BodyOf(operation, built.Select(b => b.Json)).ToJsonString())).Failed;
        var sent = built.Where(b => !invalid.ContainsKey(b.Id.ToString())).ToList();
        var answer = new SubmittedVulnerabilities(new Dictionary<string, string>(), new HashSet<string>());
        if (sent.Count > 0)
        {
            var outcome = await pass.Jira.SubmitAsync(BodyOf(operation, sent.Select(b => b.Json)), ct);
            if (PauseOf(outcome) is { } pause)
                return pause;
            answer = ((JiraOutcome<SubmittedVulnerabilities>.Committed)outcome).Value;
        }

        KillPoint.Hit("provider.submitted");
        await store.PutAsync(pass.Site, number, [.. built.Select(b => ResultOf(pass.Address, b.Added, planned[b.Id], known.GetValueOrDefault(b.Id), invalid, answer))], clock.GetUtcNow(), ct);
        pass.OwesSome |= answer.UnknownIssues.Count > 0;
        return null;
    }

    private SentSubmission ResultOf(
        string address, IReadOnlyList<string> added, Planned planned, KnownSubmission? known, IReadOnlyDictionary<string, IReadOnlyList<string>> invalid, SubmittedVulnerabilities answer)
    {
        var (id, before) = (planned.Finding.Id, known?.Issues ?? "");
        if (invalid.TryGetValue(id.ToString(), out var faults))
            return new(id, planned.Digest, before, "", $"Invalid vulnerability payload, not sent: {string.Join("; ", faults)}", null);
        List<string> unknown = [.. added.Intersect(answer.UnknownIssues)];
        var problem = unknown.Count == 0 ? null : $"Jira does not know the issue {string.Join(", ", unknown)} of its ticket.";
        if (answer.Failed.TryGetValue(id.ToString(), out var refused))
        {
            // For its issues alone it is sent again without them, at once.
            return new(id, unknown.Count > 0 ? null : planned.Digest, before, string.Join(' ', unknown), problem ?? refused, clock.GetUtcNow() + Later);
        }

        var issues = planned.Issues.Except(unknown).ToList();
        var digest = FindingVulnerability.DigestOf(planned.Finding, address, issues);
        var stillUnknown = unknown.Count > 0 ? unknown : [.. SubmissionPlan.Words(known?.UnknownIssues).Except(issues)];
        return new(
            id, digest, string.Join(' ', issues), string.Join(' ', stillUnknown),
            problem ?? (stillUnknown.Count == 0 ? null : $"Jira does not know the issue {string.Join(", ", stillUnknown)} of its ticket."), stillUnknown.Count == 0 ? null : clock.GetUtcNow() + Later);
    }

    private static JsonObject BodyOf(string operation, IEnumerable<JsonObject> vulnerabilities) => new()
    {
        ["operationType"] = operation,
        ["properties"] = new JsonObject { [Property] = Containers.Workspace },
        ["vulnerabilities"] = new JsonArray([.. vulnerabilities.Select(v => v.DeepClone())]),
        ["providerMetadata"] = new JsonObject { ["product"] = "Fairlead" },
    };

    /// <returns><see langword="null"/>: the site took it.</returns>
    private static Pause? PauseOf<T>(JiraOutcome<T> outcome) => outcome switch
    {
        JiraOutcome<T>.Committed => null,
        JiraOutcome<T>.Rejected no => new(no.RetryAfter ?? (no.Cause == JiraRefusalCause.RateLimited ? Soon : TimeSpan.FromMinutes(15)), $"Jira refused it ({no.Status}): {no.Error}.", no.Status == 401),
        JiraOutcome<T>.NotSent unsent => new(unsent.RetryAfter ?? Soon, unsent.Message),
        JiraOutcome<T>.Uncertain unknown => new(unknown.RetryAfter ?? Soon, unknown.Message),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>One look at a site.</summary>
    private sealed record Pass(ProviderSite Site, ConnectionId Connection, string Address, SecurityInformationResource Jira)
    {
        /// <summary>Something is to be sent again at once, in another form.</summary>
        public bool OwesSome { get; set; }
    }

    private sealed record Planned(FindingSummary Finding, SubmissionStep Step, IReadOnlyList<string> Issues, string Digest);

    /// <summary>Why the rest of a look waits.</summary>
    private sealed record Pause(TimeSpan For, string Problem, bool IsSignInRefused = false);
}
