using System.Security.Claims;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary><c>/api/v1/configurations</c>.</summary>
internal static class ConfigurationRoutes
{
    private static readonly QueryParameter<int> Samples =
        QueryParameter.Integer("samples", "Operations to show with their text.", 0, 100, 20);

    private const int MostConfirmed = 1_000_000;

    private static readonly QueryParameter<bool?> ConfirmCloses =
        QueryParameter.Flag("confirmCloses", "Unusually many closes, because the filter or grouping changed, are not held.");

    private static readonly QueryParameter<bool?> ConfirmCreates =
        QueryParameter.Flag("confirmCreates", "More new issues at once than maxCreates of the configuration are not held.");

    private static readonly QueryParameter<int> ConfirmClosesUpTo =
        QueryParameter.Integer("confirmClosesUpTo", "As confirmCloses, where they are so many at most: of more, none is closed.", 0, MostConfirmed, 0);

    private static readonly QueryParameter<int> ConfirmCreatesUpTo =
        QueryParameter.Integer("confirmCreatesUpTo", "As confirmCreates, where they are so many at most: of more, none is made.", 0, MostConfirmed, 0);

    private static readonly QueryParameter<bool?> Warnings =
        QueryParameter.Flag("warnings", "Each with the findings that it shares with another one of its project, which get an issue of both. Reads all findings.");

    public static void MapConfigurations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapApi("/configurations", "Ticket configurations");
        group.MapGet("", List).WithQuery(Warnings).RequireAuthorization(Roles.Viewer).WithName("listConfigurations").WithSummary("Ticket configurations by name.");
        group.MapPost("", Create).RequireAuthorization(Roles.Editor).WithName("createConfiguration").WithSummary("Makes one, checked against the live project.");
        group.MapPost("/validate", Validate).RequireAuthorization(Roles.Editor).WithName("validateConfiguration").WithSummary("Checks without saving.");
        group.MapPost("/yaml", ApplyYaml).RequireAuthorization(Roles.Editor).WithName("applyConfigurations")
            .WithSummary("Creates or updates the configurations of a YAML document by name: all or none.");
        group.MapGet("/{configuration}", Get).RequireAuthorization(Roles.Viewer).WithName("getConfiguration").WithSummary("One, by id or name.");
        group.MapPut("/{configuration}", Replace).RequireAuthorization(Roles.Editor).WithName("replaceConfiguration").WithSummary("Replaces all of it.");
        group.MapDelete("/{configuration}", Delete).RequireAuthorization(Roles.Editor).WithName("deleteConfiguration")
            .WithSummary("Deletes it; its tickets and their issues stay.");
        group.MapPost("/{configuration}/duplicate", Duplicate).RequireAuthorization(Roles.Editor).WithName("duplicateConfiguration")
            .WithSummary("Makes another that begins as this one is, disabled.");
        group.MapPost("/{configuration}/enable", Enable).RequireAuthorization(Roles.Editor).WithName("enableConfiguration").WithSummary("Plans for it again.");
        group.MapPost("/{configuration}/disable", Disable).RequireAuthorization(Roles.Editor).WithName("disableConfiguration")
            .WithSummary("Plans nothing for it any more; its tickets and their issues stay as they are.");
        group.MapGet("/{configuration}/preview", Preview).WithQuery(Samples).RequireAuthorization(Roles.Viewer)
            .WithName("previewConfiguration").WithSummary("What a run would do now; stores and sends nothing.");
        group.MapPost("/{configuration}/plan", Plan).WithQuery(ConfirmCloses, ConfirmCreates, ConfirmClosesUpTo, ConfirmCreatesUpTo).RequireAuthorization(Roles.Editor).WithName("planConfiguration").WithSummary("Plans and stores the plan as a run.");
        group.MapPost("/{configuration}/apply", Apply).WithQuery(ConfirmCloses, ConfirmCreates, ConfirmClosesUpTo, ConfirmCreatesUpTo).RequireAuthorization(Roles.Editor).WithName("applyConfiguration")
            .WithSummary("Plans and applies, and answers when it is done.");
    }

    private static async Task<Ok<List<TicketConfigurationResponse>>> List(
        QueryValues query, ConfigurationStandings standings, ConfigurationOverlaps overlaps, CancellationToken ct)
    {
        var all = await standings.ListAsync(ct);
        var told = query.Get(Warnings) == true
            ? await overlaps.ByConfigurationAsync([.. all.Select(s => s.Configuration)], ct)
            : new Dictionary<TicketConfigurationId, ConfigurationFault>();
        return TypedResults.Ok(all.Select(s => TicketMapping.Response(s.Configuration, s.Problem) with
        {
            Warnings = told.TryGetValue(s.Configuration.Id, out var shared) ? [TicketMapping.Response(shared)] : [],
        }).ToList());
    }

    private static async Task<Results<Ok<TicketConfigurationResponse>, ProblemHttpResult>> Get(
        string configuration, TicketConfigurations configurations, ConfigurationStandings standings, CancellationToken ct) =>
        await configurations.FindAsync(configuration, ct) is { } found
            ? TypedResults.Ok(TicketMapping.Response(found, await standings.ProblemAsync(found, ct)))
            : Missing(configuration);

    private static async Task<Results<Created<TicketConfigurationResponse>, ProblemHttpResult>> Create(
        JsonBody<TicketConfigurationBody> body, ClaimsPrincipal user, TicketConfigurations configurations, ConfigurationOverlaps overlaps, CancellationToken ct) =>
        await configurations.CreateAsync(Caller.Of(user).Actor, body.Value, ct) switch
        {
            SaveOutcome.Saved saved => TypedResults.Created(
                $"{ApiRoutes.Root}/configurations/{saved.Configuration.Id}", await SavedAsync(saved, overlaps, ct)),
            var other => Refusal(other, body.Value.Name),
        };

    private static async Task<Results<Ok<TicketConfigurationResponse>, ProblemHttpResult>> Replace(
        string configuration, JsonBody<TicketConfigurationBody> body, ClaimsPrincipal user, TicketConfigurations configurations, ConfigurationOverlaps overlaps, CancellationToken ct) =>
        await configurations.ReplaceAsync(Caller.Of(user).Actor, configuration, body.Value, ct) switch
        {
            SaveOutcome.Saved saved => TypedResults.Ok(await SavedAsync(saved, overlaps, ct)),
            SaveOutcome.Unknown => Missing(configuration),
            var other => Refusal(other, body.Value.Name),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string configuration, ClaimsPrincipal user, TicketConfigurations configurations, CancellationToken ct) =>
        await configurations.DeleteAsync(Caller.Of(user).Actor, configuration, ct) ? TypedResults.NoContent() : Missing(configuration);

    private static async Task<Results<Created<TicketConfigurationResponse>, ProblemHttpResult>> Duplicate(
        string configuration, JsonBody<DuplicateConfigurationRequest> body, ClaimsPrincipal user, TicketConfigurations configurations, CancellationToken ct) =>
        await configurations.DuplicateAsync(Caller.Of(user).Actor, configuration, body.Value.Name, ct) switch
        {
            SaveOutcome.Saved saved => TypedResults.Created(
                $"{ApiRoutes.Root}/configurations/{saved.Configuration.Id}", TicketMapping.Response(saved.Configuration, null)),
            SaveOutcome.Unknown => Missing(configuration),
            var other => Refusal(other, body.Value.Name),
        };

    private static Task<Results<Ok<TicketConfigurationResponse>, ProblemHttpResult>> Enable(
        string configuration, ClaimsPrincipal user, TicketConfigurations configurations, ConfigurationOverlaps overlaps, CancellationToken ct) =>
        SetEnabledAsync(configuration, true, user, configurations, overlaps, ct);

    private static Task<Results<Ok<TicketConfigurationResponse>, ProblemHttpResult>> Disable(
        string configuration, ClaimsPrincipal user, TicketConfigurations configurations, ConfigurationOverlaps overlaps, CancellationToken ct) =>
        SetEnabledAsync(configuration, false, user, configurations, overlaps, ct);

    private static async Task<Results<Ok<TicketConfigurationResponse>, ProblemHttpResult>> SetEnabledAsync(
        string configuration, bool isEnabled, ClaimsPrincipal user, TicketConfigurations configurations, ConfigurationOverlaps overlaps, CancellationToken ct) =>
        await configurations.EnableAsync(Caller.Of(user).Actor, configuration, isEnabled, ct) switch
        {
            SaveOutcome.Saved saved => TypedResults.Ok(await SavedAsync(saved, overlaps, ct)),
            SaveOutcome.Unknown => Missing(configuration),
            var other => Refusal(other, configuration),
        };

    private static async Task<TicketConfigurationResponse> SavedAsync(SaveOutcome.Saved saved, ConfigurationOverlaps overlaps, CancellationToken ct) =>
        TicketMapping.Response(saved.Configuration, null) with
        {
            Warnings = [.. saved.Warnings.Concat(await overlaps.OfAsync([saved.Configuration], ct)).Select(TicketMapping.Response)],
        };

    /// <summary>One that is stored under the name does not stand in its own way.</summary>
    private static async Task<IReadOnlyList<ConfigurationFault>> ToldAsync(
        ConfigurationCheck check, TicketConfigurations configurations, ConfigurationOverlaps overlaps, CancellationToken ct) => check.Result is { } result
        ? await overlaps.OfAsync([await configurations.FindAsync(result.Name, ct) is { } stored ? result with { Id = stored.Id } : result], ct)
        : [];

    private static async Task<Ok<ConfigurationCheckResponse>> Validate(
        JsonBody<TicketConfigurationBody> body, TicketConfigurations configurations, ConfigurationOverlaps overlaps, CancellationToken ct)
    {
        var check = await configurations.CheckAsync(body.Value, ct);
        return TypedResults.Ok(new ConfigurationCheckResponse(
            [.. check.Problems.Select(TicketMapping.Response)],
            [.. check.Warnings.Concat(await ToldAsync(check, configurations, overlaps, ct)).Select(TicketMapping.Response)],
            check.Result is { } result ? await configurations.ReachAsync(result, ct) : null));
    }

    private static async Task<Results<Ok<ApplyConfigurationsResponse>, ProblemHttpResult>> ApplyYaml(
        HttpRequest request, ClaimsPrincipal user, TicketConfigurations configurations, ConfigurationOverlaps overlaps, LinkBackHint hint, CancellationToken ct) =>
        await configurations.ApplyYamlAsync(Caller.Of(user).Actor, await YamlBody.ReadAsync(request, ct), ct) switch
        {
            YamlOutcome.Applied applied => TypedResults.Ok(await ResponseAsync(applied, configurations, overlaps, hint, ct)),
            YamlOutcome.Refused refused => ConfigurationRefusals.Of(refused).ToResult(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static async Task<Results<Ok<PreviewResponse>, ProblemHttpResult>> Preview(
        string configuration, QueryValues query, TicketConfigurations configurations, TicketPreviews previews, CancellationToken ct) =>
        await configurations.FindAsync(configuration, ct) is { } found && await previews.PreviewAsync(found.Id, query.Get(Samples), ct) is { } preview
            ? TypedResults.Ok(TicketMapping.Response(found.Id, preview, query.Get(Samples)))
            : Missing(configuration);

    private static async Task<Results<Created<RunResponse>, ProblemHttpResult>> Plan(
        string configuration, QueryValues query, ClaimsPrincipal user, TicketConfigurations configurations, TicketSync sync, CancellationToken ct) =>
        await configurations.FindAsync(configuration, ct) is { } found && await sync.PlanAsync(found.Id, ConfirmationOf(query, user), ct) is { } run
            ? TypedResults.Created($"{ApiRoutes.Root}/runs/{run.Id}", TicketMapping.Response(run))
            : Missing(configuration);

    private static async Task<Results<Ok<RunResponse>, ProblemHttpResult>> Apply(
        string configuration, QueryValues query, ClaimsPrincipal user, TicketConfigurations configurations, TicketSync sync, CancellationToken ct) =>
        await configurations.FindAsync(configuration, ct) is { } found && await sync.RunAsync(found.Id, ConfirmationOf(query, user), null, ct) is { } run
            ? TypedResults.Ok(TicketMapping.Response(run))
            : Missing(configuration);

    private static Confirmation? ConfirmationOf(QueryValues query, ClaimsPrincipal user)
    {
        var confirmed = (query.Get(ConfirmCloses) == true ? Confirmed.Closes : Confirmed.Nothing)
            | (query.Get(ConfirmCreates) == true ? Confirmed.Creates : Confirmed.Nothing)
            | new Confirmed(query.Get(ConfirmClosesUpTo), query.Get(ConfirmCreatesUpTo));
        return confirmed == Confirmed.Nothing ? null : new(Caller.Of(user).Actor, confirmed);
    }

    private static async Task<ApplyConfigurationsResponse> ResponseAsync(
        YamlOutcome.Applied applied, TicketConfigurations configurations, ConfigurationOverlaps overlaps, LinkBackHint hint, CancellationToken ct)
    {
        var reaches = await configurations.ReachAsync([.. applied.Configurations.Select(c => c.Configuration)], ct);
        var warnings = applied.Warnings.Select(TicketMapping.Response).ToList();
        var changed = applied.Configurations.Where(c => c.Change != "unchanged").Select(c => c.Configuration).ToList();
        warnings.AddRange((await overlaps.OfAsync(changed, ct)).Select(TicketMapping.Response));
        return new([.. applied.Configurations.Zip(reaches, (saved, reach) => new AppliedConfiguration(TicketMapping.Response(saved.Configuration, null), saved.Change, reach))], warnings)
        {
            Hint = changed.Select(hint.For).FirstOrDefault(h => h is not null),
        };
    }

    private static ProblemHttpResult Missing(string nameOrId) => ConfigurationRefusals.Missing(nameOrId).ToResult();

    private static ProblemHttpResult Refusal(SaveOutcome outcome, string name) => ConfigurationRefusals.Of(outcome, name).ToResult();
}
