using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Providing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Jobs;

/// <summary>Submits findings to Jira sites.</summary>
internal sealed class SubmitClock(Submitter submitter, IOptions<SecurityInformationOptions> options, TimeProvider clock, ILogger<SubmitClock> log)
    : RecurringWork(options.Value.SubmitInterval, clock)
{
    protected override Task DoAsync(CancellationToken ct) => submitter.SubmitDueAsync(ct);

    protected override void PutOff(Exception exception) => log.SitesPutOff(exception);
}
