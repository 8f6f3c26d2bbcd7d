using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Tickets;

/// <summary>What the forms of a ticket's page left.</summary>
internal sealed record TicketForms(Problem? Problem = null, string? Issue = null, Problem? RelinkProblem = null, string? Text = null, Problem? SayProblem = null);

/// <summary>Draws the page of one ticket.</summary>
internal sealed class TicketView(
    TicketCatalog tickets, TicketConfigurations configurations, ConnectionDirectory connections, FindingCatalog findings, ActivityLog activity, CommentEffects effects,
    TicketConversation conversation, TicketHistory jiraHistory, FormWork work)
{
    private const int MostFindings = 20;
    private const int MostHistory = 100;
    private const int MostComments = 100;
    private const int MostChanges = 100;

    /// <exception cref="ProblemException">There is no such ticket.</exception>
    public async Task<IResult> PageAsync(HttpContext context, TicketId id, TicketForms forms, CancellationToken ct)
    {
        var ticket = await tickets.GetAsync(id, ct) ?? throw new ProblemException(TicketRefusals.NoSuchTicket);
        var site = (await connections.FindAsync(ticket.Connection, ct))?.Site;
        var history = await activity.OfAsync(id.ToString(), MostHistory, ct);
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done", "comments", "changes")];
        var (said, unread) = ticket.IssueKey is not null && (context.Request.Query["comments"] == "shown" || forms.SayProblem is not null)
            ? await ShownAsync(() => conversation.ReadAsync(id, MostComments, ct))
            : (null, null);
        var (changed, unseen) = ticket.IssueKey is not null && context.Request.Query["changes"] == "shown"
            ? await ShownAsync(() => jiraHistory.ReadAsync(id, MostChanges, ct))
            : (null, null);
        return Forms.Page<TicketPage>(context, Forms.StatusOf(forms.Problem ?? forms.RelinkProblem ?? forms.SayProblem), new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<TicketDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Ticket = ticket,
            Address = ticket.IssueKey is { } key ? site?.BrowseUrl(key).AbsoluteUri : null,
            Requests = TicketCatalog.RequestsFor(ticket),
            Configuration = await configurations.GetAsync(ticket.Configuration, ct),
            Findings = (await findings.SearchAsync(new FindingFilter { Ticket = id }, FindingOrder.WorstFirst, null, MostFindings, ct)).Items,
            History = history,
            Effects = await effects.ToldByAsync(history, ct),
            forms.Problem,
            forms.Issue,
            forms.RelinkProblem,
            Said = said,
            Unread = unread,
            Changed = changed,
            Unseen = unseen,
            forms.Text,
            forms.SayProblem,
        });
    }

    /// <summary>Jira is asked when a person wants to see it; the page is there without.</summary>
    private async Task<(T? Shown, Problem? Problem)> ShownAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        T? shown = null;
        var problem = await work.TryAsync(async () => (shown = await read()) is null ? TicketRefusals.NoIssueToSee : null);
        return (shown, problem);
    }
}
