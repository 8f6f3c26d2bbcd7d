using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecretScanning.Jobs;

/// <summary>Keeps projects up to date, where that is wanted.</summary>
internal sealed class AutoScanClock(AutoScan scans, ChangedIssues changes, SecretMasking masking, SecretNotices notices, SecretScanStore store, TimeProvider clock, ILogger<AutoScanClock> log) : RecurringWork(Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>How long a scan of a single issue is listed.</summary>
    private static readonly TimeSpan IssuesKept = TimeSpan.FromDays(30);

    protected override async Task DoAsync(CancellationToken ct)
    {
        await changes.ForgetAsync(ct);
        await masking.ForgetAsync(ct);
        await store.ForgetIssuesAsync(Clock.GetUtcNow() - IssuesKept, ct);
        await scans.LookAsync(ct);
        // Last, so that what is in the way of telling people holds up no scan.
        await notices.SayDueAsync(ct);
    }

    protected override void PutOff(Exception exception) => log.AutoScansPutOff(exception);
}
