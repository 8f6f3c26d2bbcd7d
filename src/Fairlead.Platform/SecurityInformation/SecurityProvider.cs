namespace Fairlead.Platform.SecurityInformation;

/// <summary>Who pushes vulnerabilities. Ids of workspaces and vulnerabilities are unique within one provider only.</summary>
/// <param name="Key">Stays the same when a credential is replaced: <c>app:…</c> for a provider app, <c>user:…</c> for all API tokens of one user, <c>server</c> for tokens of nobody.</param>
/// <param name="Name">For people.</param>
internal sealed record SecurityProvider(string Key, string Name);
