using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Associating;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Jobs;

/// <summary>Links the issues that providers associated. Beside <see cref="ReportClock"/>, since it waits for Jira.</summary>
internal sealed class AssociationClock(AssociationLinker linker, IOptions<SecurityInformationOptions> options, TimeProvider clock, ILogger<AssociationClock> log)
    : RecurringWork(options.Value.ReportInterval, clock)
{
    protected override Task DoAsync(CancellationToken ct) => linker.LinkDueAsync(ct);

    protected override void PutOff(Exception exception) => log.LookPutOff(exception);
}
