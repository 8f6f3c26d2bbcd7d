using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Configuring;

/// <summary>Configurations that tests write as people do.</summary>
internal static class AppliedYaml
{
    /// <returns>The configuration as it is stored.</returns>
    public static async Task<TicketConfiguration> OfAsync(TicketWorld world, string yaml, CancellationToken ct)
    {
        var outcome = await world.Configurations.ApplyYamlAsync(Actor.System, yaml, ct);
        Assert.True(outcome is YamlOutcome.Applied, outcome is YamlOutcome.Refused refused ? string.Join('\n', refused.Problems) : "");
        var id = ((YamlOutcome.Applied)outcome).Configurations[0].Configuration.Id;
        return (await world.Configurations.GetAsync(id, ct))!;
    }
}
