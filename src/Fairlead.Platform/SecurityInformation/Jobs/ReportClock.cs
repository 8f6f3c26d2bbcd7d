using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Reporting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Jobs;

/// <summary>Makes findings of what providers told.</summary>
internal sealed class ReportClock(ProviderReporter reporter, IOptions<SecurityInformationOptions> options, TimeProvider clock, ILogger<ReportClock> log)
    : RecurringWork(options.Value.ReportInterval, clock)
{
    protected override Task DoAsync(CancellationToken ct) => reporter.ReportDueAsync(ct);

    protected override void PutOff(Exception exception) => log.LookPutOff(exception);
}
