using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Limits;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Requests;
using Fairlead.Sandbox.Sites;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Sandbox.Serving;

/// <summary>
/// The way of every request to Jira's own paths: read whole, written down, met by a fault or served. Serving is: sign-in,
/// limits, handler; all of it synchronous under the site's gate, so that a fault can choose when the work is done.
/// </summary>
internal sealed class JiraPipeline(
    Site site, SignIn signIn, RateLimiter limiter, SandboxFaults faults, SandboxRequestLog log, FaultPlayer player)
{
    private const int KeptBodyBytes = 256 * 1024;
    private const long MaxBodyBytes = 128L * 1024 * 1024;

    public async Task InvokeAsync(HttpContext http, string path, bool viaGateway)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBodyBytes;
        byte[] body;
        try
        {
            using var stream = new MemoryStream();
            await http.Request.Body.CopyToAsync(stream, http.RequestAborted);
            body = stream.ToArray();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went away in the middle of its request: Jira never saw the whole of it.
            return;
        }

        var route = http.GetEndpoint()?.Metadata.GetMetadata<JiraRoute>();
        var text = body.Length <= KeptBodyBytes ? TextOf(http, body) : null;
        var number = log.Add(new SandboxRequest(
            0, site.Clock.GetUtcNow(), http.Request.Method, path, http.Request.QueryString.Value ?? "", route?.Template,
            null, null, viaGateway, null, text));
        var fault = faults.Take(http.Request.Method, path, text);
        if (fault is null)
        {
            var answer = Serve(http, body, viaGateway, route, number);
            log.Change(number, r => r with { Status = answer.Status });
            await AnswerWriter.WriteAsync(http, answer);
            return;
        }

        log.Change(number, r => r with { Fault = fault.GetType().Name });
        var status = await player.PlayAsync(http, fault, () => Serve(http, body, viaGateway, route, number));
        log.Change(number, r => r with { Status = status });
    }

    private static string? TextOf(HttpContext http, byte[] body) =>
        http.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true
            ? null
            : System.Text.Encoding.UTF8.GetString(body);

    private JiraAnswer Serve(HttpContext http, byte[] body, bool viaGateway, JiraRoute? route, long number)
    {
        lock (site.Gate)
        {
            site.WorkOnTasks();
            try
            {
                return Handle(http, body, viaGateway, route, number);
            }
            catch (FieldRefusal refusal)
            {
                return JiraAnswer.Of(new JiraRefusal(400, [refusal.Message], reason: refusal.Reason));
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
            {
                // A value of another JSON type than Jira expects, or text that is no text.
                return JiraAnswer.Of(new JiraRefusal(
                    400, [site.IsCloud
                        ? "Invalid request payload. Refer to the REST API documentation and try again."
                        : "Can not deserialize the request."],
                    reason: e.Message.ReplaceLineEndings(" ")));
            }
        }
    }

    private JiraAnswer Handle(HttpContext http, byte[] body, bool viaGateway, JiraRoute? route, long number)
    {
        if (route is null)
        {
            return http.GetEndpoint()?.DisplayName?.StartsWith("405", StringComparison.Ordinal) == true
                ? JiraAnswer.OfFramework(405, "HTTP 405 Method Not Allowed")
                : JiraAnswer.OfFramework(404, $"null for uri: {site.BaseUrl}{http.Request.Path}");
        }

        var (account, refusal) = signIn.Of(http, viaGateway);
        if (!route.IsAnonymous && refusal is not null)
            return refusal;
        account ??= Nobody;
        log.Change(number, r => r with { Account = account.Name });

        var headers = new Dictionary<string, string>();
        var answer = limiter.Check(http.Request.Method, route, (string?)http.GetRouteValue("issueIdOrKey"), account.Key, headers);
        if (answer is null && body.Length > 0 && !route.TakesAnyBody && !IsJson(http.Request.ContentType))
            answer = JiraAnswer.OfFramework(415, "HTTP 415 Unsupported Media Type");
        answer ??= Run(http, body, viaGateway, route, account);
        foreach (var (name, value) in headers)
            answer.Headers.TryAdd(name, value);
        answer.Headers.TryAdd("X-AREQUESTID", $"{number}");
        answer.Headers.TryAdd("Cache-Control", "no-cache, no-store, no-transform");
        if (!site.IsCloud)
            answer.Headers.TryAdd("X-AUSERNAME", account.Name);
        return answer;
    }

    private JiraAnswer Run(HttpContext http, byte[] body, bool viaGateway, JiraRoute route, Account account)
    {
        try
        {
            var root = viaGateway
                ? $"{http.Request.Scheme}://{http.Request.Host}/ex/jira/{site.Accounts.CloudId}"
                : site.BaseUrl;
            var version = route.Template.StartsWith("/rest/api/", StringComparison.Ordinal)
                ? route.Template["/rest/api/".Length..].Split('/')[0]
                : "2";
            var view = new JiraView(site, $"{root}/rest/api/{version}", version == "3");
            return route.Handle(new JiraCall(http, site, view, account, body));
        }
        catch (JiraRefusal refusal)
        {
            return JiraAnswer.Of(refusal);
        }
    }

    private static Account Nobody { get; } = new("", "", "anonymous", "Anonymous", "", "Etc/UTC", []);

    private static bool IsJson(string? contentType) =>
        contentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true
        || contentType?.Contains("+json", StringComparison.OrdinalIgnoreCase) == true;
}
