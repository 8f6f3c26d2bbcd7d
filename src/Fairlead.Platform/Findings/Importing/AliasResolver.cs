using Fairlead.Platform.Findings.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// Keeps findings themselves when an identity rule changes: a new fingerprint whose finding was known under a former one
/// becomes another name of it. Several new ones may name one finding, and then are repetitions of it; and where one new
/// one stands for several old findings, all of them count as seen. So a new rule opens and closes nothing.
/// </summary>
internal sealed class AliasResolver(ImportStore store, IImportRows rows)
{
    private readonly Dictionary<Fingerprint, Fingerprint> _names = [];
    private readonly List<(Fingerprint Alias, Fingerprint Finding)> _unwritten = [];
    private bool? _anyStored;

    public int Unwritten => _unwritten.Count;

    /// <summary>Whether <see cref="ResolveAsync"/> will ask for more than what is known already.</summary>
    public bool MayName(IReadOnlyList<Candidate> candidates) =>
        _anyStored != false || candidates.Any(c => c.FormerFingerprints.Count > 0);

    /// <summary>The fingerprint under which the finding is stored.</summary>
    public Fingerprint Of(Candidate candidate) => _names.GetValueOrDefault(candidate.Fingerprint, candidate.Fingerprint);

    public async Task ResolveAsync(
        ScopeRun scope, IReadOnlyList<Candidate> candidates, Dictionary<Fingerprint, KnownOccurrence> known, CancellationToken ct)
    {
        _names.Clear();
        foreach (var (alias, finding) in _unwritten)
            _names[alias] = finding;
        _anyStored ??= await store.AnyAliasAsync(ct);
        var hasFormer = candidates.Any(c => c.FormerFingerprints.Count > 0);
        if (_anyStored == false && !hasFormer)
            return;

        var missing = candidates.Where(c => !known.ContainsKey(c.Fingerprint) && !scope.Pending.ContainsKey(c.Fingerprint)).ToList();
        if (_anyStored == true)
        {
            foreach (var (alias, finding) in await store.AliasesAsync([.. missing.Select(c => c.Fingerprint).Distinct()], ct))
                _names[alias] = finding;
        }

        if (hasFormer)
            await AdoptAsync([.. missing.Where(c => c.FormerFingerprints.Count > 0)], ct);
        var named = candidates.Where(c => _names.ContainsKey(c.Fingerprint)).ToList();
        if (named.Count == 0)
            return;
        await rows.LookUpAsync(
            scope.Row.No, [.. named.SelectMany(c => c.FormerFingerprints.Append(_names[c.Fingerprint])).Distinct()], known, ct);
        foreach (var former in named.SelectMany(c => c.FormerFingerprints.Where(f => f != _names[c.Fingerprint])))
            CountAsSeen(scope, former, known);
    }

    public async Task WriteAsync(UnitOfWork work, CancellationToken ct)
    {
        if (_unwritten.Count == 0)
            return;
        await ImportStore.AddAliasesAsync(work, _unwritten, ct);
        _unwritten.Clear();
        _anyStored = true;
    }

    private async Task AdoptAsync(List<Candidate> candidates, CancellationToken ct)
    {
        var unnamed = candidates.Where(c => !_names.ContainsKey(c.Fingerprint)).ToList();
        if (unnamed.Count == 0)
            return;
        var former = await rows.LookUpFindingsAsync(
            [.. unnamed.SelectMany(c => c.FormerFingerprints.Append(c.Fingerprint)).Distinct()], ct);
        foreach (var candidate in unnamed)
        {
            // Known under its new name, from another scope.
            if (former.ContainsKey(candidate.Fingerprint) || _names.ContainsKey(candidate.Fingerprint))
                continue;
            foreach (var fingerprint in candidate.FormerFingerprints)
            {
                if (!former.ContainsKey(fingerprint))
                    continue;
                _names[candidate.Fingerprint] = fingerprint;
                _unwritten.Add((candidate.Fingerprint, fingerprint));
                break;
            }
        }
    }

    private static void CountAsSeen(ScopeRun scope, Fingerprint former, Dictionary<Fingerprint, KnownOccurrence> known)
    {
        if (!known.TryGetValue(former, out var occurrence) || !scope.Tally.Add(occurrence.Ordinal))
            return;
        if (occurrence.State != OccurrenceState.Gone)
        {
            scope.LiveSeen++;
            scope.LiveItems++;
        }
    }
}
