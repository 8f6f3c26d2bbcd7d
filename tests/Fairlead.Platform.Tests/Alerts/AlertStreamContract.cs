using System.IO.Pipelines;
using System.Text;
using Fairlead.Platform.Alerts;
using Fairlead.Platform.Alerts.Reading;
using Fairlead.Platform.Http;
using Fairlead.Storage;
using Microsoft.AspNetCore.Connections;

namespace Fairlead.Platform.Tests.Alerts;

/// <summary>Alerts that come one after the other without an end, and requests that come slowly.</summary>
public abstract class AlertStreamContract(TestDatabase databases)
{
    private static readonly SqlText LockSql = SqlText.FromFixedParts("LOCK TABLE alerts IN ACCESS EXCLUSIVE MODE");

    private static readonly SqlText FullSql = SqlText.FromFixedParts(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$");

    private static readonly SqlText FailSql = SqlText.FromFixedParts("CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON alerts FOR EACH ROW EXECUTE FUNCTION full_disk()");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_came_is_stored_within_seconds_though_the_stream_goes_on()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var (sender, answer) = Open(room);
        await SendAsync(sender, "a", "b", "a");
        await UntilAsync(() => room.Clock.IsAwaited(AlertStreams.StoreWithin));
        Assert.Empty(await room.RowsAsync(Ct));

        room.Clock.Advance(AlertStreams.StoreWithin);
        await UntilAsync(async () => (await room.RowsAsync(Ct)).Count == 2);
        await SendAsync(sender, "b", "c");
        await sender.CompleteAsync();

        var (stored, problem) = await answer;
        Assert.Null(problem);
        Assert.Equal((5, 3, 2, 0), (stored.Received, stored.Created, stored.Repeated, stored.Refused));
        Assert.Equal([("a", 2L), ("b", 2L), ("c", 1L)], (await room.RowsAsync(Ct)).Select(r => (r.Rule, r.Seen)).Order());
    }

    [Fact]
    public async Task Many_different_alerts_are_stored_before_that()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var (sender, answer) = Open(room);
        await SendAsync(sender, [.. Enumerable.Range(0, AlertStreams.MaxWaiting + 10).Select(i => $"r-{i}")]);
        await UntilAsync(async () => (await room.RowsAsync(Ct)).Count == AlertStreams.MaxWaiting);

        await sender.CompleteAsync();

        Assert.Equal(AlertStreams.MaxWaiting + 10, (await answer).Stored.Created);
        Assert.Equal(AlertStreams.MaxWaiting + 10, (await room.RowsAsync(Ct)).Count);
    }

    [Fact]
    public async Task A_bad_line_costs_only_itself_wherever_it_stands()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var (sender, answer) = Open(room);
        await SendAsync(sender, "a");
        await sender.WriteAsync("nonsense\n"u8.ToArray(), Ct);
        await UntilAsync(() => room.Clock.IsAwaited(AlertStreams.StoreWithin));
        room.Clock.Advance(AlertStreams.StoreWithin);
        await UntilAsync(async () => (await room.RowsAsync(Ct)).Count == 1);
        await SendAsync(sender, "b");
        await sender.WriteAsync("{\"rule\":"u8.ToArray(), Ct);
        await sender.CompleteAsync();

        var (stored, _) = await answer;
        Assert.Equal((4, 2, 2), (stored.Received, stored.Created, stored.Refused));
        Assert.Equal([(1L, 2L), (3L, 4L)], stored.Refusals.Select(r => (r.Index, r.Line)));
    }

    [Fact]
    public async Task What_was_read_before_the_connection_broke_is_stored()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var (sender, answer) = Open(room);
        await SendAsync(sender, "a", "b");
        await UntilAsync(() => room.Clock.IsAwaited(AlertStreams.StoreWithin));

        await sender.CompleteAsync(new ConnectionResetException("The sender is gone."));

        await Assert.ThrowsAsync<ConnectionResetException>(() => answer);
        Assert.Equal(2, (await room.RowsAsync(Ct)).Count);
    }

    /// <summary>Whoever sent it can go on behind that.</summary>
    [Fact]
    public async Task A_body_that_is_no_HTTP_from_some_place_on_is_answered_with_what_was_stored_before()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var (sender, answer) = Open(room);
        await SendAsync(sender, "a", "b");
        await UntilAsync(() => room.Clock.IsAwaited(AlertStreams.StoreWithin));

        await sender.CompleteAsync(new IOException("A chunk has no end."));

        var (stored, problem) = await answer;
        Assert.Equal((2, 2), (stored.Received, stored.Created));
        Assert.Equal(ProblemKind.MalformedRequest, problem!.Kind);
        Assert.Contains("done with: 2. Send", problem.Detail);
        Assert.Equal(2, (await room.RowsAsync(Ct)).Count);
    }

    /// <summary>A 200 would say that what is under way has arrived, too.</summary>
    [Fact]
    public async Task A_server_that_stops_stores_what_it_has_and_says_from_where_to_go_on()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        using var stopping = new CancellationTokenSource();
        var (sender, answer) = Open(room, stopping.Token);
        await SendAsync(sender, "a");
        await UntilAsync(() => room.Clock.IsAwaited(AlertStreams.StoreWithin));

        await stopping.CancelAsync();

        var (stored, problem) = await answer;
        Assert.Equal((1, ProblemKind.TemporarilyUnavailable), (stored.Created, problem!.Kind));
        Assert.Single(await room.RowsAsync(Ct));
    }

    /// <summary>A machine that is switched off says no word.</summary>
    [Fact]
    public async Task A_stream_in_which_nothing_comes_for_long_is_answered()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var (sender, answer) = Open(room);
        await SendAsync(sender, "a");
        await UntilAsync(() => room.Clock.IsAwaited(AlertStreams.StoreWithin));
        room.Clock.Advance(AlertStreams.StoreWithin);
        await UntilAsync(async () => (await room.RowsAsync(Ct)).Count == 1);
        Assert.False(answer.IsCompleted);

        room.Clock.Advance(AlertStreams.IdleLimit);

        var (stored, problem) = await answer;
        Assert.Equal((1, ProblemKind.RequestTimeout), (stored.Created, problem!.Kind));
        Assert.Contains("done with: 1. Send", problem.Detail);
    }

    /// <summary>Where the next one is always there already, nobody ever waits.</summary>
    [Fact]
    public async Task A_stream_in_which_something_always_comes_goes_on_for_as_long_as_it_likes()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        const int Alerts = 100;
        // Each part ends within an alert, so that the next read follows at once.
        using var body = new NeverWaiting(Lines(Alerts), () => room.Clock.Advance(AlertStreams.IdleLimit / 3));

        var (stored, problem) = await room.Streams.TakeAsync(body, CancellationToken.None, Ct);

        Assert.Null(problem);
        Assert.Equal((Alerts, Alerts), (stored.Received, stored.Created));
        Assert.Equal(Alerts, (await room.RowsAsync(Ct)).Count);
    }

    /// <summary>Whoever sends must know from where to go on, whatever ends first.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_database_that_fails_while_a_stream_ends_takes_nothing_from_the_count(bool isStopping)
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        using var stopping = new CancellationTokenSource();
        var (sender, answer) = Open(room, stopping.Token);
        await SendAsync(sender, "a", "b");
        await UntilAsync(() => room.Clock.IsAwaited(AlertStreams.StoreWithin));
        room.Clock.Advance(AlertStreams.StoreWithin);
        await UntilAsync(async () => (await room.RowsAsync(Ct)).Count == 2);
        await SendAsync(sender, "c");
        await UntilAsync(() => room.Clock.IsAwaited(AlertStreams.StoreWithin));
        await FailAsync(room.Findings.Database);

        if (isStopping)
            await stopping.CancelAsync();
        else
            await sender.CompleteAsync(new IOException("A chunk has no end."));

        var (stored, problem) = await answer;
        Assert.Equal((2, 2), (stored.Received, stored.Created));
        Assert.Contains(problem!.Kind, (ProblemKind[])[ProblemKind.TemporarilyUnavailable, ProblemKind.StorageFull]);
        Assert.Contains("done with: 2. Send", problem.Detail);
    }

    [Fact]
    public async Task Streams_and_slow_documents_keep_nobody_from_a_turn()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var streams = Enumerable.Range(0, AlertStreams.MaxOpen).Select(_ => Open(room)).ToList();
        var documents = Enumerable.Range(0, 3 * AlertIntake.MaxAtOnce).Select(_ => new Pipe()).ToList();
        var answers = documents.Select(d => room.Intake.TakeAsync(d.Reader.AsStream(), null, Ct)).ToList();
        foreach (var (sender, _) in streams)
            await SendAsync(sender, "of a stream");
        foreach (var document in documents)
            await document.Writer.WriteAsync(Encoding.UTF8.GetBytes($"[{SampleAlerts.Json(SampleAlerts.Generic("slow"))}"), Ct);

        Assert.Equal(AlertIntake.MaxAtOnce, room.Intake.FreeTurns);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(SampleAlerts.Json(SampleAlerts.Generic("quick"))));
        Assert.Equal(1, (await room.Intake.TakeAsync(body, null, Ct)).Result.Created);

        // One stream more finds no place.
        var (_, refused) = Open(room);
        await UntilAsync(() => room.Clock.IsAwaited(AlertTurns.Patience));
        room.Clock.Advance(AlertTurns.Patience);
        var problem = (await Assert.ThrowsAsync<ProblemException>(() => refused)).Problem;
        Assert.Equal((ProblemKind.TemporarilyUnavailable, AlertTurns.Patience), (problem.Kind, problem.RetryAfter));

        foreach (var document in documents)
        {
            await document.Writer.WriteAsync("]"u8.ToArray(), Ct);
            await document.Writer.CompleteAsync();
        }

        foreach (var (sender, _) in streams)
            await sender.CompleteAsync();
        await Task.WhenAll(answers);
        await Task.WhenAll(streams.Select(s => s.Answer));
        Assert.Equal([("of a stream", (long)AlertStreams.MaxOpen), ("quick", 1L), ("slow", 3L * AlertIntake.MaxAtOnce)], (await room.RowsAsync(Ct)).Select(r => (r.Rule, r.Seen)).Order());
    }

    [Fact]
    public async Task Who_finds_all_turns_taken_for_seconds_is_told_when_to_come_again()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        List<Task> waiting;
        await using (var work = await room.Findings.Database.BeginAsync(Ct))
        {
            if (room.Findings.Database.Engine == DatabaseEngine.Postgres)
                await work.ExecuteAsync(LockSql, null, Ct);
            waiting = [.. Enumerable.Range(0, AlertIntake.MaxAtOnce).Select(_ => Task.Run(() => TakeAsync(room, "a"), Ct))];
            await UntilAsync(() => room.Intake.FreeTurns == 0);
            var refused = TakeAsync(room, "b");
            await UntilAsync(() => room.Clock.IsAwaited(AlertTurns.Patience));
            room.Clock.Advance(AlertTurns.Patience);
            var problem = (await Assert.ThrowsAsync<ProblemException>(() => refused)).Problem;
            Assert.Equal((ProblemKind.TemporarilyUnavailable, AlertTurns.Patience), (problem.Kind, problem.RetryAfter));
        }

        await Task.WhenAll(waiting);
        Assert.Equal([("a", (long)AlertIntake.MaxAtOnce)], (await room.RowsAsync(Ct)).Select(r => (r.Rule, r.Seen)));
        await TakeAsync(room, "b");
    }

    /// <summary>Nobody can tell where the next item of a broken list begins; so it is one document, also where a stream could be.</summary>
    [Theory]
    [InlineData(10, true)]
    [InlineData(2_000, true)]
    [InlineData(10, false)]
    [InlineData(2_000, false)]
    public async Task A_list_is_taken_as_a_whole_or_not_at_all(int alerts, bool isWhole)
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        var list = string.Join(",\n", Enumerable.Range(0, alerts).Select(i => SampleAlerts.Json(SampleAlerts.Generic($"r-{i}"))));
        foreach (var asStream in new[] { false, true })
        {
            using var body = new MemoryStream(Encoding.UTF8.GetBytes($" \n [{list}{(isWhole ? "]" : "")}"));
            var taking = asStream ? StreamedAsync(room, body) : DocumentAsync(room, body);
            if (isWhole)
                Assert.Equal(alerts, (await taking).Received);
            else
                Assert.Equal(ProblemKind.MalformedJson, (await Assert.ThrowsAsync<ProblemException>(() => taking)).Problem.Kind);
        }

        Assert.Equal(isWhole ? alerts : 0, (await room.RowsAsync(Ct)).Count);
        Assert.All(await room.RowsAsync(Ct), r => Assert.Equal(2, r.Seen));
    }

    /// <summary>Of a list nothing is stored before its end, so that its sender must not take a 200 for one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_that_does_not_end_is_refused(bool isStopping)
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct);
        using var stopping = new CancellationTokenSource();
        // What is written counts as written when it was read: the second part by what reads lists.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        var answer = room.Streams.TakeAsync(pipe.Reader.AsStream(), stopping.Token, Ct);
        await pipe.Writer.WriteAsync("["u8.ToArray(), Ct);
        await pipe.Writer.WriteAsync("{\"rule\":\"a\"},"u8.ToArray(), Ct);

        if (isStopping)
            await stopping.CancelAsync();
        else
            room.Clock.Advance(AlertStreams.IdleLimit);

        var problem = (await Assert.ThrowsAsync<ProblemException>(() => answer)).Problem;
        Assert.Equal(isStopping ? ProblemKind.TemporarilyUnavailable : ProblemKind.RequestTimeout, problem.Kind);
        Assert.Empty(await room.RowsAsync(Ct));
    }

    [Fact]
    public async Task A_document_with_more_bytes_than_are_allowed_is_refused()
    {
        using var room = await AlertsRoom.OpenAsync(databases, Ct, new AlertsOptions { MaxBodyBytes = 200_000 });
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(new string(' ', 300_000)));
        var problem = (await Assert.ThrowsAsync<ProblemException>(() => room.Intake.TakeAsync(body, null, Ct))).Problem;
        Assert.Equal(ProblemKind.ContentTooLarge, problem.Kind);
    }

    private static async Task<AlertIntakeResult> StreamedAsync(AlertsRoom room, Stream body) => (await room.Streams.TakeAsync(body, CancellationToken.None, Ct)).Stored;

    private static async Task<AlertIntakeResult> DocumentAsync(AlertsRoom room, Stream body) => (await room.Intake.TakeAsync(body, null, Ct)).Result;

    private static async Task TakeAsync(AlertsRoom room, string rule)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(SampleAlerts.Json(SampleAlerts.Generic(rule))));
        await room.Intake.TakeAsync(body, null, Ct);
    }

    private static (PipeWriter Sender, Task<AlertStreamEnd> Answer) Open(AlertsRoom room, CancellationToken stopping = default)
    {
        var pipe = new Pipe();
        return (pipe.Writer, room.Streams.TakeAsync(pipe.Reader.AsStream(), stopping, Ct));
    }

    private static async Task SendAsync(PipeWriter sender, params string[] rules) =>
        await sender.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(rules.Select(r => SampleAlerts.Json(SampleAlerts.Generic(r)) + "\n"))), Ct);

    private static byte[] Lines(int alerts) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, alerts).Select(i => SampleAlerts.Json(SampleAlerts.Generic($"r-{i}")) + "\n")));

    /// <summary>From now on it takes in no alert.</summary>
    private static async Task FailAsync(Database database)
    {
        if (database.Engine == DatabaseEngine.Sqlite)
        {
            await database.DisposeAsync();
            return;
        }

        await database.ExecuteAsync(FullSql, null, Ct);
        await database.ExecuteAsync(FailSql, null, Ct);
    }

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
    }

    /// <summary>Answers each read at once, with few bytes.</summary>
    private sealed class NeverWaiting(byte[] bytes, Action read) : Stream
    {
        private const int AtOnce = 200;

        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            read();
            if (cancellationToken.IsCancellationRequested)
                return ValueTask.FromCanceled<int>(cancellationToken);
            var length = Math.Min(Math.Min(AtOnce, buffer.Length), bytes.Length - _at);
            bytes.AsMemory(_at, length).CopyTo(buffer);
            _at += length;
            return ValueTask.FromResult(length);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : AlertStreamContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : AlertStreamContract(db), IClassFixture<PostgresTestDatabase>;
}
