using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Rules.Jobs;

/// <summary>Runs rules when findings or rules changed, and from time to time because findings come of age.</summary>
internal sealed class RuleClock(RuleLook look, IOptions<RulesOptions> options, TimeProvider clock, ILogger<RuleClock> log)
    : RecurringWork(options.Value.LookInterval, clock)
{
    private readonly TimeSpan _ageInterval = options.Value.AgeInterval;

    private DateTimeOffset _ranAt = DateTimeOffset.MinValue;

    protected override void PutOff(Exception exception) => log.NotRun(exception);

    protected override async Task DoAsync(CancellationToken ct)
    {
        var began = Clock.GetUtcNow();
        var isDue = began - _ranAt >= _ageInterval;
        await look.LookAsync(isDue, ct);
        if (isDue)
            _ranAt = began;
    }
}
