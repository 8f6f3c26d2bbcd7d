namespace Fairlead.Sandbox.Requests;

/// <summary>One request as the sandbox saw it.</summary>
/// <param name="Number">1 for the first since start or reset.</param>
/// <param name="Path">Without context path and gateway prefix, with the query left off.</param>
/// <param name="Query">With the question mark, or empty.</param>
/// <param name="Template">The route, such as <c>/rest/api/3/issue/{issueIdOrKey}</c>; null when nothing matched.</param>
/// <param name="Status">What was answered; null while under way or when the connection was cut instead.</param>
/// <param name="Account">Who signed in; null for nobody.</param>
/// <param name="Fault">The kind of fault that was played; null for none.</param>
/// <param name="Body">The request's text; null when it was not text, was over 256 KiB, or was let go: the log keeps the newest 16 million characters.</param>
public sealed record SandboxRequest(
    long Number,
    DateTimeOffset ReceivedAt,
    string Method,
    string Path,
    string Query,
    string? Template,
    int? Status,
    string? Account,
    bool ViaGateway,
    string? Fault,
    string? Body)
{
    public bool IsWrite => Method is "POST" or "PUT" or "DELETE" or "PATCH";
}
