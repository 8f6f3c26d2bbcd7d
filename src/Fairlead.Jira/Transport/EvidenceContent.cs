using System.Net;

namespace Fairlead.Jira.Transport;

/// <summary>
/// A body that knows whether sending it was begun. .NET sends the head and then asks the content for its bytes; a content that was
/// never asked proves that no complete request reached the peer (reliability rule R4).
/// </summary>
internal sealed class EvidenceContent : HttpContent
{
    private readonly HttpContent _inner;
    private volatile bool _hasBegun;

    public EvidenceContent(HttpContent inner)
    {
        _inner = inner;
        foreach (var (name, values) in inner.Headers)
            Headers.TryAddWithoutValidation(name, values);
    }

    public bool HasBegun => _hasBegun;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _hasBegun = true;
        return _inner.CopyToAsync(stream, context, cancellationToken);
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
