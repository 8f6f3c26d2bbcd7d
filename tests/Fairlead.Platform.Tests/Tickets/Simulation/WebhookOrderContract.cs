using System.Text;
using Fairlead.Client.Operations;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>
/// Webhooks are all that tells of what people do in Jira here: nothing polls, nothing reconciles. Whatever order they come in, and however often,
/// issues, tickets and findings are the same in the end.
/// </summary>
public abstract class WebhookOrderContract(TestDatabase databases)
{
    private const int Periods = 8;

    private static readonly Actor Ann = new(ActorKind.User, null, "Ann");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="seed">Of what people and reports do; each stands for another configuration.</param>
    [Theory]
    [InlineData(SandboxEdition.Cloud, 2)]
    [InlineData(SandboxEdition.Cloud, 3)]
    [InlineData(SandboxEdition.DataCenter, 8)]
    public async Task The_order_of_webhooks_does_not_matter_nor_how_often_each_comes(SandboxEdition edition, int seed)
    {
        var inOrder = await PlayedAsync(edition, seed, order: null);

        for (var order = 1; order <= 2; order++)
            Assert.Equal(inOrder, await PlayedAsync(edition, seed, new Random(order)));
    }

    /// <param name="order"><see langword="null"/>: as it happened, each once.</param>
    private async Task<string> PlayedAsync(SandboxEdition edition, int seed, Random? order)
    {
        await using var world = await LoopScenario.StartAsync(databases, edition, seed);
        await using var webhooks = new HeldWebhooks(world);
        var random = new Random(seed);
        var scanner = LoopScenario.ScannerOf(world, seed, random, Ann);
        var people = new LoopPeople(world, random);
        var told = new StringBuilder();
        await scanner.DecidedOnAllAsync();
        await world.RunAsync(Ct);
        for (var period = 0; period < Periods; period++)
        {
            for (var act = 0; act < 6; act++)
            {
                world.Clock.Advance(TimeSpan.FromSeconds(1));
                told.AppendLine(act == 0 ? await scanner.ScannedAsync() : people.Acted());
            }

            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await DeliverAsync(world, webhooks, order);
            await world.RunAsync(Ct);
            await DeliverAsync(world, webhooks, order);
        }

        var state = await LoopState.ReadAsync(world, scanner, Ct);
        told.AppendLine($"{state}");
        foreach (var issue in world.Sandbox.State.Issues)
        {
            told.AppendLine($"{issue.Key} {issue.Status} {issue.Resolution} {issue.Priority} {issue.Assignee}: {issue.Summary} [{string.Join(", ", issue.Labels)}] {issue.DescriptionMarkup}")
                .AppendLine(string.Join('\n', issue.Comments.Select(c => $"  {c.Author}: {c.Text}")));
        }

        foreach (var effect in (await world.Comments.ListAsync(null, null, null, 1000, Ct)).OrderBy(e => e.IssueKey).ThenBy(e => e.CommentId).ThenBy(e => e.MadeAt))
            told.AppendLine($"{effect.IssueKey} {effect.CommentId} {effect.Text} {effect.Status} {effect.Findings} {effect.Undone?.Because}");
        return told.ToString();
    }

    private static async Task DeliverAsync(TicketWorld world, HeldWebhooks webhooks, Random? order)
    {
        var all = await webhooks.TakeAsync(Ct);
        if (order is not null)
        {
            var anyhow = all.SelectMany(h => Enumerable.Repeat(h, order.Next(1, 4))).ToArray();
            order.Shuffle(anyhow);
            all = anyhow;
        }

        foreach (var hook in all)
        {
            await webhooks.DeliverAsync(hook, Ct);
            // Some are heard before the others come.
            if (order?.Next(4) == 0)
                await world.Sync.HearAsync(world.Configuration.Connection, Ct);
        }

        await world.Sync.HearAsync(world.Configuration.Connection, Ct);
    }

    public class OnSqlite(SqliteTestDatabase db) : WebhookOrderContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : WebhookOrderContract(db), IClassFixture<PostgresTestDatabase>;
}
