namespace Fairlead.Platform.Alerts;

/// <summary>An item of a request that was not taken in.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Line">From 1.</param>
public sealed record AlertRefusal(long Index, long Line, string Reason);

/// <summary>What came of one request. What it counts as taken in is stored.</summary>
/// <param name="Received">All items.</param>
/// <param name="Created">Different alerts that were not known.</param>
/// <param name="Repeated">Items that repeat one that is known, or another of the request.</param>
/// <param name="Ignored">Items that are no alerts, such as telemetry.</param>
/// <param name="Refused">Items that were not taken in.</param>
/// <param name="Refusals">The first hundred of those.</param>
/// <param name="Remarks">What was not understood of items that were taken in; the first hundred.</param>
public sealed record AlertIntakeResult(
    long Received, long Created, long Repeated, long Ignored, long Refused, IReadOnlyList<AlertRefusal> Refusals, IReadOnlyList<AlertRefusal> Remarks)
{
    public long Taken => Created + Repeated;
}
