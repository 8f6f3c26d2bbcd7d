using Fairlead.Client.Connections;

namespace Fairlead.Platform.Connections;

/// <summary>What became of trying a credential that is not in use.</summary>
/// <param name="Account">Jira's id of its account; <see langword="null"/> where it is not known.</param>
/// <param name="Note">What the connection's health is once the credential is in force.</param>
internal sealed record CredentialProof(ConnectionTestResponse Test, string? Account, HealthNote Note)
{
    /// <summary>Perhaps not for all that it is used for.</summary>
    public bool SignsIn => Note.Health != ConnectionHealth.Failing;
}
