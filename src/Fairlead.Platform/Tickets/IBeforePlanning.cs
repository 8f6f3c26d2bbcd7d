namespace Fairlead.Platform.Tickets;

/// <summary>
/// What is decided about findings by itself. It comes before tickets are planned, so that no issue is made of what would be decided a moment later, and closed again.
/// </summary>
internal interface IBeforePlanning
{
    /// <summary>Decides about all that was stored before. Cheap where nothing is new.</summary>
    Task DecideAsync(CancellationToken ct);
}
