using Fairlead.Client.Operations;
using Fairlead.Kernel.Paging;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations.DataFiles;
using Fairlead.Platform.Operations.Health;
using Fairlead.Platform.Operations.Telemetry;
using Fairlead.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Operations;

/// <summary>Operation: audit trail, events between rooms, vault, health, metrics. docs/operations.md.</summary>
public static class OperationsModule
{
    extension(IServiceCollection services)
    {
        /// <remarks>The host has registered database, data directory, master keys, instance and clock before.</remarks>
        public IServiceCollection AddOperations()
        {
            services.AddSingleton(s => new CursorKey(s.GetRequiredService<InstanceIdentity>().DeriveKey("cursors")));
            services.AddSingleton<EventLog>().AddSingleton<ActivityLog>().AddSingleton<ServerStart>();
            services.AddSingleton<OutboundCallLog>().AddHostedService(s => s.GetRequiredService<OutboundCallLog>());
            services.AddSingleton<Vault>().AddSingleton<MasterKeyRotation>();
            services.AddSingleton<ReserveFile>().AddHostedService(s => s.GetRequiredService<ReserveFile>());
            services.AddHostedService<HighWater>();
            services.AddSingleton<IHealthReason, DatabaseHealth>().AddSingleton<HealthCheck>();
            services.AddSingleton<AuditTrailHealth>().AddSingleton<IHealthReason>(s => s.GetRequiredService<AuditTrailHealth>());
            services.AddHostedService(s => s.GetRequiredService<AuditTrailHealth>());
            return services.AddSingleton<OperationsMetrics>().AddSingleton<Metrics>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapOperations()
        {
            var open = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
            open.MapGet("/health/live", () => TypedResults.Text("live"));
            open.MapGet("/health/ready", Ready);

            // Numbers only, but they tell how much is wrong and where work happens; so they are for those who may see findings.
            routes.MapGet("/metrics", Scrape).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();

            var server = routes.MapApi("/server", "Operations").RequireAuthorization(Roles.Viewer);
            server.MapGet("", Server).WithName("getServer").WithSummary("What answers, and on what.");

            var activity = routes.MapApi("/activity", "Operations").RequireAuthorization(Roles.Viewer);
            activity.MapGet("", Activity).WithQuery(QueryParameter.Cursor, QueryParameter.Size)
                .WithName("listActivity").WithSummary("The audit trail, newest first.");
            activity.MapGet("/jira-calls", JiraCalls).WithQuery(QueryParameter.Cursor, QueryParameter.Size)
                .WithName("listJiraCalls").WithSummary("Calls to Jira, newest first.");
            activity.MapGet("/verification", Verify).RequireAuthorization(Roles.Administrator)
                .WithName("verifyActivity").WithSummary("Whether the audit trail is whole.");

            var key = routes.MapApi("/master-key", "Operations").RequireAuthorization(Roles.Administrator);
            key.MapPost("/rotation", RotateMasterKey)
                .WithName("rotateMasterKey").WithSummary("Makes a new master key and moves every secret to it.");
        }
    }

    private static async Task<IResult> Ready(HealthCheck health, CancellationToken ct)
    {
        var answer = await health.ReadyAsync(ct);
        var canServe = answer.Status is "ready" or "degraded";
        return TypedResults.Json(answer, statusCode: canServe ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static ContentHttpResult Scrape(Metrics metrics) =>
        TypedResults.Text(metrics.Scrape(), "text/plain; version=0.0.4; charset=utf-8");

    private static Ok<ServerResponse> Server(InstanceIdentity instance, Database database, ServerStart start) =>
        TypedResults.Ok(new ServerResponse(
            "Fairlead",
            ServerStart.Version,
            instance.InstanceId,
            database.Engine == DatabaseEngine.Sqlite ? "sqlite" : "postgres",
            start.At));

    private static async Task<Ok<Page<ActivityResponse>>> Activity(
        QueryValues query, HttpContext context, Cursors cursors, ActivityLog log, CancellationToken ct)
    {
        var size = query.Get(QueryParameter.Size);
        var found = await log.ListAsync(cursors.Read<long?>(context), size + 1, ct);
        var items = found.Take(size)
            .Select(a => new ActivityResponse(a.Number, a.At, a.Actor.Kind, a.Actor.Name, a.Action, a.Subject, a.Summary)).ToList();
        return TypedResults.Ok(new Page<ActivityResponse>(items, found.Count > size ? cursors.Write(context, items[^1].Number) : null));
    }

    private static async Task<Ok<Page<JiraCallResponse>>> JiraCalls(
        QueryValues query, HttpContext context, Cursors cursors, OutboundCallLog log, CancellationToken ct)
    {
        var size = query.Get(QueryParameter.Size);
        await log.FlushAsync(ct);
        var found = await log.ListAsync(cursors.Read<long?>(context), size + 1, ct);
        var items = found.Take(size).Select(c => new JiraCallResponse(
            c.Number, c.At, c.Connection?.Value, c.Method, c.PathTemplate, c.Status, c.Duration.TotalMilliseconds, c.Attempt,
            c.Outcome, c.Cause, c.RetryAfter?.TotalSeconds, c.LimitRemaining, c.LimitReason)).ToList();
        return TypedResults.Ok(new Page<JiraCallResponse>(items, found.Count > size ? cursors.Write(context, items[^1].Number) : null));
    }

    private static async Task<Ok<ActivityVerificationResponse>> Verify(ActivityLog log, CancellationToken ct) =>
        TypedResults.Ok(await log.VerifyAsync(ct) is { } broken
            ? new ActivityVerificationResponse(false, broken)
            : new ActivityVerificationResponse(true, null));

    private static async Task<Results<Ok<MasterKeyResponse>, ProblemHttpResult>> RotateMasterKey(
        MasterKeyRotation rotation, CancellationToken ct) =>
        await rotation.RotateAsync(ct) is { } id
            ? TypedResults.Ok(new MasterKeyResponse(id))
            : new Problem(
                ProblemKind.Conflict,
                $"The master key comes from outside the data directory. Change it there, give the old one as {MasterKeyLoader.PreviousVariable}, and restart.")
                .ToResult();
}
