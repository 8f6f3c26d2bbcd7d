using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Fairlead.Jira.Transport;

/// <summary>Why a call broke, in words of ours: the runtime's own change with its version and name its parts.</summary>
internal static class BrokenText
{
    /// <returns>One sentence.</returns>
    public static string Of(Exception error, JiraFailureCause cause, WireRequest wire) => cause switch
    {
        JiraFailureCause.Dns => $"The name {wire.Url.Host} is not known to DNS.",
        JiraFailureCause.Unreachable => $"Nothing answers at {wire.Url.Authority}: {SocketReason(error)}.",
        JiraFailureCause.Timeout => string.Create(
            CultureInfo.InvariantCulture, $"{wire.Url.Host} did not answer within {wire.Timeout.TotalSeconds:0.#} s."),
        JiraFailureCause.NotTls => $"The port of {wire.Url.Authority} does not speak https.",
        JiraFailureCause.Tls => $"{Capitalised(TlsReason(error))}.",
        JiraFailureCause.Proxy => $"{ProxyReason(error)}.",
        JiraFailureCause.AddressRefused or JiraFailureCause.Withdrawn => Innermost(error).Message,
        JiraFailureCause.TooLarge when error is BodyTooLargeException => error.Message,
        JiraFailureCause.TooLarge => $"The head of the answer of {wire.Url.Host} is too large.",
        JiraFailureCause.Unreadable => $"The answer of {wire.Url.Host} is compressed in a way that cannot be undone.",
        JiraFailureCause.NotJira => $"What answers at {wire.Url.Authority} does not speak HTTP.",
        _ => $"{wire.Url.Authority} closed the connection before the answer was whole.",
    };

    /// <summary>Something else than TLS answered the first words of TLS; the runtime tells it in its text only.</summary>
    public static bool IsPlainAnswer(Exception error) =>
        Innermost(error) is AuthenticationException { Message: var text } && text.Contains("frame size", StringComparison.Ordinal);

    private static string SocketReason(Exception error) => Innermost(error) is SocketException socket
        ? socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "the connection is refused",
            SocketError.TimedOut => "the connection takes too long",
            SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown => "there is no way to it through the network",
            SocketError.ConnectionReset or SocketError.ConnectionAborted => "the connection is closed at once",
            SocketError.AccessDenied => "the system does not allow the connection",
            SocketError.TooManyOpenSockets => "this machine has no connection left",
            var other => $"the network fails ({other})",
        }
        : "the connection cannot be made";

    /// <summary>Which fault of a certificate it is, the runtime tells by the names of its flags only.</summary>
    private static string TlsReason(Exception error)
    {
        var flags = error.ToString();
        (string Flag, string Words)[] faults =
        [
            ("RemoteCertificateNameMismatch", "it is for another name"),
            ("NotTimeValid", "it has expired or is not valid yet"),
            ("Revoked", "it was revoked"),
            ("UntrustedRoot", "its authority is not one that this machine trusts"),
            ("PartialChain", "a certificate between it and its authority is missing"),
            ("RemoteCertificateNotAvailable", "there is none"),
        ];
        var found = faults.Where(f => flags.Contains(f.Flag, StringComparison.Ordinal)).Select(f => f.Words).ToList();
        if (found.Count > 0)
            return $"the certificate cannot be trusted: {string.Join("; ", found)}";
        return Innermost(error) is AuthenticationException && flags.Contains("RemoteCertificate", StringComparison.Ordinal)
            ? "the certificate cannot be trusted"
            : "no TLS connection comes about; the port may speak another version of TLS";
    }

    private static string ProxyReason(Exception error) => StatusIn(error.Message) switch
    {
        "407" => "The proxy wants to be signed in to (407)",
        "403" => "The proxy does not allow this address (403)",
        { } status => $"The proxy makes no tunnel (status {status})",
        null => "The proxy makes no tunnel",
    };

    /// <summary>The status that the proxy gave is nowhere but in the text.</summary>
    private static string? StatusIn(string text) =>
        text.Split('\'', ' ', '.').FirstOrDefault(w => w is [>= '3' and <= '5', >= '0' and <= '9', >= '0' and <= '9']);

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
            error = inner;
        return error;
    }

    private static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
