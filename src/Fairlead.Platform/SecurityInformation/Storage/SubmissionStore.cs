using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecurityInformation.Providing;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.SecurityInformation.Storage;

/// <summary>What a site was last sent of a finding.</summary>
internal sealed record KnownSubmission
{
    public FindingId FindingId { get; init; }

    /// <summary>Of the call that was begun with it last.</summary>
    public long Sequence { get; init; }

    /// <summary>What came of that call is not known: the site may have it as it was then, or as it was before, or not at all.</summary>
    public bool Unanswered { get; init; }

    /// <summary><see langword="null"/>: it is to be sent, whatever it is.</summary>
    public string? Digest { get; init; }

    /// <summary>Ids of the issues that it is associated with, or may be, with spaces between them.</summary>
    public string Issues { get; init; } = "";

    /// <summary>Ids of issues that the site does not know for now, with spaces between them.</summary>
    public string UnknownIssues { get; init; } = "";

    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>A finding that a site took.</summary>
internal sealed record SampledSubmission
{
    public FindingId FindingId { get; init; }

    public long Sequence { get; init; }
}

/// <summary>A finding that is about to be sent.</summary>
/// <param name="Issues">All that it may be associated with afterwards, whether the call arrives or not; with spaces between them.</param>
internal sealed record BegunSubmission(FindingId Finding, string Issues);

/// <summary>What came of sending a finding.</summary>
internal sealed record SentSubmission(FindingId Finding, string? Digest, string Issues, string UnknownIssues, string? Problem, DateTimeOffset? DueAt);

/// <summary>An issue that a person linked to a finding on a site's Security page, or unlinked.</summary>
internal sealed record SiteLink
{
    public string ClientKey { get; init; } = "";

    public FindingId FindingId { get; init; }

    public string IssueId { get; init; } = "";

    public bool Wanted { get; init; }

    public TicketId? TicketId { get; init; }

    /// <summary>How often in a row it was refused.</summary>
    public int Tries { get; init; }
}

/// <summary>What sites were sent, and what people did there.</summary>
internal sealed class SubmissionStore(Database database)
{
    private static readonly SqlText KnownOfSql = new(typeof(SubmissionStore), "Submission.KnownOf");
    private static readonly SqlText BeginSql = new(typeof(SubmissionStore), "Submission.Begin");
    private static readonly SqlText PutSql = new(typeof(SubmissionStore), "Submission.Put");
    private static readonly SqlText DeleteSql = new(typeof(SubmissionStore), "Submission.Delete");
    private static readonly SqlText DeletedSql = new(typeof(SubmissionStore), "Submission.Deleted");
    private static readonly SqlText NotDeletedSql = new(typeof(SubmissionStore), "Submission.NotDeleted");
    private static readonly SqlText NumberSql = new(typeof(SubmissionStore), "Site.Number");
    private static readonly SqlText HoldSql = new(typeof(SubmissionStore), "Site.Hold");
    private static readonly SqlText LinkedSql = new(typeof(SubmissionStore), "Site.Linked");
    private static readonly SqlText AcceptedSql = new(typeof(SubmissionStore), "Site.Accepted");
    private static readonly SqlText VerifiedSql = new(typeof(SubmissionStore), "Site.Verified");
    private static readonly SqlText OvertakenSql = new(typeof(SubmissionStore), "Site.Overtaken");
    private static readonly SqlText SampleSql = new(typeof(SubmissionStore), "Submission.Sample");
    private static readonly SqlText MissedSql = new(typeof(SubmissionStore), "Submission.Missed");
    private static readonly SqlText ShownSql = new(typeof(SubmissionStore), "Submission.Shown");
    private static readonly SqlText SettleSql = new(typeof(SubmissionStore), "Site.Settle");
    private static readonly SqlText ContainerSql = new(typeof(SubmissionStore), "Container.Put");
    private static readonly SqlText PartedSql = new(typeof(SubmissionStore), "SiteLink.Parted");
    private static readonly SqlText PartedOfIssueSql = new(typeof(SubmissionStore), "SiteLink.PartedOfIssue");
    private static readonly SqlText DueLinksSql = new(typeof(SubmissionStore), "SiteLink.Due");
    private static readonly SqlText SetLinkSql = new(typeof(SubmissionStore), "SiteLink.Set");
    private static readonly SqlText WakeLinksSql = new(typeof(SubmissionStore), "SiteLink.Wake");
    private static readonly SqlText WakeAllLinksSql = new(typeof(SubmissionStore), "SiteLink.WakeAll");

    /// <summary>What of these findings the site was sent, and may have. What it was sent in an earlier installation is to be sent again.</summary>
    /// <param name="ids">At most 1,000.</param>
    public Task<IReadOnlyList<KnownSubmission>> KnownAsync(ProviderSite site, IReadOnlyCollection<FindingId> ids, CancellationToken ct) =>
        database.QueryAsync<KnownSubmission>(KnownOfSql, new { clientKey = site.ClientKey, installation = site.Installation, ids = StoredIds.Of(database.Engine, ids) }, ct);

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    /// <summary>What of these findings the site was sent, and may have. No other server begins a call, or notes what came of one, before the work ends.</summary>
    /// <returns><see langword="null"/>: the site was installed again, disabled, uninstalled or switched off meanwhile, or another server submits to it.</returns>
    public static async Task<IReadOnlyList<KnownSubmission>?> HoldAsync(UnitOfWork work, ProviderSite site, IReadOnlyCollection<FindingId> ids, CancellationToken ct) =>
        await work.ExecuteAsync(HoldSql, new { clientKey = site.ClientKey, installation = site.Installation, owner = site.Owner }, ct) == 0
            ? null
            : await work.QueryAsync<KnownSubmission>(KnownOfSql, new { clientKey = site.ClientKey, installation = site.Installation, ids = StoredIds.Of(work.Engine, ids) }, ct);

    /// <summary>Notes what the site may have from now on; to be committed before it is sent. Until what came of it is noted, it is to be sent again, or deleted.</summary>
    /// <param name="sequence">Higher than that of each of them so far.</param>
    public static Task BeginAsync(UnitOfWork work, ProviderSite site, long sequence, IReadOnlyCollection<BegunSubmission> begun, CancellationToken ct) => work.ExecuteAsync(
        BeginSql,
        work.Engine == DatabaseEngine.Sqlite
            ? begun.Select(b => new { site.ClientKey, site.Installation, Sequence = sequence, FindingId = b.Finding, b.Issues })
            : new
            {
                clientKey = site.ClientKey,
                installation = site.Installation,
                sequence,
                findings = begun.Select(b => b.Finding.Value).ToArray(),
                issues = begun.Select(b => b.Issues).ToArray(),
            },
        ct);

    /// <summary>A number that is higher than that of all that was read before, for what is read from now on. Stored before it is used.</summary>
    /// <returns><see langword="null"/>: the site was installed again, disabled or uninstalled meanwhile, or another server submits to it.</returns>
    public async Task<long?> NumberAsync(ProviderSite site, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var number = await work.FirstAsync<long?>(NumberSql, new { clientKey = site.ClientKey, installation = site.Installation, owner = site.Owner }, ct);
        await work.CommitAsync(ct);
        return number;
    }

    public Task LinkedAsync(ProviderSite site, CancellationToken ct) => database.ExecuteAsync(LinkedSql, new { clientKey = site.ClientKey, installation = site.Installation }, ct);

    /// <param name="sequence">Under which all of them were sent.</param>
    /// <param name="isAccepted">The site took the call.</param>
    public async Task PutAsync(ProviderSite site, long sequence, IReadOnlyList<SentSubmission> sent, bool isAccepted, DateTimeOffset now, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        // The site first, as where calls are begun, so that two servers do not wait for each other.
        if (isAccepted)
            await work.ExecuteAsync(AcceptedSql, new { clientKey = site.ClientKey, installation = site.Installation, now, verifyAt = now + SubmissionVerifier.After }, ct);
        else
            await work.ExecuteAsync(HoldSql, new { clientKey = site.ClientKey, installation = site.Installation, owner = site.Owner }, ct);
        await work.ExecuteAsync(
            PutSql,
            work.Engine == DatabaseEngine.Sqlite
                ? sent.Select(s => new { site.ClientKey, site.Installation, Sequence = sequence, FindingId = s.Finding, s.Digest, s.Issues, s.UnknownIssues, s.Problem, s.DueAt })
                : new
                {
                    clientKey = site.ClientKey,
                    installation = site.Installation,
                    sequence,
                    findings = sent.Select(s => s.Finding.Value).ToArray(),
                    digests = sent.Select(s => s.Digest).ToArray(),
                    issues = sent.Select(s => s.Issues).ToArray(),
                    unknownIssues = sent.Select(s => s.UnknownIssues).ToArray(),
                    problems = sent.Select(s => s.Problem).ToArray(),
                    dues = sent.Select(s => s.DueAt?.UtcDateTime).ToArray(),
                },
            ct);
        await work.CommitAsync(ct);
    }

    /// <summary>One finding of each of the last calls that the site took, with the number under which it was sent.</summary>
    public Task<IReadOnlyList<SampledSubmission>> SampleAsync(ProviderSite site, int limit, CancellationToken ct) =>
        database.QueryAsync<SampledSubmission>(SampleSql, new { clientKey = site.ClientKey, installation = site.Installation, limit }, ct);

    /// <summary>What was sent under a number is not there: it is sent again, or, when that was done often enough, is a problem of each of them.</summary>
    public Task MissedAsync(ProviderSite site, long sequence, int most, string problem, DateTimeOffset due, CancellationToken ct) =>
        database.ExecuteAsync(MissedSql, new { clientKey = site.ClientKey, installation = site.Installation, sequence, most, problem, due }, ct);

    public Task ShownAsync(ProviderSite site, long sequence, CancellationToken ct) =>
        database.ExecuteAsync(ShownSql, new { clientKey = site.ClientKey, installation = site.Installation, sequence }, ct);

    /// <summary>The site has a finding by a number that is not known here: all is sent again, under higher ones.</summary>
    /// <returns><see langword="false"/>: it was sent again meanwhile, so that nothing is changed.</returns>
    public async Task<bool> ContinueFromAsync(ProviderSite site, SampledSubmission sample, long number, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var isLost = await work.ExecuteAsync(
            OvertakenSql, new { clientKey = site.ClientKey, installation = site.Installation, finding = sample.FindingId, sequence = sample.Sequence, number }, ct) == 1;
        if (isLost)
            await ProviderSiteStore.AnewAsync(work, site.ClientKey, ct);
        await work.CommitAsync(ct);
        return isLost;
    }

    /// <summary>What was accepted is known to be there, or not.</summary>
    public Task VerifiedAsync(ProviderSite site, CancellationToken ct) => database.ExecuteAsync(VerifiedSql, new { clientKey = site.ClientKey, installation = site.Installation }, ct);

    /// <summary>The site deleted a finding, and it is not known any more. Nothing happens when a call with it was begun since.</summary>
    /// <param name="sequence">Of the call with it that was known when the deletion began.</param>
    /// <param name="again">When it is deleted once more, where that call has no answer yet: one that is under way still would bring it back.</param>
    public async Task DeleteAsync(ProviderSite site, FindingId finding, long sequence, DateTimeOffset again, CancellationToken ct)
    {
        if (await database.ExecuteAsync(DeleteSql, new { clientKey = site.ClientKey, finding, sequence }, ct) == 0)
            await database.ExecuteAsync(DeletedSql, new { clientKey = site.ClientKey, installation = site.Installation, finding, sequence, again }, ct);
    }

    /// <summary>The site refused to delete a finding, which stays known there. Nothing happens when a call with it was begun since.</summary>
    /// <param name="due">When it is tried again.</param>
    public Task NotDeletedAsync(ProviderSite site, FindingId finding, long sequence, string digest, string problem, DateTimeOffset due, CancellationToken ct) =>
        database.ExecuteAsync(NotDeletedSql, new { clientKey = site.ClientKey, installation = site.Installation, finding, sequence, digest, problem, due }, ct);

    /// <summary>Notes what came of a look, unless another server submits to the site by now.</summary>
    /// <param name="compared">How all was submitted; <see langword="null"/>: not all is.</param>
    public Task SettleAsync(ProviderSite site, string? compared, string? problem, DateTimeOffset? due, CancellationToken ct) => database.ExecuteAsync(
        SettleSql,
        new { clientKey = site.ClientKey, installation = site.Installation, owner = site.Owner, asked = site.Asked, compared, problem, due, isFilled = compared is null ? 0 : 1 }, ct);

    public async Task PutContainersAsync(IEnumerable<string?> assets, DateTimeOffset now, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(
            ContainerSql,
            assets.Select(a => new { Id = Providing.Containers.IdOf(a), Asset = a ?? "", Search = Providing.Containers.NameOf(a).ToLowerInvariant(), Now = now }).ToList(), ct);
        await work.CommitAsync(ct);
    }

    /// <summary>What people unlinked on the site, which Fairlead does not associate again.</summary>
    public async Task<ILookup<FindingId, string>> PartedAsync(ProviderSite site, CancellationToken ct) =>
        (await database.QueryAsync<SiteLink>(PartedSql, new { clientKey = site.ClientKey }, ct)).ToLookup(l => l.FindingId, l => l.IssueId);

    /// <summary>Where people unlinked an issue from findings, on any site that has an issue of this id.</summary>
    /// <param name="ids">At most 1,000.</param>
    public Task<IReadOnlyList<SiteLink>> PartedAsync(IReadOnlyCollection<FindingId> ids, string issueId, CancellationToken ct) =>
        database.QueryAsync<SiteLink>(PartedOfIssueSql, new { ids = StoredIds.Of(database.Engine, ids), issueId }, ct);

    public Task<IReadOnlyList<SiteLink>> DueLinksAsync(DateTimeOffset now, int limit, CancellationToken ct) => database.QueryAsync<SiteLink>(DueLinksSql, new { now, limit }, ct);

    /// <summary>What people did and waits for something that changed is due.</summary>
    /// <param name="all">Whatever it waits for; else only what waits for a ticket, or for an issue that became a ticket's.</param>
    public Task WakeLinksAsync(bool all, DateTimeOffset now, CancellationToken ct) => database.ExecuteAsync(all ? WakeAllLinksSql : WakeLinksSql, new { now }, ct);

    /// <param name="due">When it is tried again; <see langword="null"/>: not before the person does something.</param>
    /// <param name="heldBy">The ticket that stands in the way; <see langword="null"/>: none.</param>
    public Task SetLinkAsync(SiteLink link, TicketId? ticket, string? problem, DateTimeOffset? due, int tries, TicketId? heldBy, DateTimeOffset now, CancellationToken ct) => database.ExecuteAsync(
        SetLinkSql, new { clientKey = link.ClientKey, finding = link.FindingId, issueId = link.IssueId, wanted = link.Wanted ? 1 : 0, ticket, problem, due, tries, heldBy, now }, ct);
}
