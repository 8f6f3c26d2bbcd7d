using System.Net;

namespace Fairlead.Web.Tests.Pages;

/// <summary>Forms as other programs and other sites send them.</summary>
internal static class PageForms
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>As an administrator's browser sends it for a page of another site.</summary>
    public static async Task<HttpStatusCode> FromAnotherSiteAsync(RunningHost host, string path, params IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await host.Http.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    /// <summary>With a token of somebody who may only look.</summary>
    public static Task<HttpStatusCode> AsViewerAsync(RunningHost host, string path, params IEnumerable<KeyValuePair<string, string>> fields) =>
        AsAsync(host, Client.Access.Role.Viewer, path, fields);

    public static async Task<HttpStatusCode> AsAsync(RunningHost host, Client.Access.Role role, string path, params IEnumerable<KeyValuePair<string, string>> fields)
    {
        var token = await host.Client.Access.CreateTokenAsync(new($"looks-{Guid.CreateVersion7()}", role), Ct);
        using var http = host.MakeHttp(new(token.Value));
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await http.PostAsync(path, content, Ct);
        return answer.StatusCode;
    }
}
