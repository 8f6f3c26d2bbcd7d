using System.Text;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tests.Tickets.Comments;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>Findings of the Findings room: reports bring them, people decide on them there, and comments and statuses in Jira do.</summary>
internal sealed class ReportScanner(TicketWorld world, Random random, Actor person) : LoopScanner
{
    private const int Most = 24;

    private static readonly string[] Severities = ["critical", "high", "medium", "low"];

    private readonly SortedDictionary<int, (string Title, string Severity)> _reported = [];

    private int _reports;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public override async Task<IReadOnlyList<LoopFinding>> AllAsync() =>
        [.. (await ReportedFindings.AllAsync(world)).OrderBy(f => f.Title, StringComparer.Ordinal).Select(f => new LoopFinding(f.Id, f.Asset ?? "", f.RuleId, f.Title, f.Status))];

    public override async Task<string> ScannedAsync()
    {
        var number = random.Next(1, Most);
        switch (random.Next(5))
        {
            case 0 when (await AllAsync()) is { Count: > 0 } all:
                return await DecidedAsync(all[random.Next(all.Count)]);
            case 1 or 2 when _reported.Remove(number):
                // Twice, as what is absent once may only have been missed.
                var times = random.Next(1, 3);
                for (var i = 0; i < times; i++)
                    await ImportAsync(number % 2);
                return $"finding {number} is absent from {times} reports";
            case 3 when _reported.TryGetValue(number, out var found):
                _reported[number] = (found.Title, Severities[random.Next(Severities.Length)]);
                await ImportAsync(number % 2);
                return $"finding {number} is rated {_reported[number].Severity}";
            default:
                _reported[number] = ($"Weakness {number}", Severities[random.Next(Severities.Length)]);
                await ImportAsync(number % 2);
                return $"finding {number} is reported";
        }
    }

    public override async Task<string> DecidedOnAllAsync()
    {
        for (var number = 1; number < Most; number++)
            _reported.TryAdd(number, ($"Weakness {number}", Severities[random.Next(Severities.Length)]));
        await ImportAsync(0);
        await ImportAsync(1);
        var status = OpenStatuses[random.Next(OpenStatuses.Length)];
        foreach (var finding in await AllAsync())
            await EditAsync(finding, status);
        return $"every finding is {status}";
    }

    private async Task<string> DecidedAsync(LoopFinding finding)
    {
        var statuses = Enum.GetValues<FindingStatus>().Where(s => s != FindingStatus.WaitingForVerification).ToList();
        var status = statuses[random.Next(statuses.Count)];
        await EditAsync(finding, status);
        return $"somebody decides that {finding.Title} is {status}";
    }

    private async Task EditAsync(LoopFinding finding, FindingStatus status) => Assert.IsType<EditOutcome.Edited>(await world.RealFindings.EditAsync(
        finding.Id,
        new FindingEdit
        {
            Status = status,
            Reason = status == FindingStatus.Active ? null : "looked at",
            ExpiresAt = status == FindingStatus.RiskAccepted ? world.Clock.GetUtcNow().AddHours(20) : null,
            By = person,
        },
        Ct));

    private async Task ImportAsync(int asset)
    {
        // Reports of one moment are one report, and so are two of the same bytes.
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var csv = new StringBuilder($"title,severity,rule_id,file_path,line,report_{++_reports}\n");
        foreach (var (number, (title, severity)) in _reported.Where(r => r.Key % 2 == asset))
            csv.Append($"{title},{severity},CVE-{number % 7},src/{number}.py,1,\n");
        await world.ImportAsync(Assets[asset], csv.ToString(), Ct);
    }
}
