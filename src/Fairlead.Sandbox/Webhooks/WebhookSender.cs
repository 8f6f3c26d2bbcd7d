using System.Net.Http.Headers;
using System.Threading.Channels;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Webhooks;

/// <summary>Delivers in the background, in order; on Cloud a failed delivery is tried again up to five times.</summary>
internal sealed class WebhookSender : IAsyncDisposable
{
    private const int MaxRetries = 5;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(20);
    private readonly Site _site;
    private readonly Channel<(WebhookTarget Target, WebhookMessage Message, int Attempt)> _queue =
        Channel.CreateUnbounded<(WebhookTarget, WebhookMessage, int)>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly Lock _gate = new();
    private readonly List<SandboxDelivery> _deliveries = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private readonly Task _loop;
    private int _pending;

    public WebhookSender(Site site)
    {
        _site = site;
        _http.Timeout = Timeout.InfiniteTimeSpan;
        _loop = RunAsync(_stopping.Token);
    }

    public IReadOnlyList<SandboxDelivery> Deliveries
    {
        get
        {
            lock (_gate)
                return [.. _deliveries];
        }
    }

    public void Send(WebhookTarget target, WebhookMessage message) => Enqueue(target, message, 0);

    public void Clear()
    {
        lock (_gate)
            _deliveries.Clear();
    }

    public Task WhenIdleAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_pending == 0)
                return Task.CompletedTask;
            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(waiting);
            return waiting.Task.WaitAsync(ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _http.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Answers that Atlassian documents as worth another try; any other 4xx drops the event for good.</summary>
    private static bool IsRetried(int? status) => status is null or 408 or 409 or 425 or 429 or >= 500;

    private void Enqueue(WebhookTarget target, WebhookMessage message, int attempt)
    {
        lock (_gate)
            _pending++;
        _queue.Writer.TryWrite((target, message, attempt));
    }

    private async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var (target, message, attempt) in _queue.Reader.ReadAllAsync(ct))
            {
                var status = await DeliverAsync(target, message, attempt, ct);
                lock (_gate)
                {
                    _deliveries.Add(new SandboxDelivery(
                        message.Identifier, target.Url, message.Event, message.IssueKey, attempt, status, _site.Clock.GetUtcNow()));
                }

                if (_site.IsCloud && IsRetried(status) && attempt < MaxRetries)
                    _ = RetryAsync(target, message, attempt + 1, ct);
                Finish();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: what is still waiting is lost, as with a Jira that goes down.
        }
    }

    private void Finish()
    {
        lock (_gate)
        {
            if (--_pending > 0)
                return;
            foreach (var waiting in _waiting)
                waiting.TrySetResult();
            _waiting.Clear();
        }
    }

    private async Task RetryAsync(WebhookTarget target, WebhookMessage message, int attempt, CancellationToken ct)
    {
        try
        {
            await Task.Delay(_site.Options.WebhookRetryDelay, _site.Clock, ct);
            Enqueue(target, message, attempt);
        }
        catch (OperationCanceledException)
        {
            // Stopped before the retry was due.
        }
    }

    private async Task<int?> DeliverAsync(WebhookTarget target, WebhookMessage message, int attempt, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url);
        request.Content = new ByteArrayContent(message.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "UTF-8" };
        request.Headers.UserAgent.ParseAdd("Atlassian-Webhook-HTTP-Client");
        request.Headers.Add("X-Atlassian-Webhook-Identifier", message.Identifier);
        if (_site.IsCloud)
        {
            request.Headers.Add("X-Atlassian-Webhook-Flow", "Primary");
            request.Headers.Add("X-Atlassian-Webhook-Trace", message.Trace);
            if (attempt > 0)
                request.Headers.Add("X-Atlassian-Webhook-Retry", $"{attempt}");
        }

        target.Authorise(request, message, _site);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(AnswerTime);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return (int)response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }
}
