using System.Reflection;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary>The provider behind a request of the Security Information API.</summary>
internal sealed record ProviderCaller(SecurityProvider Provider, Actor Actor)
{
    /// <exception cref="ProblemException">No token was sent: a browser sends the session's cookie whoever asks, so it does not count.</exception>
    public static ValueTask<ProviderCaller?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (context.User.Identity?.AuthenticationType == Xsrf.CookieAuthenticationType)
            throw new ProblemException(new Problem(ProblemKind.AuthenticationRequired, "Send an API token as Authorization: Bearer …"));
        var caller = Caller.Of(context.User);
        var key = caller.UserId is { } user ? $"user:{user}" : "server";
        return ValueTask.FromResult<ProviderCaller?>(new ProviderCaller(new SecurityProvider(key, caller.Actor.Name), caller.Actor));
    }
}
