using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Tickets;

/// <summary>Tickets of findings that a person chose on the page Findings: looked over, then made, or linked to an issue that is there.</summary>
internal static class NewTicketRoutes
{
    private const string Path = "/tickets/new";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).RequireAuthorization(Roles.Editor).ExcludeFromDescription();
        pages.MapGet("", Show);
        pages.MapPost("", Make);
    }

    private static async Task<IResult> Show(
        HttpContext context, TicketConfigurations configurations, ManualTickets manual, ConfigurationOffers offers, FindingCatalog findings, FormWork work, CancellationToken ct)
    {
        var query = context.Request.Query;
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, "finding", "configuration", "split")];
        var all = await configurations.ListAsync(ct);
        var named = WrongFilter.ReadId<TicketConfigurationId>(query, "configuration", wrong);
        var chosen = all.FirstOrDefault(c => c.Id == named) ?? all.FirstOrDefault(c => c.Enabled) ?? (all.Count > 0 ? all[0] : null);
        var ids = NewTicketsForm.IdsOf(query["finding"]).Take(NewTicketsForm.MaxSections).ToList();
        var split = SplitOf(query["split"].ToString());
        var sections = new List<TicketSection>();
        if (chosen is not null && ids.Count > 0)
        {
            IReadOnlyList<IReadOnlyList<FindingId>> parts = split switch
            {
                TicketSplit.Each => [.. ids.Chunk(1)],
                TicketSplit.Groups => await manual.PartsAsync(chosen, ids, ct),
                _ => [ids],
            };
            foreach (var part in parts)
                sections.Add(await ReviewAsync(new(chosen, part), manual, work, ct));
        }

        return await PageAsync(context, new NewTicketsState(all, chosen, sections, split) { Wrong = wrong }, offers, findings, work, ct);
    }

    private static async Task<IResult> Make(
        HttpContext context, TicketConfigurations configurations, ManualTickets manual, TicketLinks links, LanePauses pauses, TicketCatalog tickets, ConfigurationOffers offers, FindingCatalog findings,
        FormWork work, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        var configuration = await configurations.FindAsync(form["configuration"].ToString(), ct)
            ?? throw new ProblemException(ConfigurationRefusals.Missing(form["configuration"].ToString()));
        var state = new NewTicketsState(await configurations.ListAsync(ct), configuration, NewTicketsForm.Read(form), SplitOf(form["split"].ToString())) { Issue = Forms.Text(form, "issue").Trim() };
        var actor = Caller.Of(context.User).Actor;
        if (form["do"] == "link")
        {
            IssueOutcome? outcome = null;
            var ids = state.Sections.SelectMany(s => s.Findings).Distinct().ToList();
            var problem = await work.TryAsync(async () => await TicketRefusals.OfAsync(outcome = await links.LinkAsync(actor, new(configuration, state.Issue, ids), ct), pauses, ct));
            return problem is null
                ? Forms.SeeOther(context, TicketPageRoutes.AddressOf(((IssueOutcome.Done)outcome!).Ticket, TicketDone.Linked))
                : await PageAsync(context, state with { LinkProblem = problem }, offers, findings, work, ct);
        }

        // A person said that all are made, also if they do not wait for it.
        var made = new List<TicketSection>();
        foreach (var section in state.Sections)
            made.Add(section.IsTaken ? await MakeAsync(section, configuration, actor, manual, tickets, work, lifetime.ApplicationStopping) : section);
        return made.Any(s => s.Problem is not null) || !made.Exists(s => s.IsTaken)
            ? await PageAsync(context, state with { Sections = made }, offers, findings, work, ct)
            : Forms.SeeOther(context, made.FindAll(s => s.IsTaken) is [{ Made: { } only }] ? TicketPageRoutes.AddressOf(only.Id, TicketDone.Made) : $"/tickets?configuration={configuration.Id}");
    }

    private static TicketSplit SplitOf(string text) => Enum.TryParse<TicketSplit>(text, ignoreCase: true, out var split) && Enum.IsDefined(split) ? split : TicketSplit.Groups;

    private static async Task<TicketSection> ReviewAsync(ManualDraft draft, ManualTickets manual, FormWork work, CancellationToken ct)
    {
        ManualOutcome? outcome = null;
        var problem = await work.TryAsync(async () => outcome = await manual.ReviewAsync(draft, ct));
        return outcome switch
        {
            ManualOutcome.Reviewed { Review: var review } => new(draft.Findings, review.Summary, review.Description)
            {
                UsualPriority = review.Priority ?? "",
                UsualAssignee = review.Assignee ?? "",
            },
            ManualOutcome.Invalid invalid => new(draft.Findings) { IsOffered = false, Problem = TicketRefusals.Invalid(invalid.Problems) },
            _ => new(draft.Findings) { IsOffered = false, Problem = problem },
        };
    }

    private static async Task<TicketSection> MakeAsync(
        TicketSection section, TicketConfiguration configuration, Platform.Operations.Actor actor, ManualTickets manual, TicketCatalog tickets, FormWork work, CancellationToken ct)
    {
        ManualOutcome? outcome = null;
        var problem = await work.TryAsync(async () => outcome = await manual.MakeAsync(actor, NewTicketsForm.DraftOf(configuration, section), ct));
        return outcome switch
        {
            ManualOutcome.Made made => section with { Made = await tickets.GetAsync(made.Ticket, ct) },
            ManualOutcome.Invalid invalid => section with { Problem = TicketRefusals.Invalid(invalid.Problems) },
            _ => section with { Problem = problem },
        };
    }

    private static async Task<IResult> PageAsync(
        HttpContext context, NewTicketsState state, ConfigurationOffers offers, FindingCatalog findings, FormWork work, CancellationToken ct)
    {
        // Where Jira cannot be asked, they are typed.
        if (state.Chosen is { } chosen && state.Sections.Any(s => s is { IsOffered: true, Made: null }))
        {
            await work.TryAsync(async () =>
            {
                var screen = await offers.ScreenAsync(chosen.Connection, chosen.Project.Name, chosen.IssueType.Id, ct);
                state = state with { Priorities = screen.Priorities, People = screen.People };
            });
        }

        var problem = state.LinkProblem ?? (HttpMethods.IsPost(context.Request.Method) ? state.Sections.Select(s => s.Problem).FirstOrDefault(p => p is not null) : null);
        var known = await findings.GetManyAsync([.. state.Sections.SelectMany(s => s.Findings).Distinct()], ct);
        return Forms.Page<NewTicketsPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            State = state,
            Findings = (IReadOnlyDictionary<FindingId, Finding>)known.ToDictionary(f => f.Id),
        });
    }
}
