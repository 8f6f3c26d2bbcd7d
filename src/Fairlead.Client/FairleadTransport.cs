using System.Net;
using System.Net.Http.Json;
using System.Net.Mime;
using System.Security.Authentication;
using System.Text.Json;

namespace Fairlead.Client;

/// <summary>Sends one request of the contract and reads its answer; turns every failure into one of two exceptions.</summary>
public sealed class FairleadTransport(HttpClient http) : IDisposable
{
    private const string ProblemType = "application/problem+json";
    private const int MaxProblemBytes = 1 << 20;

    /// <summary>For one request and its answer, unless a call asks for more.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    /// <exception cref="FairleadProblemException">The server said no.</exception>
    /// <exception cref="FairleadUnavailableException">There was no answer of a Fairlead.</exception>
    public async Task<T> GetAsync<T>(string path, CancellationToken ct) =>
        await SendAsync<T>(HttpMethod.Get, path, content: null, DefaultTimeout, ct);

    /// <summary>A request with a JSON body and a JSON answer.</summary>
    public async Task<TAnswer> SendAsync<TBody, TAnswer>(HttpMethod method, string path, TBody body, CancellationToken ct) =>
        await SendAsync<TAnswer>(method, path, JsonContent.Create(body, options: FairleadJson.Strict), DefaultTimeout, ct);

    /// <summary>A request with a JSON body whose answer has no content.</summary>
    public async Task SendAsync<TBody>(HttpMethod method, string path, TBody body, CancellationToken ct)
    {
        using var answer = await AnswerAsync(method, path, JsonContent.Create(body, options: FairleadJson.Strict), DefaultTimeout, ct);
    }

    /// <summary>A request without a body whose answer is JSON.</summary>
    public async Task<T> PostAsync<T>(string path, CancellationToken ct) =>
        await SendAsync<T>(HttpMethod.Post, path, new ByteArrayContent([]), DefaultTimeout, ct);

    public async Task DeleteAsync(string path, CancellationToken ct)
    {
        using var answer = await AnswerAsync(HttpMethod.Delete, path, new ByteArrayContent([]), DefaultTimeout, ct);
    }

    /// <summary>A request with any content, such as an upload, whose answer is JSON.</summary>
    /// <param name="timeout">For the whole exchange.</param>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, TimeSpan timeout, CancellationToken ct)
    {
        using var answer = await AnswerAsync(method, path, content, timeout, ct);
        return await GuardAsync(
            async token => await ReadJsonAsync<T>(answer, token), timeout, ct);
    }

    /// <summary>The raw answer of a request that succeeded, for downloads and text; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(
        HttpMethod method, string path, HttpContent? content, TimeSpan timeout, CancellationToken ct)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        // An upload that the server refuses by its head is not sent: in the middle of it the refusal would be lost.
        if (content is StreamContent or MultipartContent)
            request.Headers.ExpectContinue = true;
        var answer = await GuardAsync(
            async token =>
            {
                using (request)
                    return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            },
            timeout,
            ct);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw await GuardAsync(async token => await FailureOfAsync(answer, token), DefaultTimeout, ct);
    }

    public void Dispose() => http.Dispose();

    private static async Task<T> ReadJsonAsync<T>(HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.Content.Headers.ContentType?.MediaType != MediaTypeNames.Application.Json)
            throw NotFairlead(answer);
        try
        {
            return await answer.Content.ReadFromJsonAsync<T>(FairleadJson.Tolerant, ct) ?? throw NotFairlead(answer);
        }
        catch (JsonException e)
        {
            throw new FairleadUnavailableException(
                FairleadFailure.NotFairlead, "The server's answer does not fit this client; are their versions the same?", e);
        }
    }

    private static async Task<Exception> FailureOfAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.Content.Headers.ContentType?.MediaType == ProblemType)
        {
            await answer.Content.LoadIntoBufferAsync(MaxProblemBytes, ct);
            try
            {
                if (await answer.Content.ReadFromJsonAsync<ProblemDocument>(FairleadJson.Tolerant, ct) is { } problem)
                    return new FairleadProblemException(problem, answer.Headers.RetryAfter?.Delta);
            }
            catch (JsonException)
            {
                return NotFairlead(answer);
            }
        }

        return answer.StatusCode >= HttpStatusCode.InternalServerError
            ? new FairleadUnavailableException(
                FairleadFailure.ServerFailed, $"The server answered {(int)answer.StatusCode} without saying why; it may be starting, or a proxy in between failed.")
            : NotFairlead(answer);
    }

    private static FairleadUnavailableException NotFairlead(HttpResponseMessage answer)
    {
        var what = answer.Content.Headers.ContentType?.MediaType ?? "no content type";
        var moved = answer.Headers.Location is { } location ? $" and points to {location.OriginalString}" : "";
        return new FairleadUnavailableException(
            FairleadFailure.NotFairlead,
            $"The address answered {(int)answer.StatusCode} ({what}){moved}, which is not Fairlead's API. Check the URL.");
    }

    private async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work, TimeSpan timeout, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        try
        {
            return await work(deadline.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new FairleadUnavailableException(FairleadFailure.Timeout, $"The server did not answer within {timeout.TotalSeconds:0} s.", e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new FairleadUnavailableException(FairleadFailure.Tls, Unreached.ByTls(http.BaseAddress, e.InnerException), e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new FairleadUnavailableException(FairleadFailure.Unreachable, Unreached.Because(http.BaseAddress, e), e);
        }
    }
}
