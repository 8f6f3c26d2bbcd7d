using System.Net;
using Fairlead.Jira;
using Fairlead.Jira.Transport;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Connections.Sites;

/// <summary>May this text be the address of a Jira? What only DNS knows is judged again at every connect.</summary>
internal static class BaseUrlCheck
{
    /// <exception cref="ProblemException">Unsafe URL, or a host that must be confirmed.</exception>
    public static NormalisedBaseUrl Check(string text, JiraEdition? edition, ConnectionOptions options)
    {
        if (!JiraBaseUrl.TryNormalise(text, edition, out var url, out var problem))
            throw Unsafe(Words(problem.Value));
        if (url.Url.Port == 0)
            throw Unsafe("nothing answers at port 0");
        var isLoopback = IsLoopback(url.Url);
        if (isLoopback && !options.AllowLoopback)
            throw Unsafe("it points to this machine itself. A server that is started with --allow-loopback-jira may call it; so may a command without a server, with FAIRLEAD_Connections__AllowLoopback=true in its environment");
        if (IPAddress.TryParse(url.Url.Host.Trim('[', ']'), out var address) && !PolicyOf(options).Allows(address))
        {
            throw Unsafe((PolicyOf(options) with { AllowPrivate = true }).Allows(address)
                ? "it is in a private network, which FAIRLEAD_Connections__AllowPrivate=false forbids"
                : "it is an address that Fairlead does not call, such as those of cloud metadata services");
        }

        if (!url.UsesTls && !options.AllowPlainHttp && !isLoopback)
            throw Unsafe("credentials would travel without TLS. Use https, or start the server with --allow-plain-http-jira; for a command without a server, set FAIRLEAD_Connections__AllowPlainHttp=true in its environment");
        RefuseLookAlike(text, url);
        if (edition == JiraEdition.Cloud && url.LikelyEdition != JiraEdition.Cloud && !isLoopback)
            throw Unsafe("a Cloud site's address ends in .atlassian.net");
        return url;
    }

    public static bool IsLoopback(Uri url)
    {
        var host = url.IdnHost.TrimEnd('.');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address)
                && (IPAddress.IsLoopback(address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4()))));
    }

    public static OutboundAddressPolicy PolicyOf(ConnectionOptions options) =>
        new() { AllowLoopback = options.AllowLoopback, AllowPrivate = options.AllowPrivate };

    /// <summary>A host with letters beyond ASCII may look like another one; whoever means it writes it as DNS does.</summary>
    private static void RefuseLookAlike(string text, NormalisedBaseUrl url)
    {
        if (text.All(char.IsAscii))
            return;
        // Encircled and full-width signs are turned into plain ones somewhere on the way to DNS: ① becomes 1.
        if (text.Any(c => !char.IsAscii(c) && (!char.IsLetter(c) || c is >= '\uFF00' and <= '\uFFEF')))
            throw Unsafe("it holds signs that stand for other ones");
        throw new ProblemException(Problem.AtPointer(
            ProblemKind.ValidationFailed,
            "/baseUrl",
            $"/baseUrl: the address holds letters that may look like others; in DNS its host is {url.DnsHost}. If that is the host you mean, write it like this."));
    }

    private static ProblemException Unsafe(string why) =>
        new(Problem.AtPointer(ProblemKind.UnsafeUrl, "/baseUrl", $"/baseUrl: this address cannot be used: {why}."));

    private static string Words(JiraBaseUrlProblem problem) => problem switch
    {
        JiraBaseUrlProblem.Empty => "it is empty",
        JiraBaseUrlProblem.TooLong => $"it is longer than {JiraBaseUrl.MaxLength} characters",
        JiraBaseUrlProblem.NotAUrl => "it is not a URL",
        JiraBaseUrlProblem.WrongScheme => "only http and https are possible",
        JiraBaseUrlProblem.HasCredentials => "it holds a user name or password, or an @; credentials go into the credential",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
