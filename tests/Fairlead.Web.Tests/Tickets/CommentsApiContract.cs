using Fairlead.Client;
using Fairlead.Kernel.Identity;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>Comment rules through the API alone.</summary>
public abstract class CommentsApiContract(TestDatabase databases)
{
    private const string Yaml = TicketsWorld.Yaml + """

        commentRules:
        - pattern: 'false positive'
          status: falsePositive
        - pattern: 'accepted until (?<until>.+)'
          status: riskAccepted
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_are_tried_take_effect_and_are_undone()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var comments = world.Host.Client.Comments;
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);

        var tried = Assert.Single(await comments.TryAsync("shop", new("a False Positive"), Ct));
        Assert.Equal((1, "falsePositive", null), (tried.Rule, tried.Status, tried.Problem));
        Assert.Contains("is over", Assert.Single(await comments.TryAsync("shop", new("accepted until 2020-01-01"), Ct)).Problem);
        var nothing = Assert.Single(await comments.TryAsync("shop", new("hello"), Ct));
        Assert.Equal((null, null), (nothing.Rule, nothing.PassedOver));
        var passed = Assert.Single(await comments.TryAsync("shop", new("done", Rules: [new("other", "fixed"), new("done", "fixed", ["assignee"])]), Ct));
        Assert.Equal((null, 2), (passed.Rule, passed.PassedOver));
        Assert.Equal("fixed", Assert.Single(await comments.TryAsync("shop", new("done", Rules: [new("done", "fixed")]), Ct)).Status);

        var heard = Assert.Single(await comments.TryAsync("shop", new("done", Rules: [new("done", "fixed", ["assignee"])], As: "assignee"), Ct));
        Assert.Equal((1, "assignee"), (heard.Rule, heard.Author));
        Assert.Equal("Bob Tanaka", Assert.Single(await comments.TryAsync("shop", new("false positive", As: "Bob Tanaka"), Ct)).Author);

        world.Sandbox.State.Comment(ticket.IssueKey!, "false positive", "bob");
        var real = Assert.Single(await comments.TryAsync("shop", new(Ticket: ticket.Id.ToString()), Ct));
        Assert.Equal(("Bob Tanaka", 1, false, false), (real.Author, real.Rule, real.Ours, real.Old));
        Assert.Empty((await comments.EffectsAsync(null, null, null, 10, Ct)).Items);

        var poll = await world.Tickets.PollAsync(world.ConnectionId, Ct);
        Assert.Equal((1, 1), (poll.Tickets, poll.CommentEffects));
        var effect = Assert.Single((await comments.EffectsAsync(ticket.Id, ticket.ConfigurationId, null, 10, Ct)).Items);
        Assert.Equal(("falsePositive", 1, null), (effect.Status, effect.Findings, effect.Undone));
        Assert.NotNull((await comments.UndoAsync(effect.Id, Ct)).Undone);
        Assert.Equal(409, (await Assert.ThrowsAsync<FairleadProblemException>(() => comments.UndoAsync(effect.Id, Ct))).Problem.Status);
    }

    [Fact]
    public async Task Bad_requests_are_told_with_their_place()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var comments = world.Host.Client.Comments;
        await world.Tickets.ApplyYamlAsync(Yaml, Ct);

        Assert.Equal(422, await StatusOfAsync(() => comments.TryAsync("shop", new(), Ct)));
        Assert.Equal(422, await StatusOfAsync(() => comments.TryAsync("shop", new("a", "b"), Ct)));
        Assert.Equal(422, await StatusOfAsync(() => comments.TryAsync("shop", new(Ticket: "b"), Ct)));
        Assert.Equal(422, await StatusOfAsync(() => comments.TryAsync("shop", new(new string('a', 40_000)), Ct)));
        Assert.Equal(422, await StatusOfAsync(() => comments.TryAsync("shop", new("a", Rules: [new("(", "fixed")]), Ct)));
        Assert.Equal(422, await StatusOfAsync(() => comments.TryAsync("shop", new("a", As: "Nobody Known"), Ct)));
        Assert.Equal(422, await StatusOfAsync(() => comments.TryAsync("shop", new("a", As: " "), Ct)));
        Assert.Equal(422, await StatusOfAsync(() => comments.TryAsync("shop", new(Ticket: TicketId.New(TimeProvider.System).ToString(), As: "Bob Tanaka"), Ct)));
        Assert.Equal(404, await StatusOfAsync(() => comments.TryAsync("shop", new(Ticket: TicketId.New(TimeProvider.System).ToString()), Ct)));
        Assert.Equal(404, await StatusOfAsync(() => comments.TryAsync("nobody-s", new("a"), Ct)));
        Assert.Equal(404, await StatusOfAsync(() => comments.UndoAsync(CommentEffectId.New(TimeProvider.System), Ct)));
    }

    private static async Task<int> StatusOfAsync<T>(Func<Task<T>> call) => (await Assert.ThrowsAsync<FairleadProblemException>(call)).Problem.Status;

    public class OnSqlite(SqliteTestDatabase db) : CommentsApiContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : CommentsApiContract(db), IClassFixture<PostgresTestDatabase>;
}
