using System.Text;
using Fairlead.Sandbox.Serving;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Sandbox.Faults;

/// <summary>
/// Writes an answer straight to the connection, without a length and without chunks, and closes it: the one form in which a
/// client cannot tell a cut body from a whole one.
/// </summary>
internal static class CloseDelimited
{
    public static async Task WriteAsync(HttpContext http, JiraAnswer answer, ReadOnlyMemory<byte> body)
    {
        var transport = http.Features.Get<IConnectionTransportFeature>()?.Transport
            ?? throw new InvalidOperationException("The server gives no access to its connections.");
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} {ReasonPhrase(answer.Status)}\r\n")
            .Append($"Content-Type: {answer.ContentType}\r\nConnection: close\r\n");
        foreach (var (name, value) in answer.Headers)
            head.Append($"{name}: {value}\r\n");
        head.Append("\r\n");
        await transport.Output.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()));
        await transport.Output.WriteAsync(body);
        await transport.Output.CompleteAsync();
        http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }

    private static string ReasonPhrase(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
