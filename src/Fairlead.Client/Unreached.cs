using System.Net.Sockets;

namespace Fairlead.Client;

/// <summary>Why there was no answer, and what to look at, in one line.</summary>
internal static class Unreached
{
    public static string Because(Uri? server, Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            $"The name {server?.Host} is not known to DNS. Check the address for a typing error.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            $"Nothing answers at {server?.Authority}{Told(failure)}. Check that the server runs, and the port.",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
            $"The proxy does not let through to {server?.Authority}. Check HTTPS_PROXY and NO_PROXY.",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            $"What answers at {server?.Authority} does not speak HTTP. Check the port, and whether the address begins with https://.",
        _ => $"The connection to {server?.Authority} broke before the answer came. Look whether the server runs, and try again.",
    };

    /// <param name="failure">Its text holds the names of what was found wrong.</param>
    public static string ByTls(Uri? server, Exception failure)
    {
        var found = failure.Message;
        var why = found switch
        {
            _ when Holds(found, "NameMismatch") => "it was issued for another name",
            _ when Holds(found, "NotTimeValid") => "it has expired, or is not valid yet",
            _ when Holds(found, "UntrustedRoot") || Holds(found, "PartialChain") => "this machine does not trust who issued it",
            _ when Holds(found, "Revoked") => "it was revoked",
            _ when Holds(found, "frame") => null,
            _ => "the two found no common way to encrypt",
        };
        return why is null
            ? $"{server?.Authority} does not speak https. Check the port, or begin the address with http://."
            : $"The server's certificate was not accepted: {why}. Check the address, or add its authority to the trusted ones of this machine.";
    }

    private static bool Holds(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static string Told(Exception failure) => failure.InnerException is SocketException socket
        ? socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => ": the connection is refused",
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => ": there is no way to it in the network",
            SocketError.TimedOut => " in time",
            _ => "",
        }
        : "";
}
