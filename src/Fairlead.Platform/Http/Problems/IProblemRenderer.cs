using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.Http;

/// <summary>Another form of error answer, such as a page for people.</summary>
public interface IProblemRenderer
{
    /// <returns><see langword="false"/> when the request wants the problem document.</returns>
    Task<bool> TryWriteAsync(HttpContext context, Problem problem);
}
