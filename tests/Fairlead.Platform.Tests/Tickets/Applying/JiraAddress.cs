using Fairlead.Jira;
using Fairlead.Kernel;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Where a sandbox is and how to sign in to it.</summary>
internal sealed record JiraAddress(Uri Url, JiraEdition Edition, string Email, string Token)
{
    public JiraCredential Credential => Edition == JiraEdition.Cloud
        ? new JiraCredential.CloudApiToken(Email, new SecretText(Token))
        : new JiraCredential.PersonalAccessToken(new SecretText(Token));

    public static JiraAddress Of(SandboxServer sandbox) => sandbox.Options.Edition == SandboxEdition.Cloud
        ? new(sandbox.BaseUrl, JiraEdition.Cloud, sandbox.Accounts.Email, sandbox.Accounts.ApiToken)
        : new(sandbox.BaseUrl, JiraEdition.DataCenter, sandbox.Accounts.UserName, sandbox.Accounts.PersonalAccessToken);
}
