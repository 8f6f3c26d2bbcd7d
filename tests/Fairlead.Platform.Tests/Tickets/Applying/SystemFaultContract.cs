using System.Diagnostics;
using System.Text.RegularExpressions;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>
/// FAULTS section D below the named steps: killed at any system call, out of memory, frozen. strace(1) must be here and may trace;
/// otherwise the tests fail, for they would prove nothing.
/// </summary>
public abstract partial class SystemFaultContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F060: the n-th send or receive of a thread, to Jira and to a database that is reached over the network.</summary>
    [Theory]
    [InlineData("sendto,sendmsg", 1)]
    [InlineData("sendto,sendmsg", 2)]
    [InlineData("sendto,sendmsg", 5)]
    [InlineData("recvfrom,recvmsg", 1)]
    [InlineData("recvfrom,recvmsg", 4)]
    public async Task A_kill_at_a_call_to_the_network_leaves_each_ticket_once(string calls, int at) => await KilledAtAsync(calls, at, _ => []);

    /// <summary>F063: with ever more memory, until it is enough; each time before, the process ended somewhere else.</summary>
    [Fact]
    public async Task Too_little_memory_leaves_each_ticket_once()
    {
        var location = await PreparedAsync();
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        var deaths = 0;
        for (var megabytes = 3; await DiesWithAsync(megabytes, location, sandbox); megabytes++)
            deaths++;

        Assert.InRange(deaths, 1, 30);
        await CreateCrashContract.FinishAsync(location, sandbox);
    }

    private static async Task<bool> DiesWithAsync(int megabytes, DatabaseOptions location, SandboxServer sandbox)
    {
        string[] limited = ["env", $"DOTNET_GCHeapHardLimit={megabytes << 20:X}"];
        using var child = CrashingSync.Start(CreateCrashContract.Creates, location, sandbox, null, limited);
        _ = child.StandardOutput.ReadToEndAsync(Ct);
        _ = child.StandardError.ReadToEndAsync(Ct);
        await child.EndOrKillAsync(Ct);
        return child.ExitCode != 0;
    }

    private async Task KilledAtAsync(string calls, int at, Func<DatabaseOptions, IEnumerable<string>> paths)
    {
        var location = await PreparedAsync();
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        string[] strace =
        [
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:signal=KILL:when={at}",
            .. paths(location).SelectMany(p => (string[])["-P", p]),
        ];
        using (var child = CrashingSync.Start(CreateCrashContract.Creates, location, sandbox, null, strace))
        {
            var (exitCode, output) = await CrashingSync.EndedAsync(child, Ct);
            // Threads count for themselves: whether a later call is reached is a matter of which thread does what.
            Assert.True(exitCode == CrashingSync.Killed || (at > 1 && exitCode == 0), $"{exitCode}: {output}");
        }

        await CreateCrashContract.FinishAsync(location, sandbox);
    }

    /// <summary>With its tables, so that what is killed is the work and not the setting up.</summary>
    private async Task<DatabaseOptions> PreparedAsync()
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var database = await Database.OpenAsync(location, Ct);
        await database.MigrateAsync(typeof(TicketSync).Assembly, TimeProvider.System, Ct);
        return location;
    }

    public partial class OnSqlite(SqliteTestDatabase db) : SystemFaultContract(db), IClassFixture<SqliteTestDatabase>
    {
        /// <summary>F060: calls that concern the database's files.</summary>
        [Theory]
        [InlineData("fsync,fdatasync", 1)]
        [InlineData("fsync,fdatasync", 2)]
        [InlineData("fsync,fdatasync", 4)]
        [InlineData("pwrite64", 1)]
        [InlineData("pwrite64", 7)]
        [InlineData("pwrite64", 40)]
        public Task A_kill_at_a_call_to_the_disk_leaves_each_ticket_once(string calls, int at) =>
            KilledAtAsync(calls, at, location => [location.Location, $"{location.Location}-wal", $"{location.Location}-shm"]);

        /// <summary>
        /// F062: before the first byte of a create leaves, the log that holds its intent was synced after the last write to it. What
        /// a disk does that says "synced" and lies is not ours to prove.
        /// </summary>
        [Fact]
        [Trait("Complaint", "U-02")]
        public async Task An_intent_is_synced_before_its_create_is_sent()
        {
            var location = await PreparedAsync();
            await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
            var trace = Path.GetTempFileName();
            string[] strace = ["strace", "-f", "-qq", "-y", "-s", "80", "-o", trace, "-e", "trace=pwrite64,fsync,fdatasync,sendto,sendmsg"];
            using (var child = CrashingSync.Start(CreateCrashContract.Creates, location, sandbox, null, strace))
                Assert.Equal((0, ""), (await CrashingSync.EndedAsync(child, Ct)) is { ExitCode: not 0 } failed ? failed : (0, ""));

            var creates = UnsyncedWritesAtCreates(await File.ReadAllLinesAsync(trace, Ct), $"<{location.Location}-wal>");
            File.Delete(trace);
            Assert.Equal(["synced", "synced"], creates);
        }

        /// <returns>For each create, how the log stood when it left.</returns>
        private static List<string> UnsyncedWritesAtCreates(IEnumerable<string> trace, string log)
        {
            var (unsynced, synced, creates) = (0, 0, new List<string>());
            // By thread: how many writes were there when its sync began.
            var syncing = new Dictionary<string, int>();
            foreach (var line in trace)
            {
                var thread = line.Split(' ', 2)[0];
                if (line.Contains("pwrite64(", StringComparison.Ordinal) && line.Contains(log, StringComparison.Ordinal))
                    unsynced++;
                if (Sync().IsMatch(line) && line.Contains(log, StringComparison.Ordinal))
                    syncing[thread] = unsynced;
                if (SyncEnded().IsMatch(line) && syncing.Remove(thread, out var written))
                    (unsynced, synced) = (unsynced - written, synced + 1);
                if (!Create().IsMatch(line))
                    continue;
                creates.Add(unsynced > 0 ? $"{unsynced} writes are not synced" : synced == 0 ? "nothing was synced" : "synced");
                synced = 0;
            }

            return creates;
        }

        [GeneratedRegex(@"\bf(data)?sync\(", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Sync();

        [GeneratedRegex(@"\bf(data)?sync(\(| resumed>).*\) += 0$", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex SyncEnded();

        [GeneratedRegex(@"""POST /rest/api/3/issue(/bulk)? HTTP", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Create();
    }

    public class OnPostgres(PostgresTestDatabase db) : SystemFaultContract(db), IClassFixture<PostgresTestDatabase>
    {
        /// <summary>F066: stopped with its creates prepared, for as long as another node needs to make them; then woken.</summary>
        [Fact]
        public async Task A_frozen_worker_whose_work_another_did_sends_nothing_when_it_wakes()
        {
            var location = await PreparedAsync();
            await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
            using var frozen = CrashingSync.Start(
                CreateCrashContract.Creates, location, sandbox, null, "env", "FAIRLEAD_FREEZE=ticket.intent-committed:1");
            await CreateContract.EventuallyAsync(() => IsFrozen(frozen));

            await CreateCrashContract.FinishAsync(location, sandbox);
            var sent = sandbox.Requests.CountOf("POST", "issue/bulk");
            using (var wake = Process.Start("kill", ["-CONT", $"{frozen.Id}"]))
                await wake.WaitForExitAsync(Ct);
            var (exitCode, output) = await CrashingSync.EndedAsync(frozen, Ct);

            Assert.True(exitCode == 0, output);
            Assert.Equal(sent, sandbox.Requests.CountOf("POST", "issue/bulk"));
            await CreateCrashContract.FinishAsync(location, sandbox);
        }

        private static bool IsFrozen(Process process)
        {
            Assert.False(process.HasExited, "It ended before it could be frozen.");
            return File.ReadAllText($"/proc/{process.Id}/stat").Split(") ")[1].StartsWith('T');
        }
    }
}
