namespace Fairlead.Sandbox;

/// <summary>What the site holds when it starts.</summary>
public enum SandboxSeed
{
    /// <summary>Projects SEC, OPS, PAY (required fields, transition screens) and WEB (team-managed), users, no issues.</summary>
    Standard,

    /// <summary><see cref="Standard"/> and a dozen ordinary issues, for looking at.</summary>
    WithIssues,
}
