namespace Fairlead.Reports;

/// <summary>One stable, named part of a finding's identity, such as <c>rule</c> = <c>CVE-2024-1</c>.</summary>
/// <param name="Value">Never empty; at most 1,024 characters (a longer text stands here as its SHA-256).</param>
public readonly record struct IdentityKey(string Name, string Value);
