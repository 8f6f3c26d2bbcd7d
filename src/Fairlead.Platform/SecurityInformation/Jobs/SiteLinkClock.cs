using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Providing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Jobs;

/// <summary>Follows what people link on Security pages.</summary>
internal sealed class SiteLinkClock(SiteLinker linker, IOptions<SecurityInformationOptions> options, TimeProvider clock, ILogger<SiteLinkClock> log)
    : RecurringWork(options.Value.ReportInterval, clock)
{
    protected override Task DoAsync(CancellationToken ct) => linker.LinkDueAsync(ct);

    protected override void PutOff(Exception exception) => log.SitesPutOff(exception);
}
