using System.Reflection;
using Fairlead.Client.Access;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary>Who calls the scanner API, and for which Jira: somebody whom that Jira knows, or a holder of an API token of Fairlead.</summary>
internal abstract record ScannerCaller(Connection Connection, Actor Actor)
{
    /// <param name="Jira">Calls with the caller's own credential.</param>
    public sealed record OfJira(Connection Connection, Actor Actor, JiraClient Jira, JiraUser User) : ScannerCaller(Connection, Actor);

    public sealed record OfFairlead(Connection Connection, Actor Actor, Role Role) : ScannerCaller(Connection, Actor);

    /// <summary>Signs in.</summary>
    /// <exception cref="Fairlead.Platform.Http.ProblemException">Nobody is signed in, no connection is meant, or another site made the browser ask.</exception>
    public static async ValueTask<ScannerCaller?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        CrossSite.Check(context.Request);
        return await context.RequestServices.GetRequiredService<ScannerSignIn>().SignInAsync(context, context.RequestAborted);
    }
}
