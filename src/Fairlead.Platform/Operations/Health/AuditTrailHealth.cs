using Fairlead.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Operations.Health;

/// <summary>Reads the whole audit trail once after the start, and tells when it was tampered with. The server works on.</summary>
internal sealed class AuditTrailHealth(ActivityLog activity, ILogger<AuditTrailHealth> log) : BackgroundService, IHealthReason
{
    private IReadOnlyList<HealthReason> _reasons = [];

    public Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) => Task.FromResult(_reasons);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            if (await activity.VerifyAsync(stoppingToken) is not { } number)
                return;
            log.AuditChainBroken(number);
            _reasons = [new("audit_trail_broken", $"The audit trail was edited, or lost entries, at number {number}.", IsBlocking: false, IsOfNode: true)];
        }
        catch (DatabaseUnavailableException)
        {
            // The database's own reason tells of it.
        }
    }
}
