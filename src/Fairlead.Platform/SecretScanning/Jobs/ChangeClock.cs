using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecretScanning.Jobs;

/// <summary>Hears of issues that changed and looks through them, also while a project is looked through.</summary>
internal sealed class ChangeClock(ChangedIssues changes, SecretScans scans, IOptions<SecretScanningOptions> options, TimeProvider clock, ILogger<ChangeClock> log)
    : RecurringWork(options.Value.LookInterval, clock)
{
    protected override async Task DoAsync(CancellationToken ct)
    {
        await changes.HearAsync(ct);
        await scans.RunDueAsync(ct, onlyIssues: true);
    }

    protected override void PutOff(Exception exception) => log.ScansPutOff(exception);
}
