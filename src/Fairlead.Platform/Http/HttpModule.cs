using System.Text.Json.Serialization;
using Fairlead.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Http;

/// <summary>The conventions of our API: docs/api.md.</summary>
public static class HttpModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddApiConventions()
        {
            services.ConfigureHttpJsonOptions(o => FairleadJson.Apply(o.SerializerOptions, JsonUnmappedMemberHandling.Disallow));
            return services.AddSingleton<KnownProblems>().AddSingleton<Cursors>();
        }
    }

    extension(IApplicationBuilder app)
    {
        /// <summary>Outermost: turns exceptions and bare error statuses into problem documents.</summary>
        public IApplicationBuilder UseProblems() => app.UseMiddleware<ProblemMiddleware>();

        /// <summary>After authorisation: headers, origin and query of API routes.</summary>
        public IApplicationBuilder UseApiConventions() => app.UseMiddleware<ApiConventions>();
    }
}
