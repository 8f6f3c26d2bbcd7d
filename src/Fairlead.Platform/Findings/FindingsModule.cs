using Fairlead.Platform.Findings.Api;
using Fairlead.Platform.Findings.Jobs;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Findings;

/// <summary>Reports in, findings out: docs/findings.md.</summary>
public static class FindingsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddFindings()
        {
            services.AddOptions<FindingsOptions>().BindConfiguration(FindingsOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<FindingsOptions>, FindingsOptionsValidator>();
            services.AddSingleton<FindingImports>().AddSingleton<FindingCatalog>().AddSingleton<FindingDecisions>().AddSingleton<ThreatIntelligence>();
            return services.AddHostedService<FindingUpkeep>();
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapFindings()
        {
            var findings = routes.MapApi("/findings", "Findings").RequireAuthorization(Roles.Viewer);
            findings.MapGet("", FindingRoutes.Search).WithName("searchFindings").WithSummary("Findings that match, page by page.")
                .WithQuery([.. FindingQueries.Conditions, FindingQueries.Sort, QueryParameter.Cursor, QueryParameter.Size]);
            findings.MapGet("/count", FindingRoutes.Count).WithName("countFindings").WithSummary("How many findings match, by severity and status.")
                .WithQuery(FindingQueries.Conditions);
            findings.MapGet("/{id}", FindingRoutes.Get).WithName("getFinding").WithSummary("One finding with all that is known of it.");
            findings.MapPatch("/{id}", FindingRoutes.Change).WithName("changeFinding")
                .WithSummary("A person's status or severity; it stands beside what the scanner says and wins.")
                .RequireAuthorization(Roles.Editor);

            var imports = routes.MapApi("/imports", "Imports").RequireAuthorization(Roles.Viewer);
            imports.MapPost("", ImportRoutes.Upload).WithName("importReport")
                .WithSummary("Takes in a report: the body itself, or the file of a form. Safe to repeat.")
                .WithQuery(ImportRoutes.Options)
                .RequireAuthorization(Roles.Editor).DisableAntiforgery();
            imports.MapGet("", ImportRoutes.List).WithName("listImports").WithSummary("Imports, newest first.")
                .WithQuery(QueryParameter.Cursor, QueryParameter.Size);
            imports.MapGet("/{id}", ImportRoutes.Get).WithName("getImport").WithSummary("What came of one report.");
            imports.MapPost("/{id}/confirm-closes", ImportRoutes.Confirm).WithName("confirmCloses")
                .WithSummary("Carries out the closes that the close guard held. Safe to repeat.")
                .RequireAuthorization(Roles.Editor);

            var intelligence = routes.MapApi("/intelligence", "Findings").RequireAuthorization(Roles.Viewer);
            intelligence.MapGet("", IntelligenceRoutes.Status).WithName("getIntelligence").WithSummary("Which files of threat intelligence are in force.");
            intelligence.MapPost("", IntelligenceRoutes.Import).WithName("importIntelligence")
                .WithSummary("Takes in EPSS scores, CISA's KEV catalogue or exploit maturities: the body itself, or the file of a form. Safe to repeat.")
                .RequireAuthorization(Roles.Editor).DisableAntiforgery();
        }
    }
}
