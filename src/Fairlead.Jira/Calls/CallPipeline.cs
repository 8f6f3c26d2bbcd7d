using Fairlead.Jira.Limits;
using Fairlead.Jira.SignIn;
using Fairlead.Jira.Transport;

namespace Fairlead.Jira.Calls;

/// <summary>
/// One call from end to end: turn from the limiter, address, credential, exchange, report. Repeats by itself only what is proven
/// undone: after a 429 (a bounded number of times), and once after a 401 when a fresh OAuth token can be had. A read whose
/// connection broke is also asked once more, because an idle connection that was closed meanwhile is no news. For a caller that bears
/// hiccups, it waits a moment and tries again what met one and may be tried again.
/// </summary>
internal sealed class CallPipeline(
    JiraSite site,
    JiraCredential credential,
    SiteAddress address,
    ISignIn signIn,
    HttpExchange exchange,
    JiraLimiter limiter,
    IJiraCallObserver observer,
    JiraClientOptions options,
    TimeProvider clock)
{
    public JiraSite Site => site;

    public JiraCredential Credential => credential;

    /// <inheritdoc cref="SiteAddress.CloudIdAsync"/>
    public Task<string?> CloudIdAsync(CancellationToken ct) => address.CloudIdAsync(ct);

    public static CallPipeline Create(
        JiraSite site,
        JiraCredential credential,
        JiraTransport transport,
        JiraLimiter limiter,
        IJiraCallObserver observer,
        JiraClientOptions options,
        TimeProvider clock)
    {
        var exchange = new HttpExchange(transport, options.UserAgent, clock);
        var side = new SideCalls(exchange, observer, options, clock);
        return new(
            site,
            credential,
            new SiteAddress(site, credential.UsesGateway(site.Edition), side, options),
            SignInOf.Credential(credential, site, side, options, clock),
            exchange,
            limiter,
            observer,
            options,
            clock);
    }

    public async Task<JiraAttempt> SendAsync(
        JiraRequest request, JiraCallPriority priority, IJiraCallObserver? also, CancellationToken ct)
    {
        var key = new LimitKey($"{request.Method} {request.Route.Template}", request.WrittenIssue);
        var (limited, broken, hiccups, hasFreshToken) = (0, 0, 0, false);
        JiraAttempt? previous = null;
        for (var attempt = 1; ; attempt++)
        {
            var permit = await limiter.AcquireAsync(key, priority, options.MaxLimitedWait, ct);
            if (!permit.IsGranted)
                return previous ?? Denied(permit.DeniedFor!.Value);

            var result = await TryOnceAsync(request, key, attempt, priority, also, ct);
            if (IsLimited(result) && !request.MayBeDoneInPart && limited++ < options.MaxLimitedResends)
                previous = result;
            else if (IsUnauthorised(result) && !hasFreshToken && signIn.TryForgetToken())
                hasFreshToken = true;
            else if (result is JiraAttempt.Broken { Cause: JiraFailureCause.ConnectionLost } && !request.IsEffect && broken++ == 0)
                previous = null;
            else if (request.BearsHiccups && hiccups < options.HiccupWaits.Count && IsHiccup(request, result))
            {
                previous = result;
                await Task.Delay(options.HiccupWaits[hiccups++] * (1 + Random.Shared.NextDouble()), clock, ct);
            }
            else
                return result;
        }
    }

    private async Task<JiraAttempt> TryOnceAsync(
        JiraRequest request, LimitKey key, int attempt, JiraCallPriority priority, IJiraCallObserver? also, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        JiraAttempt? result = null;
        try
        {
            result = await ExchangeAsync(request, ct);
            return result;
        }
        finally
        {
            var answer = result as JiraAttempt.Answered;
            limiter.Release(key, answer?.Status, answer?.Limits ?? LimitHeaders.None);
            if (result is not null)
            {
                var call = Report(request, result, startedAt, clock.GetElapsedTime(started), attempt, priority);
                observer.OnCall(call);
                also?.OnCall(call);
            }
        }
    }

    private async Task<JiraAttempt> ExchangeAsync(JiraRequest request, CancellationToken ct)
    {
        var root = await address.RootAsync(ct);
        if (root.Failure is not null)
            return root.Failure;
        var isAnonymous = request.IsAnonymous && !address.IsGateway;
        var signedIn = isAnonymous ? SignedIn.Anonymous : await signIn.SignInAsync(new(request.Method.Method, request.Route.PathOn(site)), ct);
        if (signedIn.Failure is not null)
            return signedIn.Failure;

        return await exchange.SendAsync(
            new WireRequest(
                request.Method,
                new Uri(root.Url + request.Route.PathOn(site)),
                request.Body,
                request.IsUpload || request.MaxFileBytes is not null || request.MaxReadBytes is not null ? options.UploadTimeout : options.CallTimeout,
                request.MaxFileBytes ?? (request.IsEffect ? options.MaxWriteAnswerBytes : request.MaxReadBytes ?? options.MaxReadBytes))
            {
                Authorization = signedIn.Authorization,
                IsForFile = request.MaxFileBytes is not null,
                Head = request.Head,
                IsEffect = request.IsEffect,
                Condition = request.Condition,
            },
            ct);
    }

    private JiraCall Report(
        JiraRequest request, JiraAttempt result, DateTimeOffset startedAt, TimeSpan duration, int attempt, JiraCallPriority priority)
    {
        var answer = result as JiraAttempt.Answered;
        var refusal = answer is null ? (result as JiraAttempt.SignInRefused)?.Cause : AnswerJudge.RefusalOf(answer)?.Cause;
        JiraFailureCause? failure = result switch
        {
            JiraAttempt.Broken broken => broken.Cause,
            JiraAttempt.Answered { Status: < 200 or >= 300 } other when refusal is null => AnswerJudge.Failure(other).Cause,
            _ => null,
        };
        var outcome = (result, refusal, failure) switch
        {
            (_, JiraRefusalCause.RateLimited, _) or (_, _, JiraFailureCause.RateLimited) => JiraCallResult.Limited,
            (_, not null, _) => JiraCallResult.Refused,
            (JiraAttempt.Broken { MayHaveLeft: false }, _, _) => JiraCallResult.NotSent,
            (_, _, not null) => JiraCallResult.Failed,
            _ => JiraCallResult.Succeeded,
        };
        return new(
            request.Method.Method,
            request.Route.TemplateOn(site),
            answer?.Status ?? (result as JiraAttempt.Broken)?.Status,
            startedAt,
            duration,
            attempt,
            priority,
            answer?.Limits ?? LimitHeaders.None,
            request.Body?.Bytes.Length,
            outcome,
            failure,
            refusal)
        {
            IsEffect = request.IsEffect,
        };
    }

    private static JiraAttempt.Broken Denied(TimeSpan wait) =>
        new(JiraFailureCause.RateLimited, $"The site limits us for another {wait.TotalSeconds:0} s.", MayHaveLeft: false) { RetryAfter = wait };

    private static bool IsLimited(JiraAttempt result) => result is JiraAttempt.Answered answer && AnswerJudge.IsProvenLimit(answer);

    /// <summary>What often passes by itself within a second, and is safe to try again: nothing was sent, or it only reads.</summary>
    private static bool IsHiccup(JiraRequest request, JiraAttempt result) => result switch
    {
        JiraAttempt.Broken { RetryAfter: null } broken => (!request.IsEffect || !broken.MayHaveLeft) && broken.Cause
            is JiraFailureCause.Unreachable or JiraFailureCause.Dns or JiraFailureCause.Tls or JiraFailureCause.ConnectionLost or JiraFailureCause.ServerError,
        JiraAttempt.Answered { Status: 502 or 503 or 504, Limits.RetryAfter: null } => !request.IsEffect,
        _ => false,
    };

    private static bool IsUnauthorised(JiraAttempt result) =>
        result is JiraAttempt.Answered { Status: 401 } answer && AnswerJudge.RefusalOf(answer) is
        {
            Cause: JiraRefusalCause.AuthenticationFailed or JiraRefusalCause.TokenExpiredOrRevoked,
        };
}
