namespace Fairlead.Sandbox.People;

/// <summary>A user. Cloud knows it by <see cref="AccountId"/> only, Data Center by <see cref="Name"/> and <see cref="Key"/>.</summary>
internal sealed record Account(
    string AccountId, string Key, string Name, string DisplayName, string Email, string TimeZoneId, IReadOnlyList<string> Groups)
{
    public bool IsActive { get; init; } = true;

    public bool IsAssignable { get; init; } = true;

    public bool IsAdministrator => Groups.Contains("jira-administrators");

    /// <summary>How the edition's JSON and JQL name this user.</summary>
    public string Handle(SandboxEdition edition) => edition == SandboxEdition.Cloud ? AccountId : Name;
}
