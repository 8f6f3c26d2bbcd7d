using Fairlead.Platform.Findings;
using Fairlead.Platform.Findings.Importing;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Findings;

public class ExpectedOccurrencesTests
{
    private const int Batch = 256;
    private const int Known = 20_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_in_the_order_of_the_last_one_needs_no_lookup()
    {
        var (lookedUp, readOn) = await ReadAsync(Enumerable.Range(0, Known));

        Assert.Equal((0, Known), (lookedUp, readOn));
    }

    [Fact]
    public async Task New_entries_in_between_are_all_that_is_looked_up()
    {
        var (lookedUp, readOn) = await ReadAsync(Enumerable.Range(0, Known).SelectMany(n => n % 10 == 0 ? [n, Known + n] : new[] { n }));

        Assert.Equal((Known / 10, Known), (lookedUp, readOn));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3_000)]
    [InlineData(9_000)]
    public async Task What_is_left_out_costs_little(int gap)
    {
        var (lookedUp, _) = await ReadAsync(Enumerable.Range(0, Known).Where(n => n is < 4_000 || n >= 4_000 + gap));

        Assert.InRange(lookedUp, 0, 4 * Batch);
    }

    [Fact]
    public async Task Parts_that_come_in_another_order_are_found_again()
    {
        var parts = Enumerable.Range(0, Known).Chunk(4_000).Reverse().SelectMany(part => part);

        var (lookedUp, _) = await ReadAsync(parts);

        Assert.InRange(lookedUp, 1, Known / 5);
    }

    [Fact]
    public async Task Many_new_entries_do_not_make_it_run_ahead()
    {
        var (lookedUp, readOn) = await ReadAsync([.. Enumerable.Range(0, 5_000), .. Enumerable.Range(Known, 8_000), .. Enumerable.Range(5_000, Known - 5_000)]);

        Assert.InRange(lookedUp, 8_000, 9_000);
        Assert.InRange(readOn, Known, Known + 8_192);
    }

    [Fact]
    public async Task No_order_at_all_makes_it_give_up()
    {
        // 7,919 is prime to 20,000: every number once, none behind its neighbour.
        var (lookedUp, readOn) = await ReadAsync(Enumerable.Range(0, Known).Select(n => (int)(n * 7_919L % Known)));

        Assert.InRange(lookedUp, Known * 8 / 10, Known);
        Assert.InRange(readOn, 0, 2 * Known);
    }

    /// <summary>Takes a report in as an import does, and checks that every known entry was found with its own occurrence.</summary>
    private static async Task<(int LookedUp, int ReadOn)> ReadAsync(IEnumerable<int> report)
    {
        var rows = new CountingRows();
        var expected = new ExpectedOccurrences(rows, scopeNo: 1);
        var known = new Dictionary<Fingerprint, KnownOccurrence>();
        foreach (var batch in report.Chunk(Batch))
        {
            known.Clear();
            var wanted = batch.Select(Name).ToList();
            var missing = await expected.MeetAsync(wanted, known, Ct);
            await rows.LookUpAsync(1, missing, known, Ct);
            Assert.All(batch, n => Assert.Equal(n < Known ? n + 1 : 0, known.GetValueOrDefault(Name(n)).FindingNo));
            expected.Learn(wanted.Count, missing.Count, batch.Any(n => n < Known) ? known[Name(batch.Last(n => n < Known))] : null);
        }

        return (rows.LookedUp, rows.ReadOn);
    }

    private static Fingerprint Name(int n) => new((UInt128)(n + 1) * 0x9E37_79B9_7F4A_7C15);

    private static KnownOccurrence Occurrence(int n) => new(n + 1, n, OccurrenceState.Reported, 1, 0, n);

    private sealed class CountingRows : IImportRows
    {
        private readonly Dictionary<Fingerprint, int> _known = Enumerable.Range(0, Known).ToDictionary(Name);

        public int LookedUp { get; private set; }

        public int ReadOn { get; private set; }

        public Task LookUpAsync(
            long scopeNo, IReadOnlyList<Fingerprint> fingerprints, Dictionary<Fingerprint, KnownOccurrence> known, CancellationToken ct)
        {
            LookedUp += fingerprints.Count;
            foreach (var fingerprint in fingerprints)
            {
                if (_known.TryGetValue(fingerprint, out var n))
                    known[fingerprint] = Occurrence(n);
            }

            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<PlacedOccurrence>> ReadOnAsync(long scopeNo, long afterFindingNo, int limit, CancellationToken ct)
        {
            var count = (int)Math.Min(limit, Known - afterFindingNo);
            ReadOn += count;
            return Task.FromResult<IReadOnlyList<PlacedOccurrence>>(
                [.. Enumerable.Range((int)afterFindingNo, count).Select(n => new PlacedOccurrence(Name(n), Occurrence(n)))]);
        }

        public Task<Dictionary<Fingerprint, KnownFinding>> LookUpFindingsAsync(IReadOnlyList<Fingerprint> fingerprints, CancellationToken ct) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<LiveOccurrence> ScanAsync(long scopeNo, CancellationToken ct) => throw new NotSupportedException();

        public Task InsertAsync(UnitOfWork work, long importNo, IReadOnlyList<NewRow> rows, RowBuffer findings, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task StageAsync(UnitOfWork work, long importNo, long firstSeq, IReadOnlyList<StagedChange> rows, CancellationToken ct) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
