using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>Random histories of reports, compared with a model that is as simple as the rules are told.</summary>
public abstract class LifecycleModelContract(TestDatabase databases)
{
    private const int Histories = 12;
    private const int ReportsEach = 10;
    private const int Weaknesses = 40;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_history_ends_as_the_rules_say()
    {
        var room = await FindingsRoom.OpenAsync(databases, Ct);
        for (var seed = 0; seed < Histories; seed++)
            await FollowAsync(room, seed);
    }

    private static async Task FollowAsync(FindingsRoom room, int seed)
    {
        var random = new Random(seed);
        var model = new Model();
        for (var step = 0; step < ReportsEach; step++)
        {
            var share = random.Next(0, 5) == 0 ? 0 : random.NextDouble();
            var entries = Enumerable.Range(0, Weaknesses).Where(_ => random.NextDouble() < share)
                .Select(i => Entry.Number(i) with { Severity = random.Next(0, 8) == 0 ? "Low" : "High" })
                .OrderBy(_ => random.Next()).ToList();
            // Some findings of a report are listed twice.
            entries.AddRange(entries.Where(_ => random.Next(0, 6) == 0).ToList());
            var isComplete = random.Next(0, 4) > 0;
            var report = new Report(entries) { Asset = $"asset-{seed}", IsComplete = isComplete };

            var import = await room.ImportAsync(report, Ct);
            var held = model.Take([.. entries.Select(e => e.Id).Distinct()], isComplete);
            Assert.Equal(held, import.Counts.Held);
            if (held > 0 && random.Next(0, 2) == 0)
            {
                var confirmed = Assert.IsType<ConfirmOutcome.Confirmed>(await room.Imports.ConfirmClosesAsync(import.Id, Actor.System, Ct));
                Assert.Equal(held, confirmed.Closed);
                model.Confirm();
            }

            var stored = (await room.AllAsync(Ct, new FindingFilter { Assets = [report.Asset] })).ToDictionary(f => f.Title, f => f.Status);
            Assert.Equal(model.Statuses.OrderBy(s => s.Key), stored.OrderBy(s => s.Key));
        }
    }

    private sealed class Model
    {
        private readonly Dictionary<string, int> _misses = [];
        private readonly HashSet<string> _fixed = [];

        public Dictionary<string, FindingStatus> Statuses => _misses.ToDictionary(
            m => m.Key,
            m => _fixed.Contains(m.Key) ? FindingStatus.Fixed : m.Value > 0 ? FindingStatus.WaitingForVerification : FindingStatus.Active);

        public int Take(HashSet<string> seen, bool isComplete)
        {
            var open = _misses.Keys.Count(k => !_fixed.Contains(k));
            var closing = _misses.Where(m => !seen.Contains(m.Key) && !_fixed.Contains(m.Key) && m.Value + 1 >= 2).Select(m => m.Key).ToList();
            foreach (var id in seen)
            {
                _misses[id] = 0;
                _fixed.Remove(id);
            }

            if (!isComplete)
                return 0;
            foreach (var id in _misses.Keys.Where(k => !seen.Contains(k) && !_fixed.Contains(k)).ToList())
                _misses[id]++;
            var isHeld = closing.Count > 0 && (seen.Count == 0 || closing.Count > Math.Max(10, 0.3 * open));
            if (!isHeld)
                _fixed.UnionWith(closing);
            return isHeld ? closing.Count : 0;
        }

        public void Confirm() => _fixed.UnionWith(_misses.Where(m => m.Value >= 2).Select(m => m.Key));
    }

    public class OnSqlite(SqliteTestDatabase databases) : LifecycleModelContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : LifecycleModelContract(databases), IClassFixture<PostgresTestDatabase>;
}
