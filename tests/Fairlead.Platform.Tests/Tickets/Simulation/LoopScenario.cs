using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>The configurations under which the loop is played, one after the other with the seeds.</summary>
internal static class LoopScenario
{
    /// <summary>How many seeds in a row have each its own.</summary>
    public const int Count = 5;

    /// <summary>What comments say, where there are rules for them.</summary>
    public static IReadOnlyList<(string Says, FindingStatus Status)> Sayings { get; } =
    [
        ("false positive", FindingStatus.FalsePositive), ("waiting for the vendor", FindingStatus.WaitingForThirdParty),
        ("working on it", FindingStatus.InProgress), ("open again", FindingStatus.Active),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TicketWorld> StartAsync(TestDatabase databases, SandboxEdition edition, int seed)
    {
        var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, c => c with { Id = IdOf(seed) }, hasRealFindings: seed % Count == 3, seed: seed);
        await ((seed % Count) switch
        {
            0 => BranchAsync(world),
            1 => AssignAsync(world, edition),
            2 => MapAsync(world),
            3 => TalkAsync(world),
            _ => GrowLargeAsync(world),
        });
        return world;
    }

    public static LoopScanner ScannerOf(TicketWorld world, int seed, Random random, Actor person)
    {
        if (world.HasRealFindings)
            return new ReportScanner(world, random, person);
        var isLarge = seed % Count == 4;
        var scanner = new ListedScanner(world, random, isLarge ? 150 : 24);
        if (isLarge)
            scanner.AddAll();
        return scanner;
    }

    /// <summary>Groups are keyed, and of one severity ordered, by their configuration: the same seed has the same issues.</summary>
    private static TicketConfigurationId IdOf(int seed) => TicketConfigurationId.From(new Guid(seed, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0));

    /// <summary>Few groups with sub-tasks, in a workflow that closes no parent before them.</summary>
    private static async Task BranchAsync(TicketWorld world)
    {
        await world.ConfigureAsync(c => SubTaskContract.Growing(c) with { GroupBy = [GroupingKey.Asset] }, Ct);
        world.Sandbox.State.BlockOnSubtasks("SEC", "Done");
    }

    /// <summary>Issues go to people who come and go.</summary>
    private static Task AssignAsync(TicketWorld world, SandboxEdition edition)
    {
        string[] people = edition == SandboxEdition.Cloud ? ["712020:1b2d8b8f-bob", "712020:3d4fada1-dana"] : ["bob", "dana"];
        var turns = new ValueSource.RoundRobin([.. people.Select(p => new JiraName(p, p))]);
        return world.ConfigureAsync(c => c with { Fields = [new("assignee", "Assignee", FieldShape.User, turns)] }, Ct);
    }

    /// <summary>Statuses for some finding statuses, and issues that are not opened again.</summary>
    private static async Task MapAsync(TicketWorld world)
    {
        var jira = await world.Jira.ClientForAsync(default, Ct);
        var statuses = (await jira.Workflow.StatusesAsync("SEC", Ct)).Single(t => t.IssueTypeId == world.Configuration.IssueType.Id).Statuses;
        (FindingStatus Finding, string Status)[] map =
            [(FindingStatus.Active, "To Do"), (FindingStatus.InProgress, "In Progress"), (FindingStatus.Potential, "In Review"), (FindingStatus.FalsePositive, "Done")];
        await world.ConfigureAsync(
            c => c with
            {
                StatusTargetsSince = c.CreatedAt,
                StatusTargets =
                [
                    .. from entry in map
                       join status in statuses on entry.Status equals status.Name
                       select new StatusTarget { Finding = entry.Finding, Status = new(status.Id, status.Name), Category = status.Category },
                ],
                Growth = GrowthPolicy.NewTicket,
                Reopen = new() { WithinDays = 1, NewTicket = true },
                FollowLink = new("10003", "Relates"),
            },
            Ct);
    }

    /// <summary>What people say in comments, and where they bring issues, decides on the findings of reports.</summary>
    private static Task TalkAsync(TicketWorld world) => world.ConfigureAsync(
        c => c with
        {
            CommentRules = [.. Sayings.Select(s => CommentWorld.Rule(s.Says, s.Status))],
            CommentRulesSince = c.CreatedAt,
            StatusMap =
            [
                new() { Category = JiraStatusCategory.Done, Finding = FindingStatus.Fixed },
                new() { Category = JiraStatusCategory.InProgress, Finding = FindingStatus.InProgress },
            ],
            StatusMapSince = c.CreatedAt,
        },
        Ct);

    /// <summary>Groups that are larger than what an issue's text tells.</summary>
    private static Task GrowLargeAsync(TicketWorld world) => world.ConfigureAsync(c => c with { GroupBy = [GroupingKey.Asset] }, Ct);
}
