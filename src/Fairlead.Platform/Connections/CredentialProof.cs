using Fairlead.Client.Connections;

namespace Fairlead.Platform.Connections;

/// <summary>What became of trying a credential that is not in use.</summary>
/// <param name="Account">Jira's id of its account; <see langword="null"/> where it is not known.</param>
/// <param name="Note">What the connection's health is once the credential is in force.</param>
internal sealed record CredentialProof(ConnectionTestResponse Test, string? Account, HealthNote Note)
{
    /// <summary>It signs in, and lacks a permission that the one in use lacks as well: nothing is lost by it. A connection that is only reminded of its credential lacks none.</summary>
    public bool LacksTheSameAs(Connection inUse) =>
        Note.Health == ConnectionHealth.Attention && inUse.Cause == Note.Cause && inUse.HealthDetail == Note.Detail;
}
