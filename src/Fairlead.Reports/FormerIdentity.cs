namespace Fairlead.Reports;

/// <summary>What an earlier version of a format's identity rule would have called a finding.</summary>
/// <param name="Version">Lower than the finding's <see cref="ReportFinding.IdentityVersion"/>.</param>
public sealed record FormerIdentity(int Version, IReadOnlyList<IdentityKey> Keys);
