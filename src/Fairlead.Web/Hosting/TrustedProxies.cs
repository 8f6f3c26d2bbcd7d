using System.Net;
using Fairlead.Platform.Access;
using Fairlead.Platform.Operations;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Fairlead.Web.Hosting;

/// <summary>
/// Believes a reverse proxy that was named: whether the browser came by TLS, which makes the session's cookie secure, and from which
/// address, which is what slows guessing down. Nobody else is believed, and nobody about the host.
/// </summary>
internal static class TrustedProxies
{
    private const string Setting = $"{AccessOptions.Section}:{nameof(AccessOptions.TrustedProxies)}";

    extension(WebApplication app)
    {
        /// <exception cref="ConfigurationException">An entry is neither an address nor a network.</exception>
        public void UseTrustedProxies()
        {
            var networks = Parse(app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.TrustedProxies);
            if (networks.Count == 0)
                return;
            // Without a limit: each address is believed as long as the one that told it is trusted.
            var options = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
                ForwardLimit = null,
            };
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in networks)
                options.KnownIPNetworks.Add(network);
            app.UseForwardedHeaders(options);
        }
    }

    private static List<IPNetwork> Parse(string list) =>
        [.. list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseOne)];

    private static IPNetwork ParseOne(string entry)
    {
        if (IPNetwork.TryParse(entry, out var network))
            return network;
        return IPAddress.TryParse(entry, out var address)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new ConfigurationException(
                Setting, $"'{entry}' is neither an address, such as 10.0.0.5, nor a network, such as 10.0.0.0/24. Separate several by commas.");
    }
}
