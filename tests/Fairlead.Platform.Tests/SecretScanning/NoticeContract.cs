using Fairlead.Jira.Resources;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Telling authors of secrets in what they wrote: where it is turned on, once, without the value.</summary>
public abstract class NoticeContract(TestDatabase databases, SandboxEdition edition)
{
    private static readonly Actor Ada = Actor.System with { Name = "Ada" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_said_until_it_is_turned_on_and_then_only_of_what_is_found_from_then_on()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var old = world.Sandbox.State.Create("SEC", "Task", $"use {ScanWorld.Token("old")}").Key;
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal(0, await world.Notices.SayDueAsync(Ct));
        var secret = Assert.Single(await world.AllAsync(Ct));
        var refused = await Assert.ThrowsAsync<ProblemException>(() => world.Notices.SayAsync(secret.Id, Ada, Ct));
        Assert.Contains("fairlead secrets notices", refused.Problem.Detail, StringComparison.Ordinal);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await TurnOnAsync(world);
        var token = ScanWorld.Token("new");
        var key = world.Sandbox.State.Create("SEC", "Task", "new").Key;
        world.Sandbox.State.Comment(key, $"take {token}", "bob");
        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal(1, await world.Notices.SayDueAsync(Ct));

        Assert.Empty(await CommentsAsync(world, old));
        var said = (await CommentsAsync(world, key))[^1];
        Assert.Contains("looks like a secret (npm access token): in a comment", said.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token[4..], said.Text, StringComparison.Ordinal);
        Assert.Contains("ob", said.Text.Split(',')[0], StringComparison.Ordinal);
        // Once, and nothing of it is found.
        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal(0, await world.Notices.SayDueAsync(Ct));
        Assert.Equal(SecretNoticeState.Said, Assert.Single((await world.Notices.SayAsync((await world.AllAsync(Ct)).Single(f => f.Id != secret.Id).Id, Ada, Ct))!).State);
        Assert.Equal(2, (await CommentsAsync(world, key)).Count);
    }

    [Fact]
    public async Task It_is_shown_before_it_is_said_and_a_restricted_comment_is_spoken_of_to_the_same_people()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await TurnOnAsync(world);
        var key = world.Sandbox.State.Create("SEC", "Task", "one").Key;
        world.Sandbox.State.Comment(key, $"take {ScanWorld.Token("one")}", visibleTo: "Developers");
        await world.ScanAsync("SEC", forced: false, Ct);
        var secret = Assert.Single(await world.AllAsync(Ct));

        var shown = Assert.Single((await world.Notices.PreviewAsync(secret.Id, Ct))!);
        Assert.Equal((SecretNoticeState.Possible, 1), (shown.State, shown.To.Count));
        Assert.Contains("Jira's history keeps what was edited away", shown.Text, StringComparison.Ordinal);
        Assert.Single(await CommentsAsync(world, key));
        await world.Notices.SayAsync(secret.Id, Ada, Ct);
        Assert.Equal("Developers", (await CommentsAsync(world, key))[^1].Visibility?.Value);
    }

    [Fact]
    public async Task An_answer_that_did_not_come_is_looked_for_before_it_is_said_again()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await TurnOnAsync(world);
        var key = world.Sandbox.State.Create("SEC", "Task", $"use {ScanWorld.Token("one")}").Key;
        await world.ScanAsync("SEC", forced: false, Ct);
        var secret = Assert.Single(await world.AllAsync(Ct));
        world.Sandbox.Faults.Add("POST", $"/issue/{key}/comment", new FaultBehaviour.Drop(FaultTime.AfterCommit));

        Assert.Equal(SecretNoticeState.Unknown, Assert.Single((await world.Notices.SayAsync(secret.Id, Ada, Ct))!).State);
        Assert.Equal(SecretNoticeState.Unknown, Assert.Single((await world.Notices.SayAsync(secret.Id, Ada, Ct))!).State);
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, await world.Notices.SayDueAsync(Ct));

        Assert.Single(await CommentsAsync(world, key));
        Assert.Equal(SecretNoticeState.Said, Assert.Single((await world.Notices.PreviewAsync(secret.Id, Ct))!).State);
    }

    [Fact]
    public async Task A_permission_that_is_missing_is_told_and_it_is_said_when_it_is_there()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await TurnOnAsync(world);
        var key = world.Sandbox.State.Create("SEC", "Task", $"use {ScanWorld.Token("one")}").Key;
        await world.ScanAsync("SEC", forced: false, Ct);
        var secret = Assert.Single(await world.AllAsync(Ct));
        world.Sandbox.State.RemovePermission(JiraPermission.AddComments);

        var notice = Assert.Single((await world.Notices.SayAsync(secret.Id, Ada, Ct))!);
        Assert.Equal((SecretNoticeState.NotSaid, "the connection's account lacks the permission Add comments in this project"), (notice.State, notice.Detail));
        Assert.Empty(await CommentsAsync(world, key));
        Assert.Equal(0, await world.Notices.SayDueAsync(Ct));
    }

    [Fact]
    public async Task Issues_that_the_account_does_not_see_keep_no_other_author_from_being_told()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await TurnOnAsync(world);
        string[] hidden = [.. Enumerable.Range(0, 21).Select(i => world.Sandbox.State.Create("SEC", "Task", $"use {ScanWorld.Token($"h{i}")}").Key)];
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var key = world.Sandbox.State.Create("SEC", "Task", $"use {ScanWorld.Token("seen")}").Key;
        await world.ScanAsync("SEC", forced: false, Ct);
        foreach (var one in hidden)
            world.Sandbox.State.Hide(one);

        Assert.Equal(20, await world.Notices.SayDueAsync(Ct));
        Assert.Equal(2, await world.Notices.SayDueAsync(Ct));
        Assert.Single(await CommentsAsync(world, key));
        Assert.Equal(0, await world.Notices.SayDueAsync(Ct));

        // A day later, and once.
        world.Sandbox.State.Hide(hidden[3], isHidden: false);
        world.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(20, await world.Notices.SayDueAsync(Ct));
        Assert.Equal(1, await world.Notices.SayDueAsync(Ct));
        Assert.Single(await CommentsAsync(world, hidden[3]));
        Assert.Single(await CommentsAsync(world, key));
    }

    [Fact]
    public async Task Authors_are_told_of_what_a_look_found_that_has_not_ended()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await TurnOnAsync(world);
        var key = world.Sandbox.State.Create("SEC", "Task", $"use {ScanWorld.Token("one")}").Key;
        // Of one issue: the project was never looked through to its end.
        await world.Scans.AskForIssueAsync(world.Connection, key, forced: false, Ada, Ct);
        await world.Scans.RunDueAsync(Ct);

        Assert.Equal(1, await world.Notices.SayDueAsync(Ct));
        Assert.Single(await CommentsAsync(world, key));
    }

    private static async Task TurnOnAsync(ScanWorld world)
    {
        var project = await (await world.Sites.ClientForAsync(world.Connection.Id, Ct)).Projects.GetAsync("SEC", Ct);
        await world.Notices.SetAsync(world.Connection, project, isOn: true, Ada, Ct);
    }

    private static async Task<List<JiraComment>> CommentsAsync(ScanWorld world, string key) =>
        await (await world.Sites.ClientForAsync(world.Connection.Id, Ct)).Comments.ListAsync(key, Ct).ToListAsync(Ct);

    public class CloudOnSqlite(SqliteTestDatabase db) : NoticeContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : NoticeContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
