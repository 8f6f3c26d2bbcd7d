using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Client.Operations;
using Fairlead.Kernel.Text;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Operations;

/// <summary>
/// The audit trail. Each entry carries an HMAC over itself and the entry before it, so an entry that was changed, removed or
/// slipped in is noticed by <see cref="VerifyAsync"/>.
/// </summary>
internal sealed class ActivityLog(Database database, InstanceIdentity instance, TimeProvider clock)
{
    private const int MaxSummary = 500;
    private const int VerifyBatch = 1000;

    private static readonly SqlText HeadSql = new(typeof(Storage.OperationsSql), "Activity.LockHead");
    private static readonly SqlText ReadHeadSql = new(typeof(Storage.OperationsSql), "Activity.ReadHead");
    private static readonly SqlText MoveHeadSql = new(typeof(Storage.OperationsSql), "Activity.MoveHead");
    private static readonly SqlText AppendSql = new(typeof(Storage.OperationsSql), "Activity.Append");
    private static readonly SqlText BeforeSql = new(typeof(Storage.OperationsSql), "Activity.Before");
    private static readonly SqlText OfSubjectSql = new(typeof(Storage.OperationsSql), "Activity.OfSubject");
    private static readonly SqlText AfterSql = new(typeof(Storage.OperationsSql), "Activity.After");

    private readonly byte[] _key = instance.DeriveKey("activity");

    /// <summary>Adds an entry in the transaction of what it tells of. Entries wait for each other until that commits: append last.</summary>
    public async Task AppendAsync(
        UnitOfWork work, Actor actor, string action, string? subject, string summary, CancellationToken ct)
    {
        var head = await work.FirstAsync<Head>(HeadSql, null, ct) ?? throw new InvalidOperationException("The head of the audit trail is missing.");
        var row = new Row
        {
            Number = head.Number + 1,
            At = clock.GetUtcNow().ToStoredResolution(),
            ActorKind = (int)actor.Kind,
            ActorId = actor.Id,
            ActorName = PlainText.OneLine(actor.Name),
            Action = action,
            Subject = subject,
            Summary = PlainText.Cut(PlainText.OneLine(summary), MaxSummary),
        };
        row = row with { Hash = HashOf(row, head.Hash ?? []) };
        await work.ExecuteAsync(AppendSql, row, ct);
        await work.ExecuteAsync(MoveHeadSql, new { row.Number, row.Hash }, ct);
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Only entries with a lower number; <see langword="null"/> for the newest.</param>
    public async Task<IReadOnlyList<Activity>> ListAsync(long? before, int limit, CancellationToken ct) =>
        [.. (await database.QueryAsync<Row>(BeforeSql, new { before = before ?? long.MaxValue, limit }, ct)).Select(r => r.ToActivity())];

    /// <summary>What was done to one thing, newest first.</summary>
    /// <param name="subject">Its id.</param>
    public async Task<IReadOnlyList<Activity>> OfAsync(string subject, int limit, CancellationToken ct) =>
        [.. (await database.QueryAsync<Row>(OfSubjectSql, new { subject, limit }, ct)).Select(r => r.ToActivity())];

    /// <returns>The number of the first entry at which the chain does not hold; <see langword="null"/> when all of it does.</returns>
    public async Task<long?> VerifyAsync(CancellationToken ct)
    {
        var head = await database.FirstAsync<Head>(ReadHeadSql, null, ct) ?? throw new InvalidOperationException("The head of the audit trail is missing.");
        byte[] hash = [];
        long number = 0;
        while (number < head.Number)
        {
            var rows = await database.QueryAsync<Row>(AfterSql, new { number, limit = VerifyBatch }, ct);
            if (rows.Count == 0)
                return number + 1;
            foreach (var row in rows)
            {
                if (row.Number != number + 1 || !CryptographicOperations.FixedTimeEquals(row.Hash, HashOf(row, hash)))
                    return number + 1;
                (number, hash) = (row.Number, row.Hash);
                if (number == head.Number && !CryptographicOperations.FixedTimeEquals(hash, head.Hash))
                    return number;
            }
        }

        return null;
    }

    private byte[] HashOf(Row row, byte[] previous)
    {
        var text = JsonSerializer.Serialize<object?[]>(
            [row.Number, Instants.ToMicroseconds(row.At), row.ActorKind, row.ActorId, row.ActorName, row.Action, row.Subject, row.Summary]);
        byte[] chained = [.. previous, .. Encoding.UTF8.GetBytes(text)];
        return HMACSHA256.HashData(_key, chained);
    }

    private sealed class Head
    {
        public long Number { get; init; }

        /// <summary><see langword="null"/> before the first entry.</summary>
        public byte[]? Hash { get; init; }
    }

    private sealed record Row
    {
        public long Number { get; init; }

        public DateTimeOffset At { get; init; }

        public int ActorKind { get; init; }

        public string? ActorId { get; init; }

        public string ActorName { get; init; } = "";

        public string Action { get; init; } = "";

        public string? Subject { get; init; }

        public string Summary { get; init; } = "";

        public byte[] Hash { get; init; } = [];

        public Activity ToActivity() =>
            new(Number, At, new Actor((ActorKind)ActorKind, ActorId, ActorName), Action, Subject, Summary);
    }
}
