namespace Fairlead.Client.Operations;

/// <param name="Status"><c>ready</c>, <c>degraded</c> (works, somebody should look), <c>unavailable</c> or <c>stopping</c>.</param>
public sealed record HealthResponse(string Status, IReadOnlyList<HealthReasonResponse> Reasons);

/// <param name="Code">Stable, for programs.</param>
/// <param name="IsBlocking">The server cannot work until it is mended.</param>
public sealed record HealthReasonResponse(string Code, string Message, bool IsBlocking);
