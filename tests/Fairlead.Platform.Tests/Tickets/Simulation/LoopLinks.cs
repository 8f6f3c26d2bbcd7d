using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>A person in Fairlead who links issues that people made to findings, parts tickets from their issues, and gives them others.</summary>
internal sealed class LoopLinks(TicketWorld world, Random random, Actor person, LoopPeople people, LoopScanner scanner)
{
    /// <summary>Ids of issues that were some ticket's and need not be one's any more.</summary>
    public HashSet<string> Parted { get; } = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <returns>What happened.</returns>
    /// <param name="asked">Carries out what is asked, while time passes and faults happen, and counts it.</param>
    public async Task<string> ActedAsync(Func<string, Func<Task<IssueOutcome>>, Task<string>> asked)
    {
        var state = await LoopState.ReadAsync(world, scanner, Ct);
        var linked = state.Tickets.Where(t => t is { State: TicketState.Created, IssueId: not null }).OrderBy(t => t.Id.Value).ToList();
        switch (random.Next(3))
        {
            case 0 when linked.Count > 0:
                var parted = linked[random.Next(linked.Count)];
                Parted.Add(parted.IssueId!);
                return $"unlink {parted.IssueKey}: {await asked("tickets.unlinked", () => world.TicketLinks.UnlinkAsync(person, parted.Id, Ct))}";
            case 1 when state.Tickets.Where(t => t.State == TicketState.Created).OrderBy(t => t.Id.Value).ToList() is { Count: > 0 } made:
                var (ticket, other) = (made[random.Next(made.Count)], people.Makes());
                if (ticket.IssueId is { } before)
                    Parted.Add(before);
                return $"link {other.Key} in place of {ticket.IssueKey}: {await asked("tickets.relinked", () => world.TicketLinks.RelinkAsync(person, ticket.Id, other.Key, Ct))}";
            default:
                var free = state.Findings.Where(f => f.IsOpen && !state.IsBehindAny(f)).OrderBy(f => f.Id.Value).Take(random.Next(1, 4)).Select(f => f.Id).ToList();
                if (free.Count == 0)
                    return "there is nothing to link";
                var issue = people.Makes();
                return $"link {issue.Key} to {free.Count} findings: {await asked("tickets.linked", () => world.TicketLinks.LinkAsync(person, new(world.Configuration, issue.Key, free), Ct))}";
        }
    }
}
