using System.Security.Claims;
using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections.Jobs;
using Fairlead.Platform.Connections.Live;
using Fairlead.Platform.Connections.Secrets;
using Fairlead.Platform.Connections.Storage;
using Fairlead.Platform.Connections.Testing;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Connections;

/// <summary>Jira sites and how we sign in to them. docs/connections.md.</summary>
public static class ConnectionsModule
{
    private static readonly QueryParameter<string?> Project =
        QueryParameter.Text("project", "Key of a project; absent asks whether any project grants it.", 300);

    extension(IServiceCollection services)
    {
        public IServiceCollection AddJiraConnections()
        {
            services.AddOptions<ConnectionOptions>().BindConfiguration(ConnectionOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<ConnectionOptions>, ConnectionOptionsValidator>();
            services.AddSingleton<ConnectionStore>().AddSingleton<CredentialVault>().AddSingleton<RefusedSecrets>().AddSingleton<ConnectionDirectory>().AddSingleton<ConnectionRemoval>();
            services.AddSingleton<JiraSites>().AddSingleton<ConnectionTest>().AddSingleton<ConnectionChange>().AddSingleton<LiveJira>();
            services.AddSingleton<IHealthReason, CredentialHealth>().AddSingleton<IHealthReason, ConnectionFailing>();
            services.AddSingleton<ConnectionProbes>();
            return services.AddSingleton<IProblemSource, JiraProblems>();
        }

        /// <summary>Tests connections by itself, unless <c>Connections:JobsEnabled</c> is false.</summary>
        public IServiceCollection AddConnectionJobs(IConfiguration configuration) =>
            (configuration.GetSection(ConnectionOptions.Section).Get<ConnectionOptions>() ?? new ConnectionOptions()).JobsEnabled
                ? services.AddHostedService<ProbeClock>()
                : services;
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapJiraConnections()
        {
            // Reading is for viewers, so the role stands on the routes: a group's role could only be tightened, not loosened.
            var connections = routes.MapApi("/connections", "Connections");
            connections.MapGet("", List).RequireAuthorization(Roles.Viewer).WithName("listConnections").WithSummary("Connections by name.");
            connections.MapGet("/guide", Guide).RequireAuthorization(Roles.Viewer).WithName("getConnectionGuide").WithSummary("What to do in Jira, step by step: to set up, and for each cause.");
            connections.MapGet("/{id}", Get).RequireAuthorization(Roles.Viewer).WithName("getConnection").WithSummary("One connection.");
            connections.MapPost("", Create).RequireAuthorization(Roles.Administrator).WithName("createConnection").WithSummary("Makes a connection; nothing is called yet.");
            connections.MapPatch("/{id}", Change).RequireAuthorization(Roles.Administrator).WithName("changeConnection").WithSummary("Changes what is given. Another slot is put in force only after its credential has signed in.");
            connections.MapDelete("/{id}", Remove).RequireAuthorization(Roles.Administrator).WithName("removeConnection").WithSummary("Removes it with its secrets and its webhooks in Jira, unless a ticket configuration, ticket or run uses it.");
            connections.MapPost("/{id}/test", Test).RequireAuthorization(Roles.Editor).WithName("testConnection").WithSummary("Calls the Jira and says what is the matter.");
            connections.MapPost("/{id}/accept-site", AcceptSite).RequireAuthorization(Roles.Administrator).WithName("acceptConnectionSite").WithSummary("Says that the other Jira, which answers now, is the right one.");
            connections.MapGet("/{id}/permissions", Permissions).WithQuery(Project).RequireAuthorization(Roles.Viewer)
                .WithName("getConnectionPermissions").WithSummary("What the account may do.");
            connections.MapLiveJira();
        }
    }

    private static async Task<Ok<List<ConnectionResponse>>> List(
        ConnectionDirectory connections, IEnumerable<IConnectionTraffic> traffic, CancellationToken ct)
    {
        var known = await TrafficAsync(traffic, ct);
        return TypedResults.Ok((await connections.ListAsync(ct)).Select(c => Response(c, []) with { Traffic = known.GetValueOrDefault(c.Id) }).ToList());
    }

    private static Ok<IReadOnlyList<GuideTopicResponse>> Guide() => TypedResults.Ok(ConnectionGuide.Topics);

    private static async Task<Results<Ok<ConnectionResponse>, ProblemHttpResult>> Get(
        ConnectionId id, ConnectionDirectory connections, IEnumerable<IConnectionTraffic> traffic, CancellationToken ct) =>
        await connections.FindAsync(id, ct) is { } connection
            ? TypedResults.Ok(Response(connection, []) with { Traffic = (await TrafficAsync(traffic, ct)).GetValueOrDefault(id) })
            : Missing();

    private static async Task<Dictionary<ConnectionId, TrafficResponse>> TrafficAsync(IEnumerable<IConnectionTraffic> sources, CancellationToken ct)
    {
        var known = new Dictionary<ConnectionId, TrafficResponse>();
        foreach (var source in sources)
        {
            foreach (var one in await source.ListAsync(ct))
                known[one.Connection] = new(
                    one.LastEventAt, one.LastLookAt, one.LastWriteAt,
                    one.Trouble is { } trouble ? new(trouble.Reason, trouble.NextStep, trouble.Since) : null,
                    one.WebhookWarning, one.UnheardIssues);
        }

        return known;
    }

    private static async Task<Created<ConnectionResponse>> Create(
        JsonBody<CreateConnectionRequest> body, ClaimsPrincipal user, ConnectionDirectory connections, CancellationToken ct)
    {
        var (connection, notices) = await connections.CreateAsync(Caller.Of(user).Actor, body.Value, ct);
        return TypedResults.Created($"{ApiRoutes.Root}/connections/{connection.Id}", Response(connection, notices));
    }

    private static async Task<Results<Ok<ConnectionResponse>, ProblemHttpResult>> Change(
        ConnectionId id, JsonBody<ChangeConnectionRequest> body, ClaimsPrincipal user, ConnectionChange change, CancellationToken ct) =>
        await change.ApplyAsync(Caller.Of(user).Actor, id, body.Value, ct) is var (connection, notices)
            ? TypedResults.Ok(Response(connection, notices))
            : Missing();

    private static async Task<Results<Ok<ConnectionRemovedResponse>, ProblemHttpResult>> Remove(
        ConnectionId id, ClaimsPrincipal user, ConnectionRemoval removal, CancellationToken ct) =>
        await removal.RemoveAsync(Caller.Of(user).Actor, id, ct) is { } notices ? TypedResults.Ok(new ConnectionRemovedResponse(notices)) : Missing();

    private static async Task<Results<Ok<ConnectionResponse>, ProblemHttpResult>> AcceptSite(
        ConnectionId id, JsonBody<AcceptSiteRequest> body, ClaimsPrincipal user, ConnectionDirectory connections, CancellationToken ct) =>
        await connections.AcceptSiteAsync(Caller.Of(user).Actor, id, body.Value.Site, ct) is { } connection
            ? TypedResults.Ok(Response(connection, []))
            : Missing();

    private static async Task<Results<Ok<ConnectionTestResponse>, ProblemHttpResult>> Test(
        ConnectionId id, ConnectionTest test, CancellationToken ct)
    {
        if (await test.RunAsync(id, ct) is not { } result)
            return Missing();
        return result.Works ? TypedResults.Ok(result) : ConnectionTest.ProblemOf(result).ToResult();
    }

    private static async Task<Ok<PermissionReportResponse>> Permissions(
        ConnectionId id, QueryValues query, JiraSites sites, ConnectionDirectory connections, CancellationToken ct)
    {
        var project = query.Get(Project) is { } key ? JiraKeys.Project(key) : null;
        var client = await sites.ClientForAsync(id, ct);
        try
        {
            return TypedResults.Ok(await PermissionReport.AskAsync(client, project, ct));
        }
        catch (JiraRefusedException e) when (e.Cause == JiraRefusalCause.NotFound && project is not null)
        {
            var meant = await ProjectGuess.OfAsync(client, project, ct) is { } near ? $"; did you mean {near}?" : ".";
            throw new ProblemException(Problem.AtParameter(ProblemKind.NotFound, "project", $"Jira shows this account no project {Problem.Quote(project)}{meant} See the keys with: fairlead jira projects --connection {ShellWord.Of((await connections.FindAsync(id, ct))!.Name)}"));
        }
    }

    private static ProblemHttpResult Missing() => new Problem(ProblemKind.NotFound, "There is no such connection.").ToResult();

    private static ConnectionResponse Response(Connection c, IReadOnlyList<string> notices) => new(
        c.Id,
        c.Name,
        c.BaseUrl.AbsoluteUri.TrimEnd('/'),
        (JiraEditionKind)c.Edition,
        c.CloudId,
        c.IsEnabled,
        c.Health,
        c.Cause,
        c.HealthDetail,
        c.TestedAt,
        c.Account,
        c.Pin.Known,
        c.Pin.Other,
        [.. c.Credentials.Select(k => new CredentialResponse(k.Slot, k.Kind, k.User, k.Reference, k.Slot == c.ActiveSlot, k.SetAt, k.ExpiresAt))],
        c.CreatedAt,
        notices);
}
