using System.Runtime.CompilerServices;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Platform.Findings.Api;

/// <summary>The reports in a request: the body as it is, or the files of a form, each read as it arrives.</summary>
internal static class ReportUpload
{
    private const int MaxBoundary = 70;
    private const int MaxPartHeaders = 16;
    private const int MaxPartHeaderBytes = 16 * 1024;
    private const int FormOverhead = 1 << 20;

    private const string WhatToSend =
        "Send the report as the body, as curl --data-binary @report.json does, or as the part 'file' of a multipart/form-data form; reports that belong together as several parts 'file', and nothing else.";

    /// <summary>Each is to be read to its end before the next one is asked for.</summary>
    /// <exception cref="ProblemException">There is no file, or the form is not well-formed.</exception>
    public static async IAsyncEnumerable<ReportPart> ReadAsync(
        HttpContext http, long maxBytes, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = http.Request;
        if (request.Headers.ContentEncoding.Count > 0)
            throw new ProblemException(new Problem(ProblemKind.UnsupportedContentEncoding, "Send the report uncompressed."));
        if (request.ContentLength > maxBytes + FormOverhead)
            throw new ProblemException(new Problem(ProblemKind.ContentTooLarge, $"A report may have at most {maxBytes:N0} bytes."));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes + FormOverhead;
        if (request.ContentLength == 0)
            throw new ProblemException(new Problem(ProblemKind.EmptyReport, $"The request's body is empty. {WhatToSend}"));
        if (request.ContentType is not { } type || !type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            yield return new ReportPart(new UploadStream(request.Body), null);
            yield break;
        }

        var form = FormOf(request, type);
        var part = await UploadStream.NextPartAsync(form, ct) ?? throw MissingFile();
        for (var next = part; next is not null; next = await UploadStream.NextPartAsync(form, ct))
            yield return new ReportPart(new UploadStream(next.Body), NameOf(next));
    }

    private static MultipartReader FormOf(HttpRequest request, string contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= MaxBoundary } boundary)
        {
            throw Malformed("it has no boundary of 1 to 70 characters");
        }

        return new MultipartReader(boundary.ToString(), request.Body)
        {
            HeadersCountLimit = MaxPartHeaders,
            HeadersLengthLimit = MaxPartHeaderBytes,
        };
    }

    private static string? NameOf(MultipartSection part)
    {
        var disposition = part.GetContentDispositionHeader();
        if (disposition is null || !disposition.IsFileDisposition() || HeaderUtilities.RemoveQuotes(disposition.Name) != "file")
            throw MissingFile();
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName);
        return name.HasValue ? name.ToString() : null;
    }

    internal static ProblemException MissingFile() =>
        new(new Problem(ProblemKind.MissingFile, $"The form holds no file, or something else. {WhatToSend}"));

    internal static ProblemException Malformed(string why) =>
        new(new Problem(ProblemKind.MalformedMultipart, $"The form is not well-formed: {why}."));
}

/// <summary>
/// An upload in which a connection that breaks is told from a file that ends.
/// </summary>
internal sealed class UploadStream(Stream inner) : Stream
{
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="ProblemException">The form is not well-formed.</exception>
    public static async Task<MultipartSection?> NextPartAsync(MultipartReader form, CancellationToken ct)
    {
        try
        {
            return await form.ReadNextSectionAsync(ct);
        }
        catch (InvalidDataException)
        {
            throw ReportUpload.Malformed("a part of it is cut, or its headers are too many or too long");
        }
        catch (IOException)
        {
            throw Incomplete();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended)
            return 0;
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw ReportUpload.Malformed("a part of it is cut, or its headers are too many or too long");
        }
        catch (IOException e) when (e is not BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            throw Incomplete();
        }

        if (read > 0 || buffer.Length == 0)
            return read;
        _ended = true;
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Uploads are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static ProblemException Incomplete() =>
        new(new Problem(ProblemKind.IncompleteUpload, "The upload ended before the report did. Nothing was imported; send it again."));
}
