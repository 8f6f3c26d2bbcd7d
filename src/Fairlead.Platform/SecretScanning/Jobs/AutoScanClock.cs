using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecretScanning.Jobs;

/// <summary>Keeps projects up to date, where that is wanted.</summary>
internal sealed class AutoScanClock(AutoScan scans, TimeProvider clock, ILogger<AutoScanClock> log) : RecurringWork(Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override Task DoAsync(CancellationToken ct) => scans.LookAsync(ct);

    protected override void PutOff(Exception exception) => log.AutoScansPutOff(exception);
}
