using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Connections;

/// <summary>A Jira site and how we sign in to it.</summary>
/// <param name="Name">Unique whatever its case.</param>
/// <param name="CloudId">The site's id at Atlassian; <see langword="null"/> until it is known or where it is not needed.</param>
/// <param name="IsEnabled">A disabled connection is never called.</param>
/// <param name="ActiveSlot">The credential in use.</param>
/// <param name="Cause">Why it does not work, or not for all that it is used for; <see langword="null"/> when it does or was never tested.</param>
/// <param name="CheckedAt">UTC. When a person's test last found that signing in works, or a server's own with another secret than Jira refused.</param>
/// <param name="Account">The account behind the credential; known only when this very credential has worked once.</param>
/// <param name="Revision">Grows with every change of address or credential.</param>
public sealed record Connection(
    ConnectionId Id,
    string Name,
    Uri BaseUrl,
    JiraEdition Edition,
    string? CloudId,
    bool IsEnabled,
    CredentialSlot ActiveSlot,
    ConnectionHealth Health,
    ConnectionCause? Cause,
    string? HealthDetail,
    DateTimeOffset? CheckedAt,
    string? Account,
    DateTimeOffset CreatedAt,
    long Revision,
    IReadOnlyList<Credential> Credentials)
{
    /// <summary>UTC. When anything else last showed how it does, or a node last began to test it by itself.</summary>
    public DateTimeOffset? ProbedAt { get; init; }

    /// <summary>UTC. When it was last known how it does; <see langword="null"/> when it was never tested.</summary>
    public DateTimeOffset? TestedAt => ProbedAt > CheckedAt ? ProbedAt : CheckedAt ?? ProbedAt;

    /// <summary>Which Jira this is, so that another one at the same address is noticed.</summary>
    public SitePin Pin { get; init; } = SitePin.None;

    public Credential? ActiveCredential => Credentials.FirstOrDefault(c => c.Slot == ActiveSlot);

    /// <summary>Whether Jira refused a secret that is kept elsewhere, and nothing has shown since that signing in works.</summary>
    public bool IsRefusalOpen => ActiveCredential?.RefusedAt is { } refusedAt && !(CheckedAt > refusedAt);

    public JiraSite Site => new(BaseUrl, Edition, CloudId);
}

/// <summary>One way to sign in, without its secret.</summary>
/// <param name="User">E-mail, user name or client id; <see langword="null"/> for a personal access token.</param>
/// <param name="Reference">Where the secret is (<c>env:NAME</c>, <c>file:/path</c>); <see langword="null"/> when it is in the vault.</param>
/// <param name="ExpiresAt">UTC. <see langword="null"/> when nobody said.</param>
public sealed record Credential(
    CredentialSlot Slot, CredentialKind Kind, string? User, string? Reference, DateTimeOffset SetAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>UTC. When Jira last refused the secret that stood at the reference; <see langword="null"/> when it did not since it was set.</summary>
    public DateTimeOffset? RefusedAt { get; init; }

    /// <summary>How many different secrets Jira refused there one after the other, with none that works in between.</summary>
    public int Refusals { get; init; }
}
