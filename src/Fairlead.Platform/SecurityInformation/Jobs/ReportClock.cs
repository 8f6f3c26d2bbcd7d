using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Associating;
using Fairlead.Platform.SecurityInformation.Reporting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Jobs;

/// <summary>Makes findings and links of what providers told.</summary>
internal sealed class ReportClock(ProviderReporter reporter, AssociationLinker linker, IOptions<SecurityInformationOptions> options, TimeProvider clock, ILogger<ReportClock> log)
    : RecurringWork(options.Value.ReportInterval, clock)
{
    protected override async Task DoAsync(CancellationToken ct)
    {
        await reporter.ReportDueAsync(ct);
        await linker.LinkDueAsync(ct);
    }

    protected override void PutOff(Exception exception) => log.LookPutOff(exception);
}
