using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Platform.Tests.Operations;

public class HealthCheckTests
{
    private static readonly HealthReason Low = new("storage_low", "Little is free.", false, IsOfNode: true);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_that_throws_is_a_reason_and_silences_no_other()
    {
        using var check = Of(new Says(new InvalidOperationException("broken")), new Says(Low));

        var reasons = await check.ReasonsAsync(Ct);

        Assert.Equal([(HealthCheck.Failed, nameof(Says)), ("storage_low", "")], reasons.Select(r => (r.Code, r.About)));
        Assert.DoesNotContain("broken", reasons[0].Message);
        Assert.Equal("degraded", (await check.ReadyAsync(Ct)).Status);
    }

    [Fact]
    public async Task A_database_that_is_away_is_told_once()
    {
        var away = new DatabaseUnavailableException(DatabaseFailure.Unreachable, "No answer.");
        using var check = Of(new Says(away), new Says(away));

        Assert.Equal(["database_unavailable"], (await check.ReasonsAsync(Ct)).Select(r => r.Code));
        Assert.Equal("unavailable", (await check.ReadyAsync(Ct)).Status);
    }

    private static HealthCheck Of(params IHealthReason[] reasons) => new(reasons, TimeProvider.System, NullLogger<HealthCheck>.Instance);

    private sealed class Says(HealthReason? reason, Exception? failure) : IHealthReason
    {
        public Says(HealthReason reason)
            : this(reason, null)
        {
        }

        public Says(Exception failure)
            : this(null, failure)
        {
        }

        public Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
            failure is null ? Task.FromResult<IReadOnlyList<HealthReason>>([reason!]) : throw failure;
    }
}
