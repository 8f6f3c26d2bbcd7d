namespace Fairlead.Platform.Findings.Importing;

/// <summary>Entries that keep an asset of their own although the request names one for the whole report.</summary>
/// <param name="named">The request's asset; null when it names none.</param>
internal sealed class OwnAssets(string? named)
{
    private long _count;
    private string? _first;

    public void Add(Candidate candidate)
    {
        if (named is null || candidate.ShownAsset == candidate.Scope.Asset)
            return;
        _count++;
        _first ??= candidate.ShownAsset;
    }

    /// <param name="read">All entries.</param>
    /// <returns>Null when there is none.</returns>
    public string? Told(long read) => _count == 0 ? null
        : $"{_count:N0} of {read:N0} {(read == 1 ? "entry" : "entries")} {(_count == 1 ? "names an asset of its own and keeps it" : "name assets of their own and keep them")}, "
            + $"such as {_first}; {named} is the asset of {(read == _count ? "none" : $"the other {read - _count:N0}")}.";
}
