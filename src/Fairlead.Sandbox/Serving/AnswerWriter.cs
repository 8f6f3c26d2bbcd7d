using Microsoft.AspNetCore.Http;

namespace Fairlead.Sandbox.Serving;

internal static class AnswerWriter
{
    public static async Task WriteAsync(HttpContext http, JiraAnswer answer)
    {
        var bytes = answer.ToBytes();
        Begin(http, answer, bytes.Length > 0);
        if (bytes.Length > 0)
        {
            http.Response.ContentLength = bytes.Length;
            await http.Response.Body.WriteAsync(bytes);
        }
    }

    /// <summary>Status and headers, all but the length.</summary>
    public static void Begin(HttpContext http, JiraAnswer answer, bool hasBody)
    {
        http.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            http.Response.Headers[name] = value;
        if (hasBody)
            http.Response.ContentType = answer.ContentType;
    }
}
