using System.IO.Compression;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Sandbox.Faults;

/// <summary>Plays a fault on one request. The work is a function, so that each fault decides whether and when it is done.</summary>
internal sealed class FaultPlayer(Site site, CancellationToken stopping)
{
    /// <summary>Under this name the bulk create finds the fault that changes it.</summary>
    public static object BulkItem { get; } = new();

    private const string Login =
        "<!doctype html><html><head><title>Log in</title></head><body><form method=\"post\" action=\"/login.jsp\">"
        + "<input name=\"os_username\"><input name=\"os_password\" type=\"password\"><button>Log in</button></form></body></html>";

    /// <returns>The status that was answered, or null when the connection was cut.</returns>
    public async Task<int?> PlayAsync(HttpContext http, FaultBehaviour fault, Func<JiraAnswer> work)
    {
        switch (fault)
        {
            case FaultBehaviour.Drop drop:
                return Cut(http, drop.Time, work);
            case FaultBehaviour.BulkCommitThenDrop:
                http.Items[BulkItem] = fault;
                return Cut(http, FaultTime.AfterCommit, work);
            case FaultBehaviour.LateCommit late:
                await Wait(late.Delay, stopping);
                return stopping.IsCancellationRequested ? null : await Answer(http, work());
            case FaultBehaviour.Slow slow:
                await Wait(slow.Delay, stopping);
                return await Answer(http, work());
            case FaultBehaviour.Stall stall:
                DoIfDue(stall.Time, work);
                await Wait(Timeout.InfiniteTimeSpan, http.RequestAborted);
                return null;
            case FaultBehaviour.BulkPartial:
                http.Items[BulkItem] = fault;
                return await Answer(http, work());
            case FaultBehaviour.BulkAnswer lie:
                http.Items[BulkItem] = fault;
                return await Answer(http, Lie(work(), lie));
            case FaultBehaviour.Truncate truncate:
                return await Truncated(http, work(), truncate);
            case FaultBehaviour.Drip drip:
                return await Dripped(http, work(), drip);
            case FaultBehaviour.GzipBomb bomb:
                return await Bombed(http, work(), bomb.UnpackedBytes);
            default:
                return await Answer(http, Instead(fault, http, work));
        }
    }

    private JiraAnswer Instead(FaultBehaviour fault, HttpContext http, Func<JiraAnswer> work)
    {
        switch (fault)
        {
            case FaultBehaviour.Answer given:
                DoIfDue(given.Time, work);
                var answer = new JiraAnswer(given.Status)
                {
                    Bytes = System.Text.Encoding.UTF8.GetBytes(given.Body),
                    ContentType = given.ContentType,
                };
                foreach (var (name, value) in given.Headers ?? new Dictionary<string, string>())
                    answer.Headers[name] = value;
                return answer;
            case FaultBehaviour.LoginPage page:
                DoIfDue(page.Time, work);
                return JiraAnswer.Html(200, Login);
            case FaultBehaviour.Redirect redirect:
                DoIfDue(redirect.Time, work);
                var location = redirect.Location ?? $"{http.Request.PathBase}{http.Request.Path}{http.Request.QueryString}";
                return new JiraAnswer(redirect.Status).With("Location", location.StartsWith('/')
                    ? $"{http.Request.Scheme}://{http.Request.Host}{location}"
                    : location);
            case FaultBehaviour.RateLimited limited:
                DoIfDue(limited.Time, work);
                return Limited(limited);
            case FaultBehaviour.Captcha:
                return Refusals.Captcha(site);
            default:
                return Refusals.BadToken(site, Addressing.IsViaGateway(http));
        }
    }

    private static JiraAnswer Limited(FaultBehaviour.RateLimited limited)
    {
        var answer = JiraAnswer.Of(new JiraRefusal(429, "Rate limit exceeded.")).With("X-RateLimit-Remaining", "0");
        if (limited.RetryAfter is { } after)
            answer.With("Retry-After", after);
        return limited.Reason is { } reason ? answer.With("RateLimit-Reason", reason) : answer;
    }

    private static void DoIfDue(FaultTime time, Func<JiraAnswer> work)
    {
        if (time == FaultTime.AfterCommit)
            work();
    }

    private static int? Cut(HttpContext http, FaultTime time, Func<JiraAnswer> work)
    {
        DoIfDue(time, work);
        http.Abort();
        return null;
    }

    private static async Task<int?> Answer(HttpContext http, JiraAnswer answer)
    {
        if (http.RequestAborted.IsCancellationRequested)
            return null;
        await AnswerWriter.WriteAsync(http, answer);
        return answer.Status;
    }

    private static async Task<int?> Truncated(HttpContext http, JiraAnswer answer, FaultBehaviour.Truncate truncate)
    {
        var bytes = answer.ToBytes();
        AnswerWriter.Begin(http, answer, hasBody: true);
        if (truncate.AnnounceLength)
        {
            http.Response.ContentLength = bytes.Length;
            await http.Response.Body.WriteAsync(bytes.AsMemory(0, Math.Min(truncate.Bytes, Math.Max(0, bytes.Length - 1))));
            await http.Response.Body.FlushAsync();
            http.Abort();
            return answer.Status;
        }

        // HTTP/1.0 style: the end of the connection is the end of the body, so the cut cannot be seen.
        await CloseDelimited.WriteAsync(http, answer, bytes.AsMemory(0, Math.Min(truncate.Bytes, bytes.Length)));
        return answer.Status;
    }

    private async Task<int?> Dripped(HttpContext http, JiraAnswer answer, FaultBehaviour.Drip drip)
    {
        var bytes = answer.ToBytes();
        AnswerWriter.Begin(http, answer, hasBody: true);
        http.Response.ContentLength = bytes.Length;
        await http.Response.StartAsync();
        for (var at = 0; at < bytes.Length && !http.RequestAborted.IsCancellationRequested; at += drip.BytesEach)
        {
            await Wait(drip.Interval, http.RequestAborted);
            await http.Response.Body.WriteAsync(bytes.AsMemory(at, Math.Min(drip.BytesEach, bytes.Length - at)));
            await http.Response.Body.FlushAsync();
        }

        return answer.Status;
    }

    private static async Task<int?> Bombed(HttpContext http, JiraAnswer answer, long unpackedBytes)
    {
        AnswerWriter.Begin(http, answer, hasBody: true);
        http.Response.Headers.ContentEncoding = "gzip";
        var spaces = new byte[64 * 1024];
        Array.Fill(spaces, (byte)' ');
        await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        for (var left = unpackedBytes; left > 0 && !http.RequestAborted.IsCancellationRequested; left -= spaces.Length)
            await gzip.WriteAsync(spaces.AsMemory(0, (int)Math.Min(left, spaces.Length)));
        await gzip.WriteAsync(answer.ToBytes());
        return answer.Status;
    }

    private static JiraAnswer Lie(JiraAnswer truth, FaultBehaviour.BulkAnswer fault)
    {
        if (truth.Json?["issues"] is not JsonArray issues || truth.Json["errors"] is not JsonArray errors)
            return truth;
        switch (fault.Lie)
        {
            case BulkLie.Shuffled:
                truth.Json["issues"] = new JsonArray([.. BulkOrder.Random(issues.Count, fault.Seed).Select(i => issues[i]?.DeepClone())]);
                break;
            case BulkLie.Short when issues.Count > 0:
                issues.RemoveAt(issues.Count - 1);
                break;
            case BulkLie.Extra:
                issues.Add(new JsonObject { ["id"] = "99999999", ["key"] = "NONE-1", ["self"] = "" });
                break;
            case BulkLie.DuplicateFailure when errors.Count > 0:
                errors.Add(errors[0]!.DeepClone());
                break;
            case BulkLie.FailureOutOfRange or BulkLie.FailureNegative:
                errors.Add(new JsonObject
                {
                    ["status"] = 400,
                    ["elementErrors"] = new JiraRefusal(400, "A lie.").Body(),
                    ["failedElementNumber"] = fault.Lie == BulkLie.FailureNegative ? -1 : 50,
                });
                break;
        }

        return truth;
    }

    private async Task Wait(TimeSpan delay, CancellationToken until)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, until);
        try
        {
            await Task.Delay(delay, site.Clock, either.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopped early: whoever called looks at what stopped it.
        }
    }
}
