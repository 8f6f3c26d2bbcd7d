using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Webhooks;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>How a connection takes webhooks, and what came.</summary>
internal sealed record WebhookIntakeRow
{
    public ConnectionId ConnectionId { get; init; }

    public DateTimeOffset RotatedAt { get; init; }

    public DateTimeOffset? PreviousUntil { get; init; }

    public DateTimeOffset? LastReceivedAt { get; init; }

    public DateTimeOffset? LastRejectedAt { get; init; }

    public string? LastRejection { get; init; }

    /// <summary>How the last one began that was signed and could not be read.</summary>
    public string? DeadLetter { get; init; }

    /// <summary>Signed events that are of no issue.</summary>
    public long PassedOver { get; init; }

    /// <summary>The last one's name.</summary>
    public string? LastPassedOver { get; init; }
}

/// <summary>One delivery, as it is kept.</summary>
/// <param name="Delivery">The same for every attempt of Jira at the same event.</param>
internal sealed record WebhookEvent(ConnectionId ConnectionId, string Delivery, string IssueId, string Kind);

internal sealed record UnheardEvent
{
    public long No { get; init; }

    public string IssueId { get; init; } = "";
}

/// <summary>What webhooks brought, until it is heard and a while after.</summary>
internal sealed class WebhookStore(Database database, EventLog log, TimeProvider clock)
{
    private static readonly SqlText GetSql = new(typeof(WebhookStore), "Webhook.Get");
    private static readonly SqlText RotateSql = new(typeof(WebhookStore), "Webhook.Rotate");
    private static readonly SqlText StageSql = new(typeof(WebhookStore), "Webhook.Stage");
    private static readonly SqlText UntoldSql = new(typeof(WebhookStore), "Webhook.Untold");
    private static readonly SqlText RemoveSql = new(typeof(WebhookStore), "Webhook.Remove");
    private static readonly SqlText RejectedSql = new(typeof(WebhookStore), "Webhook.Rejected");
    private static readonly SqlText PassedOverSql = new(typeof(WebhookStore), "Webhook.PassedOver");
    private static readonly SqlText ReceivedSql = new(typeof(WebhookStore), "Webhook.Received");
    private static readonly SqlText InsertSql = new(typeof(WebhookStore), "Webhook.Insert");
    private static readonly SqlText UnheardSql = new(typeof(WebhookStore), "Webhook.Unheard");
    private static readonly SqlText HeardSql = new(typeof(WebhookStore), "Webhook.Heard");
    private static readonly SqlText WaitingSql = new(typeof(WebhookStore), "Webhook.Waiting");
    private static readonly SqlText ForgetSql = new(typeof(WebhookStore), "Webhook.Forget");

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    /// <returns><see langword="null"/> when the connection takes none.</returns>
    public Task<WebhookIntakeRow?> GetAsync(ConnectionId connection, CancellationToken ct) =>
        database.FirstAsync<WebhookIntakeRow>(GetSql, new { connection }, ct);

    public Task RotateAsync(UnitOfWork work, ConnectionId connection, DateTimeOffset? previousUntil, CancellationToken ct) =>
        work.ExecuteAsync(RotateSql, new { connection, now = clock.GetUtcNow(), previousUntil }, ct);

    /// <summary>Takes webhooks from now on; one that does already stays as it is.</summary>
    public Task StageAsync(UnitOfWork work, ConnectionId connection, CancellationToken ct) =>
        work.ExecuteAsync(StageSql, new { connection, now = clock.GetUtcNow() }, ct);

    /// <summary>A look found changes of which a webhook should have told.</summary>
    /// <param name="since">UTC. When the look before began.</param>
    public Task UntoldAsync(ConnectionId connection, DateTimeOffset since, DateTimeOffset at, CancellationToken ct) =>
        database.ExecuteAsync(UntoldSql, new { connection, since, at }, ct);

    /// <returns><see langword="false"/> when it took none.</returns>
    public static async Task<bool> RemoveAsync(UnitOfWork work, ConnectionId connection, CancellationToken ct) =>
        await work.ExecuteAsync(RemoveSql, new { connection }, ct) == 1;

    /// <param name="deadLetter">How it began, where it was signed.</param>
    public Task RejectedAsync(ConnectionId connection, string why, string? deadLetter, CancellationToken ct) =>
        database.ExecuteAsync(RejectedSql, new { connection, why, deadLetter, now = clock.GetUtcNow() }, ct);

    /// <summary>An event came that is of no issue.</summary>
    /// <param name="kind">Its name, as Jira gives it.</param>
    public Task PassedOverAsync(ConnectionId connection, string kind, CancellationToken ct) =>
        database.ExecuteAsync(PassedOverSql, new { connection, kind }, ct);

    /// <summary>All of them, in one transaction; those that came before are left out. Other rooms are told once of each issue.</summary>
    /// <param name="events">Asked for once the transaction has begun, which may take a while.</param>
    public async Task InsertAsync(IEnumerable<WebhookEvent> events, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var told = new HashSet<(string Kind, IssueTold Issue)>();
        foreach (var ofOne in events.GroupBy(e => e.ConnectionId))
        {
            var rows = TicketRow.JsonOf(ofOne.Select(e => new[] { e.Delivery, e.IssueId, e.Kind }));
            var (connection, now) = (ofOne.Key, clock.GetUtcNow());
            if (await work.ExecuteAsync(InsertSql, new { connection, events = rows, now }, ct) > 0)
                told.UnionWith(ofOne.Select(e => (e.Kind == WebhookBody.IssueDeleted ? EventLog.IssueDeleted : EventLog.IssueChanged, new IssueTold(connection, e.IssueId))));
            await work.ExecuteAsync(ReceivedSql, new { connection, now }, ct);
        }

        foreach (var (kind, issue) in told)
            await log.AppendAsync(work, kind, issue.ToString(), ct);

        KillPoint.Hit("webhook.before-commit");
        await work.CommitAsync(ct);
        KillPoint.Hit("webhook.stored");
    }

    /// <summary>In the order in which they came.</summary>
    public Task<IReadOnlyList<UnheardEvent>> UnheardAsync(ConnectionId connection, int limit, CancellationToken ct) =>
        database.QueryAsync<UnheardEvent>(UnheardSql, new { connection, limit }, ct);

    /// <param name="nos">Exactly those that were read: one with a smaller number may have been committed since.</param>
    public Task HeardAsync(ConnectionId connection, IReadOnlyList<long> nos, CancellationToken ct) =>
        database.ExecuteAsync(HeardSql, new { connection, nos, now = clock.GetUtcNow() }, ct);

    /// <summary>Connections with events that were not heard.</summary>
    public Task<IReadOnlyList<ConnectionId>> WaitingAsync(CancellationToken ct) => database.QueryAsync<ConnectionId>(WaitingSql, null, ct);

    /// <param name="before">UTC. Of what was heard.</param>
    /// <param name="unheardBefore">UTC. Of what was not.</param>
    public Task ForgetAsync(DateTimeOffset before, DateTimeOffset unheardBefore, CancellationToken ct) => database.ExecuteAsync(ForgetSql, new { before, unheardBefore }, ct);
}
