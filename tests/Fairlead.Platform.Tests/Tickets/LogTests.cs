using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tests.SecretScanning;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets;

public sealed class LogTests
{
    [Fact]
    public void Times_are_written_alike_everywhere_and_an_end_that_nobody_knows_is_not_written()
    {
        using var log = new LogKeeper();
        var at = new DateTimeOffset(2026, 12, 1, 8, 30, 0, TimeSpan.Zero);

        log.Frozen(TicketId.New(TimeProvider.System), at);
        log.Paused(ConnectionId.New(TimeProvider.System), at, "Proxy");
        log.Paused(ConnectionId.New(TimeProvider.System), null, "SignIn");

        Assert.Collection(
            log.Lines,
            l => Assert.Contains("frozen until 2026-12-01 08:30:00Z because", l),
            l => Assert.Contains("nothing is sent until 2026-12-01 08:30:00Z (Proxy)", l),
            l => Assert.Contains("nothing is sent until somebody mends it (SignIn)", l));
    }
}
