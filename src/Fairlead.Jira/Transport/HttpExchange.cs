using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Limits;

namespace Fairlead.Jira.Transport;

/// <summary>One request as it goes on the wire.</summary>
/// <param name="Timeout">One deadline over connecting, sending, head and body.</param>
internal sealed record WireRequest(HttpMethod Method, Uri Url, JiraBody? Body, TimeSpan Timeout, int MaxAnswerBytes)
{
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>Adds the header that Jira demands of uploads and of browser-like writes.</summary>
    public bool IsEffect { get; init; }

    /// <summary>Any media type is welcome, and the bytes stay as they came.</summary>
    public bool IsForFile { get; init; }

    /// <summary>Of a file.</summary>
    public FileHead? Head { get; init; }

    public SendCondition? Condition { get; init; }
}

/// <summary>Sends one request and captures what came of it, whatever that is, as a value. Throws only when the caller cancels.</summary>
internal sealed class HttpExchange(JiraTransport transport, string userAgent, TimeProvider clock)
{
    public async Task<JiraAttempt> SendAsync(WireRequest wire, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(wire.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        using var content = wire.Body is null ? null : new EvidenceContent(ContentOf(wire.Body), wire.Condition);
        using var request = RequestOf(wire, content);
        int? status = null;
        try
        {
            using var response = await transport.SendAsync(request, both.Token);
            status = (int)response.StatusCode;
            if (!wire.IsForFile || !response.IsSuccessStatusCode)
                return Answer(response, await BodyReader.ReadTextAsync(response.Content, wire.MaxAnswerBytes, both.Token), wire.Url);
            var (file, isCut) = await BodyReader.ReadFileAsync(response.Content, wire.MaxAnswerBytes, wire.Head, both.Token);
            return Answer(response, file, wire.Url) with { IsCut = isCut };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidDataException or WithdrawnException)
        {
            var mayHaveLeft = content?.HasBegun != false || status is not null;
            var cause = CauseOf(e);
            return new JiraAttempt.Broken(cause, BrokenText.Of(e, cause, wire), mayHaveLeft, status);
        }
    }

    private JiraAttempt.Answered Answer(HttpResponseMessage response, ReadOnlyMemory<byte> body, Uri url)
    {
        var headers = response.Headers;
        return new((int)response.StatusCode, body)
        {
            MediaType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant(),
            SeraphReason = FirstOf(headers, "X-Authentication-Denied-Reason") ?? FirstOf(headers, "X-Seraph-LoginReason"),
            Challenge = FirstOf(headers, "WWW-Authenticate"),
            Location = headers.Location is { } location && Uri.TryCreate(url, location, out var target) ? target : null,
            Limits = LimitHeadersReader.Read(headers, clock.GetUtcNow()),
        };
    }

    private HttpRequestMessage RequestOf(WireRequest wire, EvidenceContent? content)
    {
        // HTTP/1.1 everywhere: what has left and what has not can be told there, and the limiter bounds the connections anyway.
        var request = new HttpRequestMessage(wire.Method, wire.Url)
        {
            Content = content,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.ExpectContinue = false;
        request.Headers.Authorization = wire.Authorization;
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("Accept", wire.IsForFile ? "*/*" : "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, br");
        if (wire.IsEffect)
            request.Headers.TryAddWithoutValidation("X-Atlassian-Token", "no-check");
        return request;
    }

    private static HttpContent ContentOf(JiraBody body)
    {
        var content = new ReadOnlyMemoryContent(body.Bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", body.MediaType);
        if (body.FileName is not { } name)
            return content;

        // By hand: .NET would write a non-ASCII name as =?utf-8?B?…?=, which Jira shows as it stands.
        content.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename=\"{name}\"");
        return new MultipartContent("form-data") { content }.WithUtf8Headers();
    }

    private static JiraFailureCause CauseOf(Exception error) => error switch
    {
        _ when Has<AddressRefusedException>(error) => JiraFailureCause.AddressRefused,
        WithdrawnException => JiraFailureCause.Withdrawn,
        OperationCanceledException => JiraFailureCause.Timeout,
        BodyTooLargeException => JiraFailureCause.TooLarge,
        InvalidDataException => JiraFailureCause.Unreadable,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } when BrokenText.IsPlainAnswer(error) => JiraFailureCause.NotTls,
        HttpRequestException { HttpRequestError: var kind } => CauseOf(kind),
        _ => JiraFailureCause.ConnectionLost,
    };

    private static JiraFailureCause CauseOf(HttpRequestError kind) => kind switch
    {
        HttpRequestError.NameResolutionError => JiraFailureCause.Dns,
        HttpRequestError.ConnectionError => JiraFailureCause.Unreachable,
        HttpRequestError.SecureConnectionError => JiraFailureCause.Tls,
        HttpRequestError.ProxyTunnelError => JiraFailureCause.Proxy,
        HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError => JiraFailureCause.NotJira,
        HttpRequestError.ConfigurationLimitExceeded => JiraFailureCause.TooLarge,
        _ => JiraFailureCause.ConnectionLost,
    };

    private static bool Has<T>(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T)
                return true;
        }

        return false;
    }

    private static string? FirstOf(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

file static class MultipartExtensions
{
    public static MultipartContent WithUtf8Headers(this MultipartContent content)
    {
        content.HeaderEncodingSelector = (_, _) => Encoding.UTF8;
        return content;
    }
}
