using System.Diagnostics;
using System.Globalization;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Bench.Tickets;

/// <summary>Plans many findings against many tickets, on one core: first with every ticket settled, then with one percent changed.</summary>
internal static class PlanningBench
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static int Run(string[] args)
    {
        var findings = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var tickets = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20_000;
        var configuration = new TicketConfiguration
        {
            Id = new(IdOf(1)),
            Name = "bench",
            Connection = new(IdOf(2)),
            Project = new("10000", "SEC"),
            IssueType = new("10001", "Bug"),
            GroupBy = [GroupingKey.Asset, GroupingKey.Rule],
            MaxCreates = TicketConfiguration.MostCreates,
        };
        var all = Enumerable.Range(0, findings).Select(i => Finding(i, tickets, 0)).ToList();
        var settled = SyncPlanner.Plan(all, configuration, [], Now).Operations.Select(Created).ToList();
        Measure("nothing changed", () => SyncPlanner.Plan(all, configuration, settled, Now));
        var changed = all.Select((f, i) => i % 100 == 0 ? f with { Content = 1 } : f).ToList();
        Measure("1 % changed", () => SyncPlanner.Plan(changed, configuration, settled, Now));
        Measure("all new", () => SyncPlanner.Plan(all, configuration, [], Now));
        return 0;
    }

    private static void Measure(string name, Func<SyncPlan> plan)
    {
        plan();
        var best = TimeSpan.MaxValue;
        SyncPlan? last = null;
        for (var round = 0; round < 5; round++)
        {
            var watch = Stopwatch.StartNew();
            last = plan();
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        Console.WriteLine(
            $"{name,-16} {last!.Findings,9:N0} findings {last.Groups,8:N0} groups {last.Operations.Count,8:N0} operations  {best.TotalMilliseconds,8:N0} ms");
    }

    private static PlannedFinding Finding(int i, int groups, int content) => new(
        new FindingId(IdOf(i + 10)),
        FindingKind.Vulnerability,
        (Severity)(i % 6),
        "trivy",
        $"registry.example/team/service-{i % groups % 200}",
        $"CVE-2025-{i % groups:D6}",
        "openssl",
        "usr/lib",
        true,
        Now.AddDays(-1),
        (UInt128)content);

    private static PlannedTicket Created(SyncOperation operation) => new(
        new TicketId(new Guid(operation.Group.Key)), operation.Group.Key, 1, TicketState.Created, "SEC-1", IssuePresence.Present,
        JiraStatusCategory.ToDo, operation.Group.Hash, null, null, null);

    private static Guid IdOf(int number) => new(number, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
}
