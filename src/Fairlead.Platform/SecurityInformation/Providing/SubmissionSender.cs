using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Reading;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>One look at a site.</summary>
/// <param name="Now">When it began, by which is decided what it is time for.</param>
internal sealed record SitePass(
    ProviderSite Site, ConnectionId Connection, string Address, SecurityInformationResource Jira, ILookup<FindingId, string> Parted, DateTimeOffset Now)
{
    /// <summary>Something is to be sent again at once, in another form.</summary>
    public bool OwesSome { get; set; }

    /// <summary>More than these, and it is not the findings that are wrong.</summary>
    public const int MaxRefusedAlone = 20;

    /// <summary>How many findings the site refused, to take or to delete, although they came alone.</summary>
    public int RefusedAlone { get; set; }
}

/// <summary>What is to be done with a finding on a site.</summary>
/// <param name="Known">What was known of it there; <see langword="null"/>: nothing was ever sent.</param>
internal sealed record PlannedSubmission(FindingSummary Finding, KnownSubmission? Known, SubmissionStep Step, IReadOnlyList<string> Issues, string Digest);

/// <summary>Why the rest of a look waits.</summary>
internal sealed record SubmissionPause(TimeSpan For, string Problem, bool IsSignInRefused = false)
{
    public static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan Longer = TimeSpan.FromMinutes(15);

    public static readonly SubmissionPause Over = new(Soon, "The site was installed again, or disabled, meanwhile, or another server submits to it.");

    /// <returns><see langword="null"/>: the site took it.</returns>
    public static SubmissionPause? Of<T>(JiraOutcome<T> outcome) => outcome switch
    {
        JiraOutcome<T>.Committed => null,
        JiraOutcome<T>.Rejected no => new(no.RetryAfter ?? (no.Cause == JiraRefusalCause.RateLimited ? Soon : Longer), $"Jira refused it ({no.Status}): {no.Error}.", no.Status == 401),
        JiraOutcome<T>.NotSent unsent => new(unsent.RetryAfter ?? Soon, unsent.Message),
        JiraOutcome<T>.Uncertain unknown => new(unknown.RetryAfter ?? Soon, unknown.Message),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>
/// Sends findings to a site, up to a thousand and <see cref="MaxBytes"/> to a call. A call that the site refuses as a whole, for its size or for something in
/// it, is halved until the finding is alone that it refuses, so that one keeps no others away. Before a call is made it is noted what the site may have afterwards, so that
/// what changes before its answer is known is told or deleted there, too.
/// </summary>
internal sealed class SubmissionSender(SubmissionStore store, FindingCatalog findings, TicketCatalog tickets, TimeProvider clock)
{
    /// <summary>Of the vulnerabilities of one call. Which size Jira refuses is said nowhere; ordinary findings have a thousandth of this.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>By which all can be deleted.</summary>
    private const string Property = "workspaceId";

    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    public async Task<IReadOnlyList<PlannedSubmission>> PlanAsync(
        SitePass pass, IReadOnlyList<FindingSummary> some, IReadOnlyDictionary<FindingId, KnownSubmission> known, CancellationToken ct) =>
        Plan(pass, some, await IssuesAsync(pass, [.. some.Select(f => f.Id)], ct), known);

    /// <param name="ids">At most a thousand.</param>
    /// <returns><see langword="null"/>: what is to be sent of them was, or is their own problem.</returns>
    public async Task<SubmissionPause?> SendAsync(SitePass pass, FindingId[] ids, string operation, CancellationToken ct)
    {
        if (await store.NumberAsync(pass.Site, ct) is not { } number)
            return SubmissionPause.Over;
        // Read after the number was made: of two servers the one with the higher number has read later.
        var summaries = (await findings.SearchAsync(new FindingFilter { Ids = ids }, FindingOrder.OldestFirst, null, ids.Length, ct)).Items;
        var issues = await IssuesAsync(pass, ids, ct);
        var full = await findings.GetManyAsync(ids, ct);
        if (await BeginAsync(pass, number, summaries, issues, ct) is not { } begun)
            return SubmissionPause.Over;
        var planned = begun.ToDictionary(p => p.Finding.Id);
        full = [.. full.Where(f => planned.ContainsKey(f.Id))];
        if (full.Count == 0)
            return null;
        List<Ready> ready = [.. full.Select(finding => ReadyOf(pass, finding, planned[finding.Id], number))];
        await store.PutContainersAsync(full.Select(f => f.Asset).Distinct(), clock.GetUtcNow(), ct);

        // By the same rules as what others push here: what Jira would refuse is not sent.
        var invalid = SubmissionReader.Vulnerabilities(Encoding.UTF8.GetBytes(BodyOf(operation, ready).ToJsonString())).Failed;
        List<SentSubmission> faulty =
            [.. ready.Where(r => invalid.ContainsKey(r.Name)).Select(r => Kept(r, $"Invalid vulnerability payload, not sent: {string.Join("; ", invalid[r.Name])}", null))];
        if (faulty.Count > 0)
            await store.PutAsync(pass.Site, number, faulty, isAccepted: false, clock.GetUtcNow(), ct);
        var parts = new Stack<IReadOnlyList<Ready>>(Parts(ready.Where(r => !invalid.ContainsKey(r.Name))).Reverse());
        while (parts.TryPop(out var part))
        {
            var outcome = await pass.Jira.SubmitAsync(BodyOf(operation, part), ct);
            KillPoint.Hit("provider.submitted");
            switch (outcome)
            {
                case JiraOutcome<SubmittedVulnerabilities>.Committed { Value: var answer }:
                    await store.PutAsync(pass.Site, number, [.. part.Select(r => ResultOf(pass.Address, r, answer))], isAccepted: true, clock.GetUtcNow(), ct);
                    pass.OwesSome |= answer.UnknownIssues.Count > 0;
                    break;
                case JiraOutcome<SubmittedVulnerabilities>.Rejected { Status: 400 or 413 } when part.Count > 1:
                    parts.Push([.. part.Skip(part.Count / 2)]);
                    parts.Push([.. part.Take(part.Count / 2)]);
                    break;
                case JiraOutcome<SubmittedVulnerabilities>.Rejected { Status: 400 or 413 } no when ++pass.RefusedAlone <= SitePass.MaxRefusedAlone:
                    await store.PutAsync(pass.Site, number, [Kept(part[0], $"Jira refused it ({no.Status}): {no.Error}.", clock.GetUtcNow() + Later)], isAccepted: false, clock.GetUtcNow(), ct);
                    break;
                default:
                    return SubmissionPause.Of(outcome);
            }
        }

        return null;
    }

    /// <summary>Decides by what is known at last, and notes what the site may have from now on.</summary>
    /// <returns>What is to be sent; <see langword="null"/>: nothing may be any more.</returns>
    private async Task<IReadOnlyList<PlannedSubmission>?> BeginAsync(
        SitePass pass, long number, IReadOnlyList<FindingSummary> summaries, ILookup<FindingId, string> issues, CancellationToken ct)
    {
        await using var work = await store.BeginAsync(ct);
        if (await SubmissionStore.HoldAsync(work, pass.Site, [.. summaries.Select(s => s.Id)], ct) is not { } found)
            return null;
        var known = found.ToDictionary(k => k.FindingId);
        // What another server began under a higher number, it has read later.
        List<PlannedSubmission> planned =
            [.. Plan(pass, summaries, issues, known).Where(p => p.Step == SubmissionStep.Submit && !(p.Known?.Sequence >= number))];
        await SubmissionStore.BeginAsync(
            work, pass.Site, number, [.. planned.Select(p => new BegunSubmission(p.Finding.Id, string.Join(' ', SubmissionPlan.Words(p.Known?.Issues).Union(p.Issues))))], ct);
        await work.CommitAsync(ct);
        return planned;
    }

    private static IReadOnlyList<PlannedSubmission> Plan(
        SitePass pass, IReadOnlyList<FindingSummary> some, ILookup<FindingId, string> issues, IReadOnlyDictionary<FindingId, KnownSubmission> known) =>
        [
            .. from finding in some
               let was = known.GetValueOrDefault(finding.Id)
               let plan = SubmissionPlan.Of(finding, was, issues[finding.Id], pass.Parted[finding.Id], pass.Address, pass.Now)
               where plan.Step != SubmissionStep.Nothing
               select new PlannedSubmission(finding, was, plan.Step, plan.Issues, plan.Digest),
        ];

    private async Task<ILookup<FindingId, string>> IssuesAsync(SitePass pass, IReadOnlyCollection<FindingId> ids, CancellationToken ct) =>
        (await tickets.IssuesOfFindingsAsync(pass.Connection, [.. ids], ct)).ToLookup(i => i.Finding, i => i.IssueId);

    private static Ready ReadyOf(SitePass pass, Finding finding, PlannedSubmission planned, long number)
    {
        var (known, before, now) = (planned.Known, SubmissionPlan.Words(planned.Known?.Issues), planned.Issues);
        // Where all is sent anew, what was named before is named again: Jira may not have it any more.
        List<string> added = [.. known?.Digest is null ? now : now.Except(before)];
        var json = FindingVulnerability.Of(finding, pass.Address, number, added, [.. before.Except(now)]);
        return new(planned, added, json, Encoding.UTF8.GetByteCount(json.ToJsonString()));
    }

    private static IEnumerable<IReadOnlyList<Ready>> Parts(IEnumerable<Ready> all)
    {
        var (part, bytes) = (new List<Ready>(), 0);
        foreach (var one in all)
        {
            if (part.Count > 0 && bytes + one.Bytes > MaxBytes)
            {
                yield return part;
                (part, bytes) = ([], 0);
            }

            part.Add(one);
            bytes += one.Bytes;
        }

        if (part.Count > 0)
            yield return part;
    }

    /// <summary>It is not there, or not as it is now.</summary>
    private static SentSubmission Kept(Ready ready, string problem, DateTimeOffset? due) => new(ready.Planned.Finding.Id, ready.Planned.Digest, ready.Known?.Issues ?? "", "", problem, due);

    private SentSubmission ResultOf(string address, Ready ready, SubmittedVulnerabilities answer)
    {
        var (id, planned) = (ready.Planned.Finding.Id, ready.Planned);
        List<string> unknown = [.. ready.Added.Intersect(answer.UnknownIssues)];
        var problem = ProblemOf(unknown);
        if (answer.Failed.TryGetValue(ready.Name, out var refused))
        {
            // For its issues alone it is sent again without them, at once.
            return new(id, unknown.Count > 0 ? null : planned.Digest, ready.Known?.Issues ?? "", string.Join(' ', unknown), problem ?? refused, clock.GetUtcNow() + Later);
        }

        // An answer that names what it accepted, and this neither there nor among the failed, says nothing of it.
        if (answer.Accepted.Count > 0 && !answer.Accepted.Contains(ready.Name))
            return Kept(ready, "Jira's answer names it neither as accepted nor as failed.", clock.GetUtcNow() + Later);

        var issues = planned.Issues.Except(unknown).ToList();
        var digest = FindingVulnerability.DigestOf(planned.Finding, address, issues);
        var stillUnknown = unknown.Count > 0 ? unknown : [.. SubmissionPlan.Words(ready.Known?.UnknownIssues).Except(issues)];
        return new(
            id, digest, string.Join(' ', issues), string.Join(' ', stillUnknown),
            problem ?? ProblemOf(stillUnknown), stillUnknown.Count == 0 ? null : clock.GetUtcNow() + Later);
    }

    private static string? ProblemOf(List<string> unknown) => unknown.Count == 0
        ? null
        : $"Jira does not know the issue {string.Join(", ", unknown)} of its ticket: it was deleted, or is hidden from the app. What became of it: fairlead ticket reconcile";

    private static JsonObject BodyOf(string operation, IEnumerable<Ready> ready) => new()
    {
        ["operationType"] = operation,
        ["properties"] = new JsonObject { [Property] = Containers.Workspace },
        ["vulnerabilities"] = new JsonArray([.. ready.Select(r => r.Json.DeepClone())]),
        ["providerMetadata"] = new JsonObject { ["product"] = "Fairlead" },
    };

    /// <param name="Added">Ids of issues that it is associated with by this.</param>
    private sealed record Ready(PlannedSubmission Planned, IReadOnlyList<string> Added, JsonObject Json, int Bytes)
    {
        public KnownSubmission? Known => Planned.Known;

        public string Name => Planned.Finding.Id.ToString();
    }
}
