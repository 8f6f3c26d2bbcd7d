using System.Diagnostics;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fairlead.Web.Shell;

/// <summary>Shows a problem to a person as a page; programs get the document.</summary>
internal sealed class ProblemPages : IProblemRenderer
{
    public async Task<bool> TryWriteAsync(HttpContext context, Problem problem)
    {
        var isPage = !context.Request.Path.StartsWithSegments("/api")
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (!isPage)
            return false;
        context.Response.Headers.CacheControl = "no-store";
        var page = new RazorComponentResult<ProblemPage>(new
        {
            problem.Kind.Title,
            problem.Detail,
            TraceId = problem.Kind == ProblemKind.InternalError ? Activity.Current?.TraceId.ToHexString() : null,
        })
        {
            StatusCode = problem.Kind.Status,
        };
        await page.ExecuteAsync(context);
        return true;
    }
}
