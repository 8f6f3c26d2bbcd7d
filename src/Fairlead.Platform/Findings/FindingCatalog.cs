using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings;

/// <summary>Looks findings up, and takes people's decisions on them.</summary>
internal sealed class FindingCatalog(Database database, TimeProvider clock)
{
    /// <param name="after">The cursor of the page before, as <see cref="Page{T}.Next"/> gave it for the same order; null for the first.</param>
    /// <param name="size">1 to 1,000.</param>
    /// <exception cref="FormatException">The cursor is not one of this order.</exception>
    public Task<Page<FindingSummary>> SearchAsync(
        FindingFilter filter, FindingOrder order, string? after, int size, CancellationToken ct) =>
        throw new NotSupportedException($"{database.Engine} {clock}");

    public Task<FindingCounts> CountAsync(FindingFilter filter, CancellationToken ct) => throw new NotSupportedException();

    public Task<Finding?> GetAsync(FindingId id, CancellationToken ct) => throw new NotSupportedException();

    /// <param name="ids">At most 1,000; unknown ones are left out.</param>
    public Task<IReadOnlyList<Finding>> GetManyAsync(IReadOnlyCollection<FindingId> ids, CancellationToken ct) =>
        throw new NotSupportedException();

    /// <summary>The sources of one finding, open ones first.</summary>
    public Task<IReadOnlyList<Occurrence>> OccurrencesAsync(FindingId id, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>All that match, oldest first, one by one; a read connection is held meanwhile.</summary>
    public IAsyncEnumerable<FindingSummary> StreamSummariesAsync(FindingFilter filter, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<EditOutcome> EditAsync(FindingId id, FindingEdit edit, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Ends the decisions whose time is over: the sources decide again.</summary>
    /// <returns>How many ended.</returns>
    public Task<int> EndExpiredDecisionsAsync(CancellationToken ct) => throw new NotSupportedException();
}
