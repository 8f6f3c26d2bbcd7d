using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fairlead.Web.Shell;

/// <summary>What every page with a form does: take it from our own pages only, answer with a page or the way to one.</summary>
internal static class Forms
{
    /// <summary>Of an ordinary form.</summary>
    private const int MostValues = 1_024;

    /// <exception cref="ProblemException">It came from another site, is none, or cannot be read.</exception>
    public static Task<IFormCollection> ReadAsync(HttpContext context, CancellationToken ct) => ReadAsync(context, MostValues, ct);

    /// <inheritdoc cref="ReadAsync(HttpContext, CancellationToken)"/>
    /// <param name="mostValues">More are refused.</param>
    public static async Task<IFormCollection> ReadAsync(HttpContext context, int mostValues, CancellationToken ct)
    {
        CheckOrigin(context.Request);
        if (!context.Request.HasFormContentType)
            throw new ProblemException(new Problem(ProblemKind.UnsupportedMediaType, "This address takes a form."));
        try
        {
            return await context.Request.ReadFormAsync(new FormOptions { ValueCountLimit = mostValues }, ct);
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException io && JsonBodies.IsMalformed(io)))
        {
            throw new ProblemException(new Problem(ProblemKind.MalformedRequest, "The form cannot be read."));
        }
    }

    /// <summary>What was typed into a field; browsers end its lines in two characters.</summary>
    public static string Text(IFormCollection form, string field) => form[field].ToString().ReplaceLineEndings("\n");

    /// <summary>Another site must not act with a browser's cookie: every browser says where a form came from.</summary>
    /// <exception cref="ProblemException">It came from another site.</exception>
    public static void CheckOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var isOurs = site.Length > 0 ? site is "same-origin" : request.Headers.Origin.Count == 0 || Xsrf.IsOwnOrigin(request);
        if (!isOurs)
            throw new ProblemException(new Problem(ProblemKind.XsrfCheckFailed, "The form was sent from another site."));
    }

    /// <summary>Of a page that tells why something is not done; 200 where nothing is refused.</summary>
    public static int StatusOf(Problem? problem) => problem?.Kind.Status ?? StatusCodes.Status200OK;

    public static RazorComponentResult<T> Page<T>(HttpContext context, object parameters)
        where T : IComponent =>
        Page<T>(context, StatusCodes.Status200OK, parameters);

    public static RazorComponentResult<T> Page<T>(HttpContext context, int status, object parameters)
        where T : IComponent
    {
        context.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<T>(parameters) { StatusCode = status };
    }

    /// <summary>What was asked for is done; the page at this address shows it, and loading it again does nothing twice.</summary>
    public static IResult SeeOther(HttpContext context, string path)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = path;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
