using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>A text out of which a secret was taken.</summary>
/// <param name="Mark">Of the text after it; as <see cref="Acting.TextMasker.MarkOf(System.Text.Json.JsonElement)"/>.</param>
internal sealed record StoredMasking(Guid Id, string IssueKey, IssueTextKind Kind, string PlaceId, string PlaceName, byte[] Mark)
{
    public ConnectionId Connection { get; init; }

    /// <summary>UTC. <see langword="null"/>: it was there when it was looked for last.</summary>
    public DateTimeOffset? MissingSince { get; init; }
}

/// <summary>What an undo of masking needs; the former texts are sealed with the master key.</summary>
internal sealed class MaskingStore(Database database, Vault vault)
{
    private static readonly SqlText InsertSql = new(typeof(MaskingStore), "Masking.Insert");
    private static readonly SqlText DeleteSql = new(typeof(MaskingStore), "Masking.Delete");
    private static readonly SqlText OfSql = new(typeof(MaskingStore), "Masking.Of");
    private static readonly SqlText LookSql = new(typeof(MaskingStore), "Masking.Look");
    private static readonly SqlText LookedSql = new(typeof(MaskingStore), "Masking.Looked");
    private static readonly SqlText OthersSql = new(typeof(MaskingStore), "Masking.Others");
    private static readonly SqlText OldSql = new(typeof(MaskingStore), "Masking.Old");

    /// <summary>Before the text is written, so that nothing that was changed is without its undo.</summary>
    /// <param name="original">The body as JSON, as Jira sent it.</param>
    public async Task PutAsync(
        StoredMasking masking, SecretFindingId finding, ConnectionId connection, SecretText original, string by, DateTimeOffset now, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(
            InsertSql,
            new
            {
                id = masking.Id,
                findingId = finding,
                connection,
                issueKey = masking.IssueKey,
                kind = (int)masking.Kind,
                placeId = masking.PlaceId,
                placeName = masking.PlaceName,
                mark = masking.Mark,
                by,
                now,
            },
            ct);
        await vault.PutAsync(work, AddressOf(masking.Id), original, ct);
        await work.CommitAsync(ct);
    }

    /// <exception cref="VaultException">It cannot be opened.</exception>
    public Task<SecretText?> OriginalAsync(Guid id, CancellationToken ct) => vault.GetAsync(AddressOf(id), ct);

    public async Task DropAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        foreach (var id in ids)
        {
            await work.ExecuteAsync(DeleteSql, new { id }, ct);
            await Vault.RemoveAsync(work, AddressOf(id), ct);
        }

        await work.CommitAsync(ct);
    }

    /// <summary>The one that was masked last first.</summary>
    public async Task<IReadOnlyList<StoredMasking>> OfAsync(SecretFindingId finding, CancellationToken ct) =>
        [.. (await database.QueryAsync<Row>(OfSql, new { findingId = finding }, ct)).Select(row => row.ToMasking())];

    /// <summary>A few of those that were not looked for since.</summary>
    public async Task<IReadOnlyList<StoredMasking>> ToLookForAsync(DateTimeOffset before, CancellationToken ct) =>
        [.. (await database.QueryAsync<Row>(LookSql, new { before }, ct)).Select(row => row.ToMasking())];

    /// <summary>Whether other secrets were taken out of the same text: when they are put back, this one can be.</summary>
    public async Task<bool> HasOthersAsync(Guid id, CancellationToken ct) => await database.FirstAsync<long>(OthersSql, new { id }, ct) > 0;

    public Task LookedAsync(Guid id, DateTimeOffset now, DateTimeOffset? missingSince, CancellationToken ct) => database.ExecuteAsync(LookedSql, new { id, now, missingSince }, ct);

    public Task<IReadOnlyList<Guid>> OlderThanAsync(DateTimeOffset before, CancellationToken ct) => database.QueryAsync<Guid>(OldSql, new { before }, ct);

    private static VaultAddress AddressOf(Guid id) => new("secret_maskings", id.ToString(), "original");

    private sealed record Row
    {
        public Guid Id { get; init; }

        public string IssueKey { get; init; } = "";

        public int Kind { get; init; }

        public string PlaceId { get; init; } = "";

        public string PlaceName { get; init; } = "";

        public byte[] Mark { get; init; } = [];

        public ConnectionId ConnectionId { get; init; }

        public DateTimeOffset? MissingSince { get; init; }

        public StoredMasking ToMasking() =>
            new(Id, IssueKey, (IssueTextKind)Kind, PlaceId, PlaceName, Mark) { Connection = ConnectionId, MissingSince = MissingSince };
    }
}
