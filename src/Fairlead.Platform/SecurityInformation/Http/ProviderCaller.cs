using System.Reflection;
using Fairlead.Platform.Access;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.SignIn;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.SecurityInformation.Http;

/// <summary>The provider behind a request of the Security Information API.</summary>
internal sealed record ProviderCaller(SecurityProvider Provider, Actor Actor)
{
    public static ValueTask<ProviderCaller?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (ProviderAuthentication.AppOf(context.User) is var (provider, actor))
            return ValueTask.FromResult<ProviderCaller?>(new ProviderCaller(provider, actor));
        var caller = Caller.Of(context.User);
        var key = caller.UserId is { } user ? $"user:{user}" : "server";
        return ValueTask.FromResult<ProviderCaller?>(new ProviderCaller(new SecurityProvider(key, caller.Actor.Name), caller.Actor));
    }
}
