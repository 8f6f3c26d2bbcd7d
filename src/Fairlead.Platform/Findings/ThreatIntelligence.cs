using System.Security.Cryptography;
using Fairlead.Platform.Findings.Importing;
using Fairlead.Platform.Findings.Intelligence;
using Fairlead.Platform.Findings.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Findings;

/// <summary>Takes in what others know about vulnerabilities, from files that a person gives; nothing is fetched.</summary>
internal sealed class ThreatIntelligence(Database database, EventLog events, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Of a hash, for people.</summary>
    private const int ShownDigits = 12;

    private readonly IntelligenceStore _store = new(database);
    private volatile Known _known = new([], ThreatMap.Empty);

    /// <summary>The files in force, at most one of each kind.</summary>
    public Task<IReadOnlyList<IntelligenceSource>> SourcesAsync(CancellationToken ct) => _store.SourcesAsync(ct);

    /// <summary>Replaces all of the file's kind, or nothing. Safe to repeat. Whoever reads findings is told that they changed.</summary>
    /// <param name="file">CSV of EPSS or of exploit maturity, or JSON of KEV; also packed with gzip.</param>
    public async Task<IntelligenceOutcome> ImportAsync(Stream file, Actor by, CancellationToken ct)
    {
        try
        {
            var content = await FileContent.ReadAsync(file, ct);
            return await PutAsync(IntelligenceFile.Read(content), Convert.ToHexStringLower(SHA256.HashData(content.Span)), by, ct);
        }
        catch (IntelligenceFileException e)
        {
            return new IntelligenceOutcome.Refused(e.Message, e.Line);
        }
    }

    /// <summary>What is known now; kept in memory until a file replaces it, here or in another process.</summary>
    internal async Task<ThreatMap> CurrentAsync(CancellationToken ct)
    {
        var sources = await _store.SourcesAsync(ct);
        var known = _known;
        if (!sources.SequenceEqual(known.Sources))
            _known = known = new(sources, await _store.MapAsync(ct));
        return known.Map;
    }

    private async Task<IntelligenceOutcome> PutAsync(IntelligenceFile file, string sha256, Actor by, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToStoredResolution();
        if (file.DatedAt > now.AddDays(1))
            throw new IntelligenceFileException($"The file is of {file.DatedAt:yyyy-MM-dd}, which is yet to come.");
        var (kind, entries) = file switch
        {
            IntelligenceFile.Epss epss => (IntelligenceKind.Epss, epss.Scores.Count),
            IntelligenceFile.Kev kev => (IntelligenceKind.Kev, kev.Entries.Count),
            IntelligenceFile.Maturity list => (IntelligenceKind.ExploitMaturity, list.Entries.Count),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        await using var work = await database.BeginAsync(ct);
        var inForce = (await IntelligenceStore.SourcesAsync(work, ct)).FirstOrDefault(s => s.Kind == kind);
        if (inForce?.Sha256 == sha256)
            return new IntelligenceOutcome.Taken(inForce, IsChanged: false);
        if (inForce is not null && file.DatedAt is { } datedAt && datedAt < inForce.DatedAt)
            return new IntelligenceOutcome.Outdated(datedAt, inForce);
        var source = new IntelligenceSource(
            kind, file.Version ?? sha256[..ShownDigits], (file.DatedAt ?? now).ToStoredResolution(), entries, sha256, now, by.Name, (inForce?.Revision ?? 0) + 1);
        await IntelligenceStore.PutSourceAsync(work, source, ct);
        await IntelligenceStore.ReplaceAsync(work, file, ct);
        await events.AppendAsync(work, ImportPublisher.EventKind, "threat-intelligence", ct);
        await activity.AppendAsync(
            work, by, "intelligence.imported", null, $"{source.Name} of {source.DatedAt:yyyy-MM-dd} ({source.Version}): {entries:N0} entries", ct);
        await work.CommitAsync(ct);
        return new IntelligenceOutcome.Taken(source, IsChanged: true);
    }

    private sealed record Known(IReadOnlyList<IntelligenceSource> Sources, ThreatMap Map);
}
