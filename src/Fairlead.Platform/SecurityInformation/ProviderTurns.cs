namespace Fairlead.Platform.SecurityInformation;

/// <summary>
/// Lets writes of a provider go one after the other, in the order in which they came. The database keeps them apart, too, those of other servers with them; but of
/// many that wait it lets any go on, so that some wait long, each with a connection.
/// </summary>
internal sealed class ProviderTurns : IDisposable
{
    private const int Lanes = 64;

    private readonly SemaphoreSlim[] _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new SemaphoreSlim(1, 1))];

    /// <returns>To be disposed when the write is done.</returns>
    public async Task<IDisposable> TakeAsync(SecurityProvider provider, CancellationToken ct)
    {
        // Two that share a lane wait for each other, which costs time and nothing else.
        var lane = _lanes[(uint)provider.Key.GetHashCode(StringComparison.Ordinal) % Lanes];
        await lane.WaitAsync(ct);
        return new Turn(lane);
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Dispose();
    }

    private sealed class Turn(SemaphoreSlim lane) : IDisposable
    {
        public void Dispose() => lane.Release();
    }
}
