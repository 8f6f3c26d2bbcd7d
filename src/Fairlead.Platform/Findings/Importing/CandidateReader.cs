using System.Threading.Channels;
using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>Some entries of a report, in its order.</summary>
internal sealed record CandidateBatch(IReadOnlyList<Candidate> Candidates, IReadOnlyList<ReportProblem> Problems);

/// <summary>
/// Reads a report on a thread of its own and hands out batches that are hashed already, so that one core reads while the
/// other compares and writes. At most a few batches exist at a time.
/// </summary>
internal sealed class CandidateReader(IAsyncEnumerable<ReportItem> report, ReportScopes scopes)
{
    private const int MaxBatch = 1024;
    private const int MaxBatchSize = 4 << 20;
    private const int MaxWaitingBatches = 2;

    private readonly FindingHasher _hasher = new();
    private readonly Channel<CandidateBatch> _batches = Channel.CreateBounded<CandidateBatch>(
        new BoundedChannelOptions(MaxWaitingBatches) { SingleReader = true, SingleWriter = true });

    /// <summary>Ends with the report's own exception if it cannot be read further.</summary>
    public IAsyncEnumerable<CandidateBatch> ReadAllAsync(CancellationToken ct) => _batches.Reader.ReadAllAsync(ct);

    public Task RunAsync(CancellationToken ct) => Task.Run(() => FillAsync(ct), CancellationToken.None);

    private async Task FillAsync(CancellationToken ct)
    {
        try
        {
            var candidates = new List<Candidate>(MaxBatch);
            var problems = new List<ReportProblem>();
            var size = 0;
            await foreach (var item in report.WithCancellation(ct))
            {
                if (item is ReportFinding finding)
                {
                    var candidate = Prepare(finding);
                    candidates.Add(candidate);
                    size += candidate.Size;
                }
                else if (item is ReportProblem problem)
                {
                    problems.Add(problem);
                }

                if (candidates.Count + problems.Count < MaxBatch && size < MaxBatchSize)
                    continue;
                await _batches.Writer.WriteAsync(new CandidateBatch(candidates, problems), ct);
                (candidates, problems, size) = (new List<Candidate>(MaxBatch), [], 0);
            }

            if (candidates.Count + problems.Count > 0)
                await _batches.Writer.WriteAsync(new CandidateBatch(candidates, problems), ct);
            _batches.Writer.Complete();
        }
        catch (Exception e)
        {
            // Whoever reads the batches gets it, whatever it is.
            _batches.Writer.TryComplete(e);
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
