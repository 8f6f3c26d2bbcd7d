using System.Threading.Channels;
using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>Some entries of a report, in its order.</summary>
internal sealed record CandidateBatch(IReadOnlyList<Candidate> Candidates, IReadOnlyList<ReportProblem> Problems);

/// <summary>
/// Reads a report and hands out batches that are hashed already. Reading, hashing and whatever the caller does with a batch
/// are three stages, so that two cores are busy whichever of them is slow. At most a few batches exist at a time.
/// </summary>
internal sealed class CandidateReader(IAsyncEnumerable<ReportItem> report, ReportScopes scopes)
{
    private const int MaxBatch = 256;
    private const int MaxBatchCharacters = 4 << 20;
    private const int MaxWaitingBatches = 2;

    private readonly FindingHasher _hasher = new();
    private readonly Channel<List<ReportItem>> _read = Bounded<List<ReportItem>>();
    private readonly Channel<CandidateBatch> _prepared = Bounded<CandidateBatch>();

    /// <summary>Ends with the report's own exception if it cannot be read further.</summary>
    public IAsyncEnumerable<CandidateBatch> ReadAllAsync(CancellationToken ct) => _prepared.Reader.ReadAllAsync(ct);

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(
        Task.Run(() => ReadAsync(ct), CancellationToken.None),
        Task.Run(() => PrepareAsync(ct), CancellationToken.None));

    private static Channel<T> Bounded<T>() =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(MaxWaitingBatches) { SingleReader = true, SingleWriter = true });

    private async Task ReadAsync(CancellationToken ct)
    {
        try
        {
            var items = new List<ReportItem>(MaxBatch);
            var characters = 0;
            await foreach (var item in report.WithCancellation(ct))
            {
                items.Add(item);
                characters += item is ReportFinding finding ? Candidate.SizeOf(finding) : 0;
                if (items.Count < MaxBatch && characters < MaxBatchCharacters)
                    continue;
                await _read.Writer.WriteAsync(items, ct);
                (items, characters) = (new List<ReportItem>(MaxBatch), 0);
            }

            if (items.Count > 0)
                await _read.Writer.WriteAsync(items, ct);
            _read.Writer.Complete();
        }
        catch (Exception e)
        {
            // Whoever reads the batches gets it, whatever it is.
            _read.Writer.TryComplete(e);
        }
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var items in _read.Reader.ReadAllAsync(ct))
            {
                await _prepared.Writer.WriteAsync(
                    new CandidateBatch([.. items.OfType<ReportFinding>().Select(Prepare)], [.. items.OfType<ReportProblem>()]), ct);
            }

            _prepared.Writer.Complete();
        }
        catch (Exception e)
        {
            _prepared.Writer.TryComplete(e);
        }
    }

    private Candidate Prepare(ReportFinding finding)
    {
        var scope = scopes.Of(finding);
        var part = scopes.PartOf(finding);
        var shownAsset = scopes.ShownAsset(finding, scope);
        return new Candidate(
            scope,
            _hasher.Identify(scope, part, finding.IdentityKeys),
            _hasher.HashContent(finding, shownAsset),
            finding,
            shownAsset,
            finding.FormerIdentities.Count == 0
                ? []
                : [.. finding.FormerIdentities.Select(f => _hasher.Identify(scope, part, f.Keys))]);
    }
}
