using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Taking secrets out of Jira's texts and putting them back: exactly, or not at all.</summary>
public abstract class MaskingContract(TestDatabase databases, SandboxEdition edition)
{
    private static readonly Actor Ada = Actor.System with { Name = "Ada" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_taken_out_of_description_and_comment_and_put_back()
    {
        await using var world = await StartAsync();
        var (token, other) = (ScanWorld.Token("one"), ScanWorld.Token("other"));
        var key = world.Sandbox.State.Create("SEC", "Task", $"title {token}", fields: $$"""{"description": "before {{token}} between {{token}}\nand {{other}} after"}""").Key;
        var comment = $"{world.Sandbox.State.Comment(key, $"see *this* {token}, twice {token}", visibleTo: "Developers")}";
        await world.ScanAsync("SEC", forced: false, Ct);
        var secret = (await world.AllAsync(Ct)).Single(f => f.Places.Count > 1);
        var (description, body) = (await DescriptionAsync(world, key), await CommentAsync(world, key, comment));

        var preview = await world.Masking.PreviewAsync(secret.Id, Ct);
        Assert.Equal((description, body), (await DescriptionAsync(world, key), await CommentAsync(world, key, comment)));
        var done = await world.Masking.MaskAsync(secret.Id, Ada, Ct);

        Assert.Equal(
            [(IssueTextKind.Summary, SecretMaskState.NotMasked, 1), (IssueTextKind.Description, SecretMaskState.Possible, 2), (IssueTextKind.Comment, SecretMaskState.Possible, 2)],
            preview!.Select(p => (p.Kind, p.State, p.Count)));
        Assert.Equal([SecretMaskState.NotMasked, SecretMaskState.Masked, SecretMaskState.Masked], done!.Select(p => p.State));
        // All else is byte for byte what it was.
        Assert.Equal(description.Replace(token, "[secret removed: npm-token]", StringComparison.Ordinal), await DescriptionAsync(world, key));
        Assert.Equal(body.Replace(token, "[secret removed: npm-token]", StringComparison.Ordinal), await CommentAsync(world, key, comment));
        Assert.Equal("Developers", (await SourceAsync(world, key, comment)).Comment.Visibility?.Value);
        await ScanContract.NothingIsKeptAsync(world, [token, other]);

        // The next look sees what the history still shows of the description.
        await world.Scans.RunDueAsync(Ct);
        var after = (await world.AllAsync(Ct)).Single(f => f.Id == secret.Id);
        Assert.DoesNotContain(after.Places, p => p.Kind == IssueTextKind.Comment);
        Assert.All(after.Places.Where(p => p.Kind == IssueTextKind.Description), p => Assert.True(p.IsHistorical));

        var undone = await world.Masking.UnmaskAsync(secret.Id, Ada, Ct);
        Assert.Equal([SecretMaskState.Restored, SecretMaskState.Restored], undone!.Select(p => p.State));
        Assert.Equal((description, body), (await DescriptionAsync(world, key), await CommentAsync(world, key, comment)));
        Assert.Empty((await world.Masking.UnmaskAsync(secret.Id, Ada, Ct))!);
    }

    [Fact]
    public async Task What_changed_since_is_neither_masked_nor_put_back()
    {
        await using var world = await StartAsync();
        var (gone, kept) = (ScanWorld.Token("gone"), ScanWorld.Token("kept"));
        var key = world.Sandbox.State.Create("SEC", "Task", "first").Key;
        var (one, two) = (world.Sandbox.State.Comment(key, $"is {gone}"), world.Sandbox.State.Comment(key, $"is {kept}"));
        await world.ScanAsync("SEC", forced: false, Ct);
        var secrets = await world.AllAsync(Ct);
        world.Sandbox.State.EditComment(key, one, "in the vault");

        var refused = Assert.Single((await world.Masking.MaskAsync(secrets.Single(s => s.Places[0].PlaceId == $"{one}").Id, Ada, Ct))!);
        Assert.Equal(SecretMaskState.Refused, refused.State);
        Assert.Contains("does not stand there any more", refused.Detail, StringComparison.Ordinal);

        var id = secrets.Single(s => s.Places[0].PlaceId == $"{two}").Id;
        Assert.Equal(SecretMaskState.Masked, Assert.Single((await world.Masking.MaskAsync(id, Ada, Ct))!).State);
        world.Sandbox.State.EditComment(key, two, "somebody wrote more");
        Assert.Equal(SecretMaskState.Refused, Assert.Single((await world.Masking.UnmaskAsync(id, Ada, Ct))!).State);
        Assert.Contains("somebody wrote more", await CommentAsync(world, key, $"{two}"), StringComparison.Ordinal);

        // After a month nothing is kept that could be put back.
        world.Clock.Advance(SecretMasking.Kept + TimeSpan.FromMinutes(1));
        await world.Masking.ForgetAsync(Ct);
        Assert.Empty((await world.Masking.UnmaskAsync(id, Ada, Ct))!);
        Assert.Equal(0, await world.Database.FirstAsync<long>(Storage.SqlText.FromFixedParts("SELECT COUNT(*) FROM vault WHERE address LIKE 'secret_maskings/%'"), null, Ct));
    }

    [Fact]
    public async Task What_stands_in_a_link_as_well_is_left_whole()
    {
        Assert.SkipUnless(edition == SandboxEdition.Cloud, "Wiki markup has its links in the text.");
        await using var world = await StartAsync();
        var token = ScanWorld.Token("linked");
        var key = world.Sandbox.State.Create("SEC", "Task", "first").Key;
        var document = JsonNode.Parse($$$"""
            {"type":"doc","version":1,"content":[{"type":"paragraph","content":[
              {"type":"text","text":"see {{{token}}} "},
              {"type":"text","text":"here","marks":[{"type":"link","attrs":{"href":"https://example.org/?token={{{token}}}"}}]}]}]}
            """)!;
        var jira = await world.Sites.ClientForAsync(world.Connection.Id, Ct);
        await jira.Issues.EditAsync(key, new IssueEdit { Fields = new Dictionary<string, JsonNode?> { ["description"] = document } }, Ct);
        await world.ScanAsync("SEC", forced: false, Ct);
        var before = await DescriptionAsync(world, key);

        var places = await world.Masking.MaskAsync(Assert.Single(await world.AllAsync(Ct)).Id, Ada, Ct);

        Assert.Contains("outside running text", Assert.Single(places!).Detail, StringComparison.Ordinal);
        Assert.Equal(before, await DescriptionAsync(world, key));
    }

    /// <summary>What is decoded is found as a secret, but stands in the text as a run that holds more than it.</summary>
    [Fact]
    public async Task What_is_encoded_with_other_text_is_left_whole_and_the_preview_says_so()
    {
        await using var world = await StartAsync();
        var token = ScanWorld.Token("wrapped");
        var wrapped = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"user: build, token: {token}, and the rest that must stay"));
        var hexadecimal = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes($"token {token} and the rest that must stay"));
        var key = world.Sandbox.State.Create("SEC", "Task", "first", fields: $$"""{"description": "it is {{wrapped}} and no more"}""").Key;
        world.Sandbox.State.Comment(key, $"it is {hexadecimal} and no more");
        world.Sandbox.State.Comment(key, $"https://example.org/?token%3D{token}%26rest%3Dstays");
        await world.ScanAsync("SEC", forced: false, Ct);
        var secret = Assert.Single(await world.AllAsync(Ct));
        var before = await DescriptionAsync(world, key);

        var preview = await world.Masking.PreviewAsync(secret.Id, Ct);
        var places = await world.Masking.MaskAsync(secret.Id, Ada, Ct);

        Assert.Equal([SecretMaskState.Refused, SecretMaskState.Refused, SecretMaskState.Possible], preview!.Select(place => place.State));
        Assert.All(preview!.Take(2), place => Assert.Contains("base 64 or hexadecimal", place.Detail, StringComparison.Ordinal));
        Assert.Equal([SecretMaskState.Refused, SecretMaskState.Refused, SecretMaskState.Masked], places!.Select(place => place.State));
        Assert.Equal(before, await DescriptionAsync(world, key));
    }

    [Fact]
    public async Task Without_the_permission_or_while_it_is_off_nothing_is_written()
    {
        await using var world = await StartAsync();
        var key = world.Sandbox.State.Create("SEC", "Task", "first", fields: $$"""{"description": "is {{ScanWorld.Token("one")}}"}""").Key;
        await world.ScanAsync("SEC", forced: false, Ct);
        var (secret, before) = (Assert.Single(await world.AllAsync(Ct)), await DescriptionAsync(world, key));
        world.Sandbox.State.RemovePermission(JiraPermission.EditIssues);

        Assert.Contains("Edit issues", Assert.Single((await world.Masking.MaskAsync(secret.Id, Ada, Ct))!).Detail, StringComparison.Ordinal);
        Assert.Equal(before, await DescriptionAsync(world, key));

        await using var off = await ScanWorld.StartAsync(databases, edition, Ct);
        off.Sandbox.State.Create("SEC", "Task", $"is {ScanWorld.Token("one")}");
        await off.ScanAsync("SEC", forced: false, Ct);
        var problem = await Assert.ThrowsAsync<ProblemException>(async () => await off.Masking.MaskAsync(Assert.Single(await off.AllAsync(Ct)).Id, Ada, Ct));
        Assert.Contains("SecretScanning__MasksInJira", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultTime.AfterCommit)]
    [InlineData(FaultTime.BeforeCommit)]
    public async Task An_answer_that_did_not_come_leaves_the_undo_and_an_undo_of_nothing_changes_nothing(FaultTime time)
    {
        await using var world = await StartAsync();
        var (key, secret, before) = await OneAsync(world);
        // An account that is no administrator may not keep back the mail, and asks twice.
        world.Sandbox.Faults.Add("PUT", $"/issue/{key}", new FaultBehaviour.Drop(time), skip: 1);

        Assert.Equal(SecretMaskState.Unknown, Assert.Single((await world.Masking.MaskAsync(secret.Id, Ada, Ct))!).State);
        Assert.Equal(time == FaultTime.BeforeCommit, before == await DescriptionAsync(world, key));
        var undone = Assert.Single((await world.Masking.UnmaskAsync(secret.Id, Ada, Ct))!);

        Assert.Equal(time == FaultTime.AfterCommit ? SecretMaskState.Restored : SecretMaskState.Refused, undone.State);
        Assert.Equal(before, await DescriptionAsync(world, key));
        Assert.Equal(0, await KeptAsync(world));
    }

    [Fact]
    public async Task What_a_killed_process_sealed_before_it_wrote_is_gone_after_the_next_look()
    {
        await using var world = await StartAsync();
        var (key, secret, before) = await OneAsync(world);
        // As a process leaves it that was killed between sealing and writing.
        world.Sandbox.Faults.Add("PUT", $"/issue/{key}", new FaultBehaviour.Drop(FaultTime.BeforeCommit));
        await world.Masking.MaskAsync(secret.Id, Ada, Ct);
        Assert.Equal(1, await KeptAsync(world));

        world.Clock.Advance(TimeSpan.FromDays(1.1));
        await world.Masking.ForgetAsync(Ct);
        Assert.Equal((0L, before), (await KeptAsync(world), await DescriptionAsync(world, key)));
        // And it can be masked again.
        Assert.Equal(SecretMaskState.Masked, Assert.Single((await world.Masking.MaskAsync(secret.Id, Ada, Ct))!).State);
    }

    [Fact]
    public async Task Sealed_texts_go_when_they_cannot_be_put_back_and_not_for_one_look_without_them()
    {
        await using var world = await StartAsync();
        var (key, secret, _) = await OneAsync(world);
        await world.Masking.MaskAsync(secret.Id, Ada, Ct);

        world.Sandbox.State.Hide(key);
        world.Clock.Advance(TimeSpan.FromDays(1.1));
        await world.Masking.ForgetAsync(Ct);
        Assert.Equal(1, await KeptAsync(world));
        world.Sandbox.State.Hide(key, isHidden: false);
        world.Clock.Advance(TimeSpan.FromDays(1.1));
        await world.Masking.ForgetAsync(Ct);
        world.Clock.Advance(TimeSpan.FromDays(1.1));
        await world.Masking.ForgetAsync(Ct);
        Assert.Equal(1, await KeptAsync(world));

        world.Sandbox.State.Delete(key);
        foreach (var left in (long[])[1, 0])
        {
            world.Clock.Advance(TimeSpan.FromDays(1.1));
            await world.Masking.ForgetAsync(Ct);
            Assert.Equal(left, await KeptAsync(world));
        }
    }

    private static async Task<(string Key, SecretFinding Secret, string Before)> OneAsync(ScanWorld world)
    {
        var key = world.Sandbox.State.Create("SEC", "Task", "first", fields: $$"""{"description": "is {{ScanWorld.Token("one")}}"}""").Key;
        await world.ScanAsync("SEC", forced: false, Ct);
        return (key, Assert.Single(await world.AllAsync(Ct)), await DescriptionAsync(world, key));
    }

    private static Task<long> KeptAsync(ScanWorld world) => world.Database.FirstAsync<long>(SqlText.FromFixedParts("SELECT COUNT(*) FROM secret_maskings"), null, Ct);

    private Task<ScanWorld> StartAsync() => ScanWorld.StartAsync(databases, edition, Ct, new() { ["SecretScanning:MasksInJira"] = "true" });

    private static async Task<string> DescriptionAsync(ScanWorld world, string key) =>
        Canonical((await (await world.Sites.ClientForAsync(world.Connection.Id, Ct)).Issues.GetAsync(key, IssueSelection.Of("description"), Ct))!.Field("description")!.Value);

    private static async Task<string> CommentAsync(ScanWorld world, string key, string comment) => Canonical((await SourceAsync(world, key, comment)).Body);

    private static async Task<JiraCommentSource> SourceAsync(ScanWorld world, string key, string comment) =>
        (await (await world.Sites.ClientForAsync(world.Connection.Id, Ct)).Comments.SourceAsync(key, comment, Ct))!;

    /// <summary>The same for the same content, however its JSON is escaped.</summary>
    private static string Canonical(JsonElement body) => JsonSerializer.Serialize(body);

    public class OnCloudAndSqlite(SqliteTestDatabase db) : MaskingContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class OnCloudAndPostgres(PostgresTestDatabase db) : MaskingContract(db, SandboxEdition.Cloud), IClassFixture<PostgresTestDatabase>;

    public class OnDataCenterAndSqlite(SqliteTestDatabase db) : MaskingContract(db, SandboxEdition.DataCenter), IClassFixture<SqliteTestDatabase>;

    public class OnDataCenterAndPostgres(PostgresTestDatabase db) : MaskingContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
