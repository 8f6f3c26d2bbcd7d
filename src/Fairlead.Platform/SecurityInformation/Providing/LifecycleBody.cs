using System.Text.Json;
using Fairlead.Jira;
using Fairlead.Kernel;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>What Jira says when an app is installed. Pure.</summary>
/// <param name="BaseUrl">Without a slash at its end.</param>
internal sealed record LifecycleBody(string ClientKey, string BaseUrl, SecretText Secret)
{
    private const int MinSecret = 16;
    private const int MaxSecret = 1_024;

    /// <param name="appKey">Fairlead's own.</param>
    /// <exception cref="ProblemException">Something in it is not what Jira sends.</exception>
    public static LifecycleBody Installed(JsonElement body, string appKey)
    {
        var (clientKey, secret) = (Text(body, "clientKey"), Text(body, "sharedSecret"));
        var isUrl = JiraBaseUrl.TryNormalise(Text(body, "baseUrl"), JiraEdition.Cloud, out var url, out _) && url.Notices.Count == 0;
        new Validation()
            .Check(Text(body, "key") == appKey, "/key", $"must be {appKey}")
            .Check(clientKey is not null && SiteSignIn.IsClientKey(clientKey), "/clientKey", $"must have 1 to {SiteSignIn.MaxClientKey} letters, digits and - _ . :")
            .Check(secret is { Length: >= MinSecret and <= MaxSecret } && !secret.Any(char.IsControl), "/sharedSecret", $"must have {MinSecret} to {MaxSecret} characters")
            .Check(isUrl, "/baseUrl", "must be the address of a Jira")
            .Check(Text(body, "productType") is null or "jira", "/productType", "must be jira")
            .Check(Text(body, "eventType") is null or "installed", "/eventType", "must be installed")
            .ThrowIfAny();
        return new(clientKey!, url!.Url.AbsoluteUri.TrimEnd('/'), new SecretText(secret!));
    }

    /// <returns><see langword="null"/>: none, or no text.</returns>
    public static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
