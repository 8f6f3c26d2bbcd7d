using System.Net;

namespace Fairlead.Jira.Transport;

/// <summary>
/// A body that knows whether sending it was begun. .NET sends the head and then asks the content for its bytes; a content that was
/// never asked proves that no complete request reached the peer (reliability rule R4). Being asked is also the last moment at which
/// a request can be withdrawn: every wait, for a limit, a token, a name or a connection, is over then.
/// </summary>
internal sealed class EvidenceContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly SendCondition? _condition;
    private volatile bool _hasBegun;

    /// <param name="condition">Asked right before the first byte.</param>
    public EvidenceContent(HttpContent inner, SendCondition? condition)
    {
        _inner = inner;
        _condition = condition;
        foreach (var (name, values) in inner.Headers)
            Headers.TryAddWithoutValidation(name, values);
    }

    public bool HasBegun => _hasBegun;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <exception cref="WithdrawnException">The condition no longer holds; nothing was sent.</exception>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_condition is not null && !await _condition(cancellationToken))
            throw new WithdrawnException();
        _hasBegun = true;
        await _inner.CopyToAsync(stream, context, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
