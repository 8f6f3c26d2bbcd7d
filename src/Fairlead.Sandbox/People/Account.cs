namespace Fairlead.Sandbox.People;

/// <summary>A user. Cloud knows it by <see cref="AccountId"/> only, Data Center by <see cref="Name"/> and <see cref="Key"/>.</summary>
internal sealed record Account(
    string AccountId, string Key, string Name, string DisplayName, string Email, string TimeZoneId, IReadOnlyList<string> Groups)
{
    // Apart, so that an account stays equal to itself.
    private readonly Standing _standing = new();

    public bool IsActive
    {
        get => _standing.IsActive;
        init => _standing = new() { IsActive = value };
    }

    public bool IsAssignable { get; init; } = true;

    public bool IsAdministrator => Groups.Contains("jira-administrators");

    /// <summary>An administrator deactivates the account, or activates it again.</summary>
    public void Activate(bool isActive) => _standing.IsActive = isActive;

    /// <summary>How the edition's JSON and JQL name this user.</summary>
    public string Handle(SandboxEdition edition) => edition == SandboxEdition.Cloud ? AccountId : Name;

    private sealed class Standing
    {
        public bool IsActive { get; set; } = true;
    }
}
