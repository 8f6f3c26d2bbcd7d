using System.Globalization;
using System.Text.Json;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Bench.Tickets;

/// <summary>
/// Counts what looks at changed issues ask a sandbox, among many tickets. One is made by a run; the others are copies of it, each with an issue of
/// its own, because what is counted depends on how many there are and not on how they came to be.
/// </summary>
internal static class LooksBench
{
    private const int Batch = 5_000;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Issues that changed before each look.</summary>
    private static readonly int[] Looks = [0, 1, 1_000, 1_001, 2_500, 5_000];

    private static readonly LaterClock Clock = new();

    private static CancellationToken Ct => CancellationToken.None;

    public static async Task<int> RunAsync(string[] args)
    {
        var edition = args[0] == "datacenter" ? SandboxEdition.DataCenter : SandboxEdition.Cloud;
        var count = int.Parse(args[1], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("fairlead-bench-");
        try
        {
            var file = Path.Combine(folder.FullName, "bench.db");
            await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition, TimeProvider = Clock }, Ct);
            using var jira = new JiraCallsBench.SandboxJira(sandbox, Clock);
            await using var database = await Database.OpenAsync(DatabaseOptions.Sqlite(file), Ct);
            await database.MigrateAsync(typeof(TicketSync).Assembly, Clock, Ct);
            await using var services = await JiraCallsBench.BuildAsync(database, jira, folder, Clock);
            await JiraCallsBench.ImportAsync(services.GetRequiredService<FindingImports>(), 1);
            var configuration = await JiraCallsBench.ConfigureAsync(database, jira);
            var sync = services.GetRequiredService<TicketSync>();
            await sync.RunAsync(configuration.Id, null, Ct);
            await PlantAsync(file, sandbox, count - 1);
            return await MeasureAsync(sync, sandbox, configuration.Connection, count) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> MeasureAsync(TicketSync sync, SandboxServer sandbox, ConnectionId connection, int count)
    {
        var first = await sync.PollAsync(connection, Ct);
        var areCheap = first.IsComplete && first.Issues == count;
        foreach (var changed in Looks.Where(n => n <= count))
        {
            // Beyond what the look before overlaps with.
            for (var i = 0; i < 2; i++)
            {
                Clock.Advance(TimeSpan.FromMinutes(10));
                await sync.PollAsync(connection, Ct);
            }

            Clock.Advance(TimeSpan.FromMinutes(10));
            foreach (var issue in sandbox.State.Issues.Take(changed).ToList())
                sandbox.State.Transition(issue.Key, issue.Status == "To Do" ? "In Progress" : "To Do");
            sandbox.Requests.Clear();
            var look = await sync.PollAsync(connection, Ct);
            Console.WriteLine($"{sandbox.Options.Edition,-10} {count,7} tickets  {changed,5} changed  {look.JiraCalls,3} calls");
            areCheap &= look.IsComplete && (look.Issues, look.Changed, look.JiraCalls) == (changed, changed, sandbox.Requests.Count)
                && look.JiraCalls <= (changed / 1000.0) + 2;
        }

        if (!areCheap)
            Console.Error.WriteLine("A look cost more than a call for each thousand and two, or did not find all.");
        return areCheap;
    }

    private static async Task PlantAsync(string file, SandboxServer sandbox, int count)
    {
        var first = sandbox.State.Issues.Single();
        await using var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync(Ct);
        string[] own = ["id", "group_key", "marker", "issue_id", "issue_key", "issue_created_at"];
        var columns = new List<string>();
        await using (var asked = connection.CreateCommand())
        {
            asked.CommandText = "SELECT name FROM pragma_table_info('tickets')";
            await using var rows = await asked.ExecuteReaderAsync(Ct);
            while (await rows.ReadAsync(Ct))
                columns.Add(rows.GetString(0));
        }

        await using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO tickets ({string.Join(", ", columns)}) SELECT "
            + string.Join(", ", columns.Select(c => Array.IndexOf(own, c) is >= 0 and var at ? $"j.value ->> {at}" : $"t.{c}"))
            + " FROM tickets t, json_each(@rows) j WHERE t.issue_id = @first";
        command.Parameters.AddWithValue("@first", $"{first.Id}");
        var planted = command.Parameters.AddWithValue("@rows", "");
        foreach (var numbers in Enumerable.Range(1, count).Chunk(Batch))
        {
            planted.Value = JsonSerializer.Serialize(numbers.Select(n => RowOf(sandbox, first.IssueType, n)));
            await command.ExecuteNonQueryAsync(Ct);
        }
    }

    private static object[] RowOf(SandboxServer sandbox, string type, int number)
    {
        var marker = "fl-" + new string([.. Enumerable.Range(0, 26).Select(place => place < 4 ? Alphabet[(number >> (5 * place)) % Alphabet.Length] : 'a')]);
        var issue = sandbox.State.Create("SEC", type, $"Weakness {number}", ["fairlead", marker]);
        return [Guid.CreateVersion7(), $"planted-{number}", marker, $"{issue.Id}", issue.Key, (issue.CreatedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond];
    }

    /// <summary>This machine's, from time to time put forward.</summary>
    private sealed class LaterClock : TimeProvider
    {
        private TimeSpan _later;

        public void Advance(TimeSpan by) => _later += by;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _later;
    }
}
