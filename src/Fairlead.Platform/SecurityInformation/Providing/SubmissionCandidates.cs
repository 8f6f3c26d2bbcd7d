using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.SecurityInformation.Storage;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>What one turn at a site submits, and how far it has read when that is done.</summary>
internal sealed class SubmissionWork(long seenNo, long? wholeNo)
{
    private readonly HashSet<FindingId> _known = [];
    private readonly List<FindingId> _changed = [];

    /// <summary>To be sent, each once.</summary>
    public IReadOnlyList<FindingId> Changed => _changed;

    /// <summary>Numbers of notes that were read.</summary>
    public List<long> Noted { get; } = [];

    /// <inheritdoc cref="ProviderSite.SeenNo"/>
    public long SeenNo { get; set; } = seenNo;

    /// <inheritdoc cref="ProviderSite.WholeNo"/>
    public long? WholeNo { get; set; } = wholeNo;

    /// <summary>How many findings were compared with what the site has.</summary>
    public int Looked { get; set; }

    /// <summary>Not all was read.</summary>
    public bool HasMore { get; set; }

    public void Send(FindingId id)
    {
        if (_known.Add(id))
            _changed.Add(id);
    }
}

/// <summary>
/// Reads which findings a turn at a site submits: those that are owed whether they change or not, those that changed since they were looked at, and new ones; or, where
/// all are to be compared, all, one turn after the other. Holds a page of findings, and of as many as a turn submits the ids.
/// </summary>
internal sealed class SubmissionCandidates(ChangeStore changes, SubmissionStore store, SubmissionSender sender, FindingCatalog findings)
{
    /// <summary>Findings that a turn sends, beyond which it reads no further page.</summary>
    public const int MaxSent = 10 * SecurityInformationResource.MaxVulnerabilities;

    private const int PageSize = 1_000;

    /// <summary>Findings that a turn compares.</summary>
    private const int MaxLooked = 100 * PageSize;

    /// <param name="settings">How it is submitted.</param>
    /// <returns><see langword="null"/>: another server submits to the site.</returns>
    public async Task<SubmissionWork?> ReadAsync(SitePass pass, string settings, CancellationToken ct)
    {
        var work = new SubmissionWork(pass.Site.SeenNo, pass.Site.WholeNo);
        if (pass.Site.IsWholeDue(settings, pass.Now))
        {
            if (!await changes.BeginWholeAsync(pass.Site, settings, pass.Now, ct))
                return null;
            work.WholeNo = 0;
        }

        work.HasMore = !await ReadOwedAsync(pass, work, ct) | !await ReadNotedAsync(pass, work, ct) | !await ReadNumberedAsync(pass, work, ct);
        return work;
    }

    private static bool IsFull(SubmissionWork work) => work.Changed.Count >= MaxSent || work.Looked >= MaxLooked;

    /// <returns><see langword="false"/>: there is more.</returns>
    private async Task<bool> ReadOwedAsync(SitePass pass, SubmissionWork work, CancellationToken ct)
    {
        var after = ChangeStore.Before;
        while (!IsFull(work))
        {
            var ids = await changes.OwedAsync(pass.Site, after, pass.Now, PageSize, ct);
            await PlanAsync(pass, work, ids, ct);
            if (ids.Count < PageSize)
                return true;
            after = ids[^1];
        }

        return false;
    }

    /// <returns><see langword="false"/>: there is more.</returns>
    private async Task<bool> ReadNotedAsync(SitePass pass, SubmissionWork work, CancellationToken ct)
    {
        var after = 0L;
        while (!IsFull(work))
        {
            var noted = await changes.PageAsync(pass.Site, after, PageSize, ct);
            await PlanAsync(pass, work, [.. noted.Select(n => n.FindingId).Distinct()], ct);
            work.Noted.AddRange(noted.Select(n => n.No));
            if (noted.Count < PageSize)
                return true;
            after = noted[^1].No;
        }

        return false;
    }

    /// <summary>Those that are new, or all.</summary>
    /// <returns><see langword="false"/>: there is more.</returns>
    private async Task<bool> ReadNumberedAsync(SitePass pass, SubmissionWork work, CancellationToken ct)
    {
        var (end, no, isDone) = (await changes.EndAsync(ct), work.WholeNo ?? work.SeenNo, false);
        while (!isDone && !IsFull(work))
        {
            var page = await findings.SearchAsync(FindingFilter.Everything, FindingOrder.OldestFirst, new SearchPosition(0, no).ToText(FindingOrder.OldestFirst), PageSize, ct);
            List<FindingSummary> some = [.. page.Items.TakeWhile(f => f.No < end)];
            await PlanAsync(pass, work, some, ct);
            no = some is [.., var last] ? last.No : no;
            isDone = page.Next is null || some.Count < page.Items.Count;
        }

        if (isDone || work.WholeNo is null)
            work.SeenNo = no;
        if (work.WholeNo is not null)
            work.WholeNo = isDone ? null : no;
        return isDone;
    }

    private async Task PlanAsync(SitePass pass, SubmissionWork work, IReadOnlyList<FindingId> ids, CancellationToken ct)
    {
        if (ids.Count > 0)
            await PlanAsync(pass, work, (await findings.SearchAsync(new FindingFilter { Ids = ids }, FindingOrder.OldestFirst, null, ids.Count, ct)).Items, ct);
    }

    private async Task PlanAsync(SitePass pass, SubmissionWork work, IReadOnlyList<FindingSummary> some, CancellationToken ct)
    {
        if (some.Count == 0)
            return;
        var known = (await store.KnownAsync(pass.Site, [.. some.Select(f => f.Id)], ct)).ToDictionary(k => k.FindingId);
        var planned = await sender.PlanAsync(pass, some, known, ct);
        foreach (var one in planned.Where(p => p.Step == SubmissionStep.Submit))
            work.Send(one.Finding.Id);
        // Noted at once, so that what is read next need not wait until they are deleted.
        List<FindingId> withdrawn = [.. planned.Where(p => p.Step == SubmissionStep.Delete).Select(p => p.Finding.Id)];
        if (withdrawn.Count > 0)
            await changes.WithdrawAsync(pass.Site, withdrawn, ct);
        work.Looked += some.Count;
    }
}
