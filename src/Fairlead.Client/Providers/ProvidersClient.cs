namespace Fairlead.Client.Providers;

/// <summary>Apps that tell of vulnerabilities.</summary>
public sealed class ProvidersClient(FairleadTransport transport)
{
    private const string Providers = "api/v1/providers";

    /// <summary>By key; those that are revoked, too.</summary>
    public Task<IReadOnlyList<ProviderResponse>> ListAsync(CancellationToken ct) => transport.GetAsync<IReadOnlyList<ProviderResponse>>(Providers, ct);

    public Task<ProviderResponse> GetAsync(string key, CancellationToken ct) => transport.GetAsync<ProviderResponse>(PathOf(key), ct);

    public Task<ProviderSecretResponse> AddAsync(AddProviderRequest provider, CancellationToken ct) =>
        transport.SendAsync<AddProviderRequest, ProviderSecretResponse>(HttpMethod.Post, Providers, provider, ct);

    public Task<ProviderSecretResponse> RotateAsync(string key, RotateProviderRequest rotation, CancellationToken ct) =>
        transport.SendAsync<RotateProviderRequest, ProviderSecretResponse>(HttpMethod.Post, $"{PathOf(key)}/rotate", rotation, ct);

    public Task RevokeAsync(string key, CancellationToken ct) => transport.DeleteAsync(PathOf(key), ct);

    /// <summary>Jira sites that have Fairlead as a security provider, by address; also those on which it is uninstalled, unless it is back.</summary>
    public Task<IReadOnlyList<ProviderSiteResponse>> SitesAsync(CancellationToken ct) => transport.GetAsync<IReadOnlyList<ProviderSiteResponse>>("api/v1/provider-sites", ct);

    /// <summary>Submits at once what changed, or everything anew.</summary>
    /// <param name="clientKey">Of an enabled site.</param>
    public Task SubmitAsync(string clientKey, SubmitToSiteRequest request, CancellationToken ct) =>
        transport.SendAsync(HttpMethod.Post, $"api/v1/provider-sites/{Uri.EscapeDataString(clientKey)}/submit", request, ct);

    /// <summary>Switches submission to a site off, or on again.</summary>
    /// <param name="clientKey">Of a site that has the app.</param>
    public Task ChangeSiteAsync(string clientKey, ChangeSiteRequest request, CancellationToken ct) =>
        transport.SendAsync(HttpMethod.Patch, $"api/v1/provider-sites/{Uri.EscapeDataString(clientKey)}", request, ct);

    /// <summary>Forgets a site, and all that it was sent.</summary>
    /// <param name="clientKey">Of a site on which the app is uninstalled or superseded.</param>
    /// <param name="installed">Also of one that has the app as far as Fairlead knows; administrators only.</param>
    public Task ForgetSiteAsync(string clientKey, bool installed, CancellationToken ct) =>
        transport.DeleteAsync($"api/v1/provider-sites/{Uri.EscapeDataString(clientKey)}" + Query.Of(("installed", installed ? "true" : null)), ct);

    /// <summary>Issues that providers associated with vulnerabilities and that could not be linked, by provider.</summary>
    /// <param name="size">1 to 1,000.</param>
    public Task<ProviderAssociationPage> AssociationsAsync(string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<ProviderAssociationPage>("api/v1/provider-associations" + Query.Of(("cursor", cursor), ("size", size.ToString())), ct);

    private static string PathOf(string key) => $"{Providers}/{Uri.EscapeDataString(key)}";
}
