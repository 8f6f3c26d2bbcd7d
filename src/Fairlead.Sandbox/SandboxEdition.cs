namespace Fairlead.Sandbox;

/// <summary>Which Jira the sandbox is: Cloud speaks REST v3 and v2, Data Center REST v2 only.</summary>
public enum SandboxEdition
{
    Cloud,
    DataCenter,
}
