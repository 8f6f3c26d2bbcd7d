using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecretScanning.Jobs;

/// <summary>Carries out the scans that wait.</summary>
internal sealed class ScanClock(SecretScans scans, IOptions<SecretScanningOptions> options, TimeProvider clock, ILogger<ScanClock> log)
    : RecurringWork(options.Value.LookInterval, clock)
{
    protected override Task DoAsync(CancellationToken ct) => scans.RunDueAsync(ct);

    protected override void PutOff(Exception exception) => log.ScansPutOff(exception);
}
