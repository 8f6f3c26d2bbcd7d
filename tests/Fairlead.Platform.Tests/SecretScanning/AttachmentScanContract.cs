using System.IO.Compression;
using System.Text;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Contents of attachments, fetched from a sandbox.</summary>
public abstract class AttachmentScanContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Download => edition == SandboxEdition.Cloud ? "/attachment/content/" : "/secure/attachment/";

    [Fact]
    public async Task Secrets_in_files_and_in_files_inside_them_are_found_where_they_stand()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var (plain, packed, nested) = (ScanWorld.Token("plain"), ScanWorld.Token("packed"), ScanWorld.Token("nested"));
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        world.Sandbox.State.Attach(key, "app.log", Encoding.UTF8.GetBytes($"started\nwith {plain}\n"), "text/plain");
        var inner = Zip(("deep/b.env", Encoding.UTF8.GetBytes($"X={nested}")));
        world.Sandbox.State.Attach(key, "build.zip", Zip(("conf/a.env", Encoding.UTF8.GetBytes($"TOKEN={packed}")), ("lib.zip", inner)));

        var scan = await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal((SecretScanState.Done, 2L), (scan.State, scan.Attachments));
        Assert.Equal(
            [("app.log", 2L, 6L), ("build.zip!/conf/a.env", 1L, 7L), ("build.zip!/lib.zip!/deep/b.env", 1L, 3L)],
            (await PlacesAsync(world)).Select(place => (place.PlaceName, place.Line, place.Column)));
        Assert.All(await PlacesAsync(world), place => Assert.Equal((IssueTextKind.Attachment, false), (place.Kind, place.IsHistorical)));
    }

    [Fact]
    public async Task A_file_is_fetched_once_and_its_places_stay_until_it_is_deleted()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        var kept = world.Sandbox.State.Attach(key, "kept.txt", Encoding.UTF8.GetBytes(ScanWorld.Token("kept")), "text/plain");
        var deleted = world.Sandbox.State.Attach(key, "deleted.txt", Encoding.UTF8.GetBytes(ScanWorld.Token("deleted")), "text/plain");
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal(2, Downloads(world));

        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Comment(key, "touched");
        var again = await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal((1L, 0L, 2), (again.Issues, again.Attachments, Downloads(world)));
        Assert.Equal(2, (await world.AllAsync(Ct)).Count);

        world.Sandbox.State.DeleteAttachment(key, deleted);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal([$"{kept}"], (await PlacesAsync(world)).Select(place => place.PlaceId));
        Assert.Equal(2, Downloads(world));

        var forced = await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal((1L, 3), (forced.Attachments, Downloads(world)));
        Assert.Equal([$"{kept}"], (await PlacesAsync(world)).Select(place => place.PlaceId));
    }

    [Fact]
    public async Task What_is_not_read_is_counted_by_cause_and_listed_by_name()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        world.Sandbox.State.Attach(key, "large.log", [.. Enumerable.Repeat((byte)'a', (50 << 20) + 1)], "text/plain");
        world.Sandbox.State.Attach(key, "shot.png", Png(100));
        world.Sandbox.State.Attach(key, "broken.zip", [.. "PK\u0003\u0004"u8, 1, 2, 3]);
        world.Sandbox.State.Attach(key, "bomb.zip", Zip(("zeros.txt", new byte[30 << 20])));
        world.Sandbox.State.Attach(key, "mail.msg", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[100]]);
        world.Sandbox.State.Attach(key, "packed.7z", [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]);
        world.Sandbox.State.Attach(key, "locked.docx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. Encoding.Unicode.GetBytes("EncryptedPackage")]);
        world.Sandbox.State.Attach(key, "fine.txt", Encoding.UTF8.GetBytes(ScanWorld.Token("fine")), "text/plain");

        var scan = await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal((SecretScanState.Done, 1), (scan.State, (await world.AllAsync(Ct)).Count));
        Assert.Equal(
            [(SkipCause.TooLarge, 1L), (SkipCause.Encrypted, 1), (SkipCause.NoText, 1), (SkipCause.UnpackingLimit, 1), (SkipCause.Unreadable, 1), (SkipCause.UnknownKind, 2)],
            scan.Skipped.OrderBy(skip => skip.Key).Select(skip => (skip.Key, skip.Value)));
        Assert.Equal(
            [("bomb.zip!/zeros.txt", SkipCause.UnpackingLimit), ("broken.zip", SkipCause.Unreadable), ("large.log", SkipCause.TooLarge), ("locked.docx", SkipCause.Encrypted), ("mail.msg", SkipCause.UnknownKind), ("packed.7z", SkipCause.UnknownKind)],
            (await SkippedAsync(world)).Select(text => (text.PlaceName, text.Cause)));
        Assert.Equal(scan.Skipped, (await world.Scans.ListAsync(world.Connection.Id, 1, Ct))[0].Skipped);
    }

    [Fact]
    public async Task The_same_at_the_same_line_of_two_files_of_an_archive_stands_at_two_places()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        var env = Encoding.UTF8.GetBytes($"TOKEN={ScanWorld.Token("same")}");
        world.Sandbox.State.Attach(key, "build.zip", Zip(("a.env", env), ("b.env", env)));

        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal([("build.zip!/a.env", 1L, 7L), ("build.zip!/b.env", 1L, 7L)], (await PlacesAsync(world)).Select(place => (place.PlaceName, place.Line, place.Column)));

        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal(2, (await PlacesAsync(world)).Count);
    }

    [Fact]
    public async Task Names_of_files_may_be_longer_than_an_index_takes()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        var random = new Random(7);
        string Name(string end) => string.Concat(Enumerable.Range(0, 290).Select(_ => (char)random.Next(0x4E00, 0x9FA0))) + end;
        world.Sandbox.State.Attach(key, "a.zip", Zip((Name(".zip"), Zip((Name(".7z"), [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]), (Name(".env"), Encoding.UTF8.GetBytes(ScanWorld.Token("one")))))));

        Assert.Equal(SecretScanState.Done, (await world.ScanAsync("SEC", forced: false, Ct)).State);
        Assert.Equal([SkipCause.UnknownKind], (await SkippedAsync(world)).Select(text => text.Cause));
        Assert.Single(await PlacesAsync(world));
    }

    [Fact]
    public async Task What_a_file_is_called_and_said_to_be_counts_for_nothing()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        world.Sandbox.State.Attach(key, "a.ts", Encoding.UTF8.GetBytes($"const a = '{ScanWorld.Token("script")}'"), "video/mp2t");
        world.Sandbox.State.Attach(key, "b.png", Encoding.UTF8.GetBytes($"no picture: {ScanWorld.Token("picture")}"), "image/png");
        world.Sandbox.State.Attach(key, "c.mp3", Zip(("c.env", Encoding.UTF8.GetBytes($"X={ScanWorld.Token("sound")}"))), "audio/mpeg");
        world.Sandbox.State.Attach(key, "d.txt", Encoding.Unicode.GetBytes($"key = {ScanWorld.Token("wide")}"), "application/octet-stream");
        world.Sandbox.State.Attach(key, "e.txt", Png(1 << 20), "text/plain");
        world.Sandbox.State.Attach(key, "f.txt", Png((50 << 20) + 1), "text/plain");

        var scan = await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal(["a.ts", "b.png", "c.mp3!/c.env", "d.txt"], (await PlacesAsync(world)).Select(place => place.PlaceName));
        Assert.Equal([(SkipCause.NoText, 2L)], scan.Skipped.Select(skip => (skip.Key, skip.Value)));
        Assert.Empty(await SkippedAsync(world));
        Assert.Equal(6, Downloads(world));

        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Comment(key, "touched");
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal(6, Downloads(world));
    }

    private static byte[] Png(int bytes)
    {
        var png = new byte[bytes];
        ReadOnlySpan<byte> head = [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13];
        head.CopyTo(png);
        return png;
    }

    [Fact]
    public async Task A_download_that_fails_fails_nothing_else_and_is_tried_again_with_the_next_look()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        var broken = world.Sandbox.State.Attach(key, "broken.txt", Encoding.UTF8.GetBytes(ScanWorld.Token("broken")), "text/plain");
        world.Sandbox.State.Attach(key, "fine.txt", Encoding.UTF8.GetBytes(ScanWorld.Token("fine")), "text/plain");
        world.Sandbox.Faults.Add("GET", $"{Download}{broken}", new FaultBehaviour.Answer(500, "<html>an error</html>", "text/html"), times: 10);
        if (edition == SandboxEdition.DataCenter)
            world.Sandbox.Faults.Add("GET", $"{Download}{broken}/broken.txt", new FaultBehaviour.Answer(500, "<html>an error</html>", "text/html"), times: 10);

        var scan = await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal((SecretScanState.Done, 1), (scan.State, (await world.AllAsync(Ct)).Count));
        Assert.Equal([("broken.txt", SkipCause.NotGiven)], (await SkippedAsync(world)).Select(text => (text.PlaceName, text.Cause)));

        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal(2, (await world.AllAsync(Ct)).Count);
        Assert.Empty(await SkippedAsync(world));
    }

    [Fact]
    public async Task What_was_found_in_a_file_stands_while_the_file_is_not_given()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "see file").Key;
        var file = world.Sandbox.State.Attach(key, "a.txt", Encoding.UTF8.GetBytes(ScanWorld.Token("a")), "text/plain");
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Sandbox.Faults.Add("GET", edition == SandboxEdition.Cloud ? "/attachment/content/*" : "/secure/attachment/*/*", new FaultBehaviour.Answer(500, "<html>an error</html>", "text/html"), times: 10);

        await world.ScanAsync("SEC", forced: true, Ct);

        Assert.Equal([$"{file}"], (await PlacesAsync(world)).Select(place => place.PlaceId));
        world.Sandbox.Faults.Clear();
        world.Sandbox.State.DeleteAttachment(key, file);
        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Empty(await PlacesAsync(world));
    }

    [Fact]
    public async Task A_limit_of_Jira_makes_the_scan_wait_and_loses_nothing()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        world.Sandbox.State.Attach(key, "one.txt", Encoding.UTF8.GetBytes(ScanWorld.Token("one")), "text/plain");
        world.Sandbox.Faults.Add("GET", edition == SandboxEdition.Cloud ? "/attachment/content/*" : "/secure/attachment/*/*", new FaultBehaviour.RateLimited("1800"), times: 10);
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);

        await world.Scans.RunDueAsync(Ct);
        Assert.Equal(SecretScanState.Waiting, (await world.Scans.FindAsync(asked.Id, Ct))!.State);

        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Scans.RunDueAsync(Ct);
        Assert.Equal(SecretScanState.Done, (await world.Scans.FindAsync(asked.Id, Ct))!.State);
        Assert.Single(await world.AllAsync(Ct));
    }

    [Fact]
    public async Task Contents_are_not_fetched_where_that_is_turned_off()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct, new() { ["SecretScanning:AttachmentContents"] = "false" });
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        world.Sandbox.State.Attach(key, $"{ScanWorld.Token("name")}.txt", Encoding.UTF8.GetBytes(ScanWorld.Token("content")), "text/plain");

        await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal([IssueTextKind.AttachmentName], (await PlacesAsync(world)).Select(place => place.Kind));
        Assert.Equal(0, Downloads(world));
    }

    [Fact]
    public async Task A_million_lines_with_a_secret_in_each_are_read_and_few_places_kept()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "see files").Key;
        var line = Encoding.UTF8.GetBytes($"{ScanWorld.Token("same")}\n");
        var file = new byte[1_000_000 * line.Length];
        for (var i = 0; i < 1_000_000; i++)
            line.CopyTo(file, i * line.Length);
        Encoding.UTF8.GetBytes(ScanWorld.Token("last")).CopyTo(file, file.Length - line.Length);
        world.Sandbox.State.Attach(key, "log.txt", file, "text/plain");

        var scan = await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal((SecretScanState.Done, (long)file.Length), (scan.State, scan.Bytes - Encoding.UTF8.GetByteCount("see fileslog.txt") - OtherBytes(world, key)));
        var found = await world.AllAsync(Ct);
        Assert.Equal([1, 100], found.Select(finding => finding.Places.Count).Order());
        Assert.Equal(1_000_000, found.Single(finding => finding.Places.Count == 1).Places[0].Line);
    }

    /// <summary>Of the issues that the sandbox begins with.</summary>
    private static long OtherBytes(ScanWorld world, string key) => world.Sandbox.State.Issues.Where(issue => issue.Key != key && issue.Key.StartsWith("SEC-", StringComparison.Ordinal)).Sum(issue => Encoding.UTF8.GetByteCount(issue.Summary));

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private int Downloads(ScanWorld world) => world.Sandbox.Requests.All.Count(request => request.Path.Contains(Download, StringComparison.Ordinal));

    private static async Task<IReadOnlyList<SecretPlace>> PlacesAsync(ScanWorld world) =>
        [.. (await world.AllAsync(Ct)).SelectMany(finding => finding.Places).OrderBy(place => place.PlaceName, StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<SkippedText>> SkippedAsync(ScanWorld world) =>
        [.. (await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 100, Ct)).Skipped.OrderBy(text => text.PlaceName, StringComparer.Ordinal)];

    public class CloudOnSqlite(SqliteTestDatabase db) : AttachmentScanContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : AttachmentScanContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
