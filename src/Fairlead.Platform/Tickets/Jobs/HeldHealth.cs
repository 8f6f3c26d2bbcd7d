using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Tells of configurations that run by themselves and hold back what a person has to confirm: nobody may be looking at their runs.</summary>
internal sealed class HeldHealth(UnsettledWork unsettled) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. from run in await unsettled.OfRunsAsync(ct)
           where run.Configuration.Automatic
           from attention in run.Attention
           where attention.HeldBack is not null
           select new HealthReason(
               attention.Kind == AttentionKind.HeldCreates ? "creates_held" : "closes_held", $"Configuration {run.Configuration.Name}: {attention.HeldBack}", IsBlocking: false, run.Configuration.Name),
    ];
}
