using Fairlead.Platform.Alerts.Releasing;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Alerts.Jobs;

/// <summary>Forgets alerts that did not come for long, and answers that nobody will ask for again.</summary>
internal sealed class AlertUpkeep(AlertStore store, AlertLook look, IOptions<AlertsOptions> options, TimeProvider clock, ILogger<AlertUpkeep> log)
    : RecurringWork(TimeSpan.FromHours(1), clock)
{
    private static readonly TimeSpan KeepAnswersFor = TimeSpan.FromDays(1);

    protected override async Task DoAsync(CancellationToken ct)
    {
        // Also where triggers do not run: what nobody has looked at is not forgotten.
        await look.LookAsync(ct);
        var now = Clock.GetUtcNow();
        if (await store.ForgetAsync(now - options.Value.KeepFor, now - KeepAnswersFor, now - Periods.Longest, ct) is var forgotten and > 0)
            log.Forgotten(forgotten);
    }

    protected override void PutOff(Exception exception) => log.UpkeepPutOff(exception);
}
