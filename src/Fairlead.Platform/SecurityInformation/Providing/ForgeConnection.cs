using Fairlead.Jira;
using Fairlead.Platform.Connections;
using Fairlead.Platform.SecurityInformation.Storage;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Which connection leads to a site that has the Forge app: the one whose site says that it has the cloud id that Atlassian signed. A site that nobody here
/// made a connection to is sent nothing, though its administrators installed the app.
/// </summary>
internal sealed class ForgeConnection(ProviderSites sites, ProviderSiteStore store, ConnectionDirectory connections, JiraSites clients)
{
    /// <returns><see langword="null"/>: none of those that work now.</returns>
    public async Task<Connection?> OfAsync(ProviderSite site, ForgeInstallation forge, CancellationToken ct)
    {
        var likely = await sites.ConnectionOfAsync(site, ct);
        foreach (var connection in (await connections.ListAsync(ct)).Where(c => c is { Edition: JiraEdition.Cloud, IsEnabled: true }).OrderByDescending(c => c.Id == likely?.Id))
        {
            if (await CloudIdOfAsync(connection, ct) != forge.CloudId)
                continue;
            var address = connection.BaseUrl.AbsoluteUri.TrimEnd('/');
            if (address != site.BaseUrl)
                await store.SetAddressAsync(site, address, ct);
            return connection;
        }

        return null;
    }

    private async Task<string?> CloudIdOfAsync(Connection connection, CancellationToken ct)
    {
        try
        {
            return await (await clients.ClientForAsync(connection.Id, ct)).CloudIdAsync(ct);
        }
        catch (ConnectionUnusableException)
        {
            return null;
        }
    }
}
