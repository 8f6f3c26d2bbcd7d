using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>Findings in a list of the world's own.</summary>
/// <param name="most">How many there can be.</param>
internal sealed class ListedScanner(TicketWorld world, Random random, int most) : LoopScanner
{
    public override Task<IReadOnlyList<LoopFinding>> AllAsync() => Task.FromResult<IReadOnlyList<LoopFinding>>(
        [.. world.Findings.All.Select(f => new LoopFinding(f.Id, f.Asset, f.Rule, f.Title, FakeFindings.StatusOf(f)))]);

    public void AddAll()
    {
        for (var number = 1; number < most; number++)
        {
            if (!world.Findings.Numbers.Contains(number))
                Add(number);
        }
    }

    public override Task<string> DecidedOnAllAsync()
    {
        var status = OpenStatuses[random.Next(OpenStatuses.Length)];
        AddAll();
        foreach (var number in world.Findings.Numbers)
            world.Findings.Decide(number, status);
        return Task.FromResult($"every finding is {status}");
    }

    public override Task<string> ScannedAsync() => Task.FromResult(Scanned());

    private string Scanned()
    {
        var number = random.Next(1, most);
        if (!world.Findings.Numbers.Contains(number))
        {
            Add(number);
            return $"finding {number} is new";
        }

        var isOpen = world.Findings.All.Single(f => f.Id == FakeFindings.IdOf(number)).IsOpen;
        switch (random.Next(4))
        {
            case 3:
                var status = Enum.GetValues<FindingStatus>()[random.Next(Enum.GetValues<FindingStatus>().Length)];
                world.Findings.Decide(number, status);
                return $"finding {number} is {status}";
            case 0:
                world.Findings.Change(number, f => f with { Title = $"{f.Title.Split('#')[0]}#{random.Next(100)}" });
                return $"finding {number} has another title";
            case 1 when isOpen:
                world.Findings.Close(number);
                return $"finding {number} is fixed";
            case 1:
                world.Findings.Reopen(number);
                return $"finding {number} is back";
            default:
                world.Findings.Change(number, f => f with { Severity = (Severity)(1 + random.Next(5)) });
                return $"finding {number} has another severity";
        }
    }

    private void Add(int number) =>
        world.Findings.Add(number, $"CVE-{number % 7}", (Severity)(1 + random.Next(5)), Assets[number % 2], title: $"Weakness {number}");
}
