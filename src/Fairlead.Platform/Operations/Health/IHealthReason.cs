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
/// <param name="About">Which one of many it is about, such as a connection's name: with the code it says that a reason is the same as before.</param>
/// <param name="Over">Code of a milder reason about the same, of which nobody is told that it is over because of this one.</param>
/// <param name="IsOfNode">Only this node can see it, as what is on its disk or in its memory; that another does not says nothing.</param>
internal sealed record HealthReason(string Code, string Message, bool IsBlocking, string About = "", bool IsOfNode = false, string? Over = null);
