using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings;

/// <summary>Takes reports in. Everything a report says is visible at once or not at all.</summary>
internal sealed class FindingImports(Database database, TimeProvider clock)
{
    /// <summary>Takes in one report. Repeating is safe: the same bytes change nothing.</summary>
    /// <param name="report">Read to its end, not disposed of; need not be seekable.</param>
    /// <exception cref="DatabaseUnavailableException">Nothing was taken in.</exception>
    public Task<ImportOutcome> ImportAsync(
        Stream report, ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken ct) =>
        throw new NotSupportedException($"{database.Engine} {clock}");

    /// <summary>Carries out the closes that the guard held. Repeating is safe.</summary>
    public Task<ConfirmOutcome> ConfirmClosesAsync(ImportId import, UserId? by, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<Import?> GetAsync(ImportId import, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Newest first.</summary>
    /// <param name="after">The cursor of the page before; null for the first.</param>
    /// <param name="size">1 to 1,000.</param>
    public Task<Page<Import>> ListAsync(string? after, int size, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Carries on or undoes what a killed process left. Also done before every import; nothing half done is ever visible.</summary>
    public Task RecoverAsync(CancellationToken ct) => throw new NotSupportedException();
}
