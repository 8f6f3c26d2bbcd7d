namespace Fairlead.Platform.Operations;

/// <summary>A room's say in whether this node can serve.</summary>
internal interface IHealthReason
{
    /// <returns>Nothing when all is well.</returns>
    Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct);
}

/// <summary>Something that is not as it should be.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="IsBlocking">The node must get no requests until it is mended; otherwise it works, but somebody should look.</param>
internal sealed record HealthReason(string Code, string Message, bool IsBlocking);
