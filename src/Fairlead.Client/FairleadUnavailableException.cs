namespace Fairlead.Client;

/// <summary>Why no answer of a Fairlead came.</summary>
public enum FairleadFailure
{
    /// <summary>Nothing listens there, the name is unknown, or the connection broke.</summary>
    Unreachable,

    /// <summary>The certificate was not accepted.</summary>
    Tls,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>Something answered, but not this API: a page, a redirect, or a version that this client does not understand.</summary>
    NotFairlead,

    /// <summary>A 5xx without a problem document: the server or a proxy in between is broken or starting.</summary>
    ServerFailed,
}

/// <summary>The server could not be talked to.</summary>
public sealed class FairleadUnavailableException(FairleadFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public FairleadFailure Failure { get; } = failure;
}
