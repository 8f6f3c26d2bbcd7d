using Fairlead.Client.Connections;
using Fairlead.Platform.Connections.Testing;

namespace Fairlead.Platform.Connections;

/// <summary>How a connection does, as a test or a call shows it.</summary>
/// <param name="Account"><see langword="null"/> leaves the known one.</param>
/// <param name="IsProof">A person's test found that signing in works, or a server's with another secret than Jira refused. Any other test of a server's is none: a pause may wait for a person.</param>
internal sealed record HealthNote(ConnectionHealth Health, ConnectionCause? Cause = null, string? Detail = null, string? Account = null, bool IsProof = false)
{
    public static HealthNote Untested { get; } = new(ConnectionHealth.Unknown);

    public static HealthNote Works { get; } = new(ConnectionHealth.Healthy);

    public static HealthNote Of(ConnectionDiagnosis diagnosis) => new(
        diagnosis.IsPartial ? ConnectionHealth.Attention : ConnectionHealth.Failing, diagnosis.Cause, $"{diagnosis.Message} {diagnosis.NextStep}");
}
