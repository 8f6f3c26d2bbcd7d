using System.Text.Json;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;
using FsCheck;
using FsCheck.Fluent;
using static Fairlead.Platform.Tests.Tickets.Planning.SamplePlanning;

namespace Fairlead.Platform.Tests.Tickets.Planning;

/// <summary>Whatever order things are told in, and however often, the plan is the same to the letter.</summary>
public class OrderDoesNotMatter
{
    [Fact]
    public void What_is_known_gives_the_same_plan_in_whatever_order_it_is_read() =>
        Prop.ForAll(ArbMap.Default.ArbFor<DoNotSize<int>>(), seed => IsSameHoweverRead(seed.Item)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    /// <summary>Findings that come, change, are closed and set aside, and issues that people move: each told in any order, late and again.</summary>
    [Fact]
    public void What_happened_gives_the_same_plan_in_whatever_order_it_is_told() =>
        Prop.ForAll(ArbMap.Default.ArbFor<DoNotSize<int>>(), seed => IsSameHoweverTold(seed.Item)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static bool IsSameHoweverRead(int seed)
    {
        var random = new System.Random(seed);
        var history = new PlannedHistory(random);
        for (var round = 0; round < 10; round++)
        {
            history.Change();
            var plan = history.Plan();
            for (var again = 0; again < 3; again++)
                Assert.Equal(TextOf(plan), TextOf(history.Plan(order: new System.Random(seed + again))));

            history.Apply(plan);
            Assert.Equal(TextOf(history.Plan()), TextOf(history.Plan(order: random)));
        }

        return true;
    }

    private static bool IsSameHoweverTold(int seed)
    {
        var random = new System.Random(seed);
        var known = new Dictionary<int, PlannedFinding>();
        for (var id = 0; id < 8; id++)
            known[id] = Finding(id, $"R{id % 3}");
        var tickets = SyncPlanner.Plan(known.Values, Configuration, [], Now).Operations.Take(2).Select(o => Created(o)).ToList();
        var events = Enumerable.Range(0, 40).Select(minute => Next(random, minute, known, tickets)).ToList();

        var plan = PlanOf(events, tickets);

        Assert.All(Enumerable.Range(0, 4), _ => Assert.Equal(TextOf(plan), TextOf(PlanOf(ToldAnyhow(random, events), tickets))));
        return plan.Groups > 0;
    }

    private static List<Event> ToldAnyhow(System.Random random, IReadOnlyList<Event> events)
    {
        var told = events.SelectMany(e => Enumerable.Repeat(e, random.Next(1, 4))).ToArray();
        random.Shuffle(told);
        return [.. told];
    }

    /// <summary>Each event tells how one thing is from then on, as a report, a decision, a webhook or a look does.</summary>
    private static Event Next(System.Random random, int minute, Dictionary<int, PlannedFinding> known, IReadOnlyList<PlannedTicket> tickets)
    {
        var at = Now.AddMinutes(minute);
        if (random.Next(4) == 0)
        {
            var ticket = tickets[random.Next(tickets.Count)];
            var category = (JiraStatusCategory)random.Next(1, 4);
            return new(at, null, ticket with
            {
                StatusCategory = category,
                Presence = random.Next(6) == 0 ? (IssuePresence)random.Next(1, 5) : IssuePresence.Present,
                DoneAt = category == JiraStatusCategory.Done ? at : null,
            });
        }

        var id = random.Next(12);
        var before = known.TryGetValue(id, out var finding) ? finding : Finding(id, $"R{id % 3}");
        var statuses = Enum.GetValues<FindingStatus>();
        var status = statuses[random.Next(statuses.Length)];
        known[id] = before with
        {
            IsOpen = status.IsOpen,
            Status = status,
            Severity = (Severity)random.Next(6),
            OpenedAt = status.IsOpen && !before.IsOpen ? at : before.OpenedAt,
            Content = (UInt128)random.Next(3),
        };
        return new(at, known[id], null);
    }

    /// <summary>Of what is told of one thing the latest word counts, whenever it is heard.</summary>
    private static SyncPlan PlanOf(IEnumerable<Event> told, IReadOnlyList<PlannedTicket> tickets)
    {
        var findings = new Dictionary<FindingId, Event>();
        var seen = new Dictionary<TicketId, Event>();
        foreach (var one in told)
        {
            if (one.Finding is { } finding && !(findings.TryGetValue(finding.Id, out var other) && other.At >= one.At))
                findings[finding.Id] = one;
            if (one.Ticket is { } ticket && !(seen.TryGetValue(ticket.Id, out var last) && last.At >= one.At))
                seen[ticket.Id] = one;
        }

        return SyncPlanner.Plan(
            findings.Values.Select(e => e.Finding!.Value), Configuration, [.. seen.Values.Select(e => e.Ticket!), .. tickets.Where(t => !seen.ContainsKey(t.Id))], Now.AddDays(1));
    }

    private static string TextOf(SyncPlan plan) => JsonSerializer.Serialize(new
    {
        plan.Findings,
        plan.Groups,
        plan.Settled,
        plan.Waiting,
        Operations = plan.Operations.Select(o => (object)o),
        plan.Unsettled,
        HeldCloses = plan.HeldCloses.Select(o => (object)o),
        HeldCreates = plan.HeldCreates.Select(o => (object)o),
        plan.Incomplete,
        plan.Withdrawn,
        plan.Adopted,
    });

    private sealed record Event(DateTimeOffset At, PlannedFinding? Finding, PlannedTicket? Ticket);
}
