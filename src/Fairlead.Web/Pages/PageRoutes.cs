using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Alerts;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fairlead.Web.Pages;

/// <summary>The pages behind sign-in. A page is an address: it can be shared, reloaded and bookmarked.</summary>
internal static class PageRoutes
{
    private const int ActivityPageSize = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("/", () => TypedResults.Redirect("/findings"));
        pages.MapGet("/findings", Findings);
        pages.MapGet("/tickets", Tickets);
        pages.MapGet("/alerts", Alerts);
        pages.MapGet("/activity", Activities);
    }

    private static async Task<RazorComponentResult> Findings(
        HttpContext context, FindingCatalog findings, TicketCatalog tickets, CancellationToken ct)
    {
        var view = FindingsView.Read(context.Request.Query);
        if (view.Ticket is { } ticket && await tickets.GetAsync(ticket, ct) is null)
            view = view with { Ticket = null, Wrong = [.. view.Wrong, new("ticket", ticket.ToString(), ["the tickets on the page Tickets"])] };

        Kernel.Paging.Page<FindingSummary> page;
        try
        {
            page = await findings.SearchAsync(view.Filter, view.Order, view.Cursor, FindingsView.PageSize, ct);
        }
        catch (FormatException)
        {
            // An old or edited address: show the beginning rather than an error.
            view = view with { Cursor = null };
            page = await findings.SearchAsync(view.Filter, view.Order, null, FindingsView.PageSize, ct);
        }

        var counts = await findings.CountAsync(view.Filter, ct);
        return Forms.Page<FindingsPage>(context, new
        {
            Caller = Caller.Of(context.User),
            View = view,
            Findings = page,
            Counts = counts,
            Tickets = await tickets.OfFindingsAsync([.. page.Items.Select(f => f.Id)], ct),
        });
    }

    private static async Task<RazorComponentResult> Tickets(
        HttpContext context, TicketCatalog tickets, UnsettledWork unsettled, TicketConfigurations configurations, ConnectionDirectory connections, CancellationToken ct)
    {
        var view = TicketsView.Read(context.Request.Query);
        var found = view.Ticket is { } id
            ? await tickets.GetAsync(id, ct) is { } one ? [one] : []
            : await tickets.ListAsync(view.Configuration, view.State, view.Issue, finding: null, view.Position(), TicketsView.PageSize + 1, ct);
        var shown = found.Take(TicketsView.PageSize).ToList();
        var isStart = view.After is null && !view.IsFiltered;
        return Forms.Page<TicketsPage>(context, new
        {
            Caller = Caller.Of(context.User),
            View = view,
            Tickets = (IReadOnlyList<Ticket>)shown,
            Tally = view.Ticket is null && view.Issue is null && view.After is null ? await tickets.TallyAsync(view.Configuration, ct) : null,
            Unsettled = isStart ? await unsettled.OfRunsAsync(ct) : [],
            Due = isStart ? await unsettled.DueAsync(ct) : [],
            Sites = (IReadOnlyDictionary<ConnectionId, Connection>)(await connections.ListAsync(ct)).ToDictionary(c => c.Id),
            Configurations = (IReadOnlyDictionary<TicketConfigurationId, string>)(await configurations.ListAsync(ct)).ToDictionary(c => c.Id, c => c.Name),
            Next = found.Count > shown.Count ? TicketsView.PlaceOf(shown[^1]) : null,
        });
    }

    private static async Task<RazorComponentResult> Alerts(
        HttpContext context, AlertCatalog alerts, AlertTriggers triggers, CancellationToken ct)
    {
        var view = AlertsView.Read(context.Request.Query);
        var found = view.Alert is { } id
            ? await alerts.GetAsync(id, ct) is { } one ? [one] : []
            : await alerts.ListAsync(view.Query, view.Position(), AlertsView.PageSize + 1, ct);
        var shown = found.Take(AlertsView.PageSize).ToList();
        return Forms.Page<AlertsPage>(context, new
        {
            Caller = Caller.Of(context.User),
            View = view,
            Alerts = (IReadOnlyList<Alert>)shown,
            Triggers = await triggers.ListAsync(ct),
            Next = found.Count > shown.Count ? AlertsView.PlaceOf(shown[^1]) : null,
        });
    }

    private static async Task<RazorComponentResult> Activities(HttpContext context, ActivityLog log, CommentEffects effects, CancellationToken ct)
    {
        var query = context.Request.Query;
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, "before")];
        var before = long.TryParse(query["before"], out var number) ? number : (long?)null;
        if (before is null && query["before"].ToString() is { Length: > 0 } text)
            wrong.Add(new("before", text, ["the numbers that links of this page carry"]));
        var found = await log.ListAsync(before, ActivityPageSize + 1, ct);
        var shown = found.Take(ActivityPageSize).ToList();
        return Forms.Page<ActivityPage>(context, new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Entries = (IReadOnlyList<Activity>)shown,
            Effects = await effects.ToldByAsync(shown, ct),
            Next = found.Count > ActivityPageSize ? shown[^1].Number : (long?)null,
        });
    }
}
