using Fairlead.Platform.Operations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Platform.Tests.Operations;

/// <summary>The reserve of a room whose disk never fills up: nothing was set aside.</summary>
internal static class NoReserve
{
    public static ReserveFile Over(TimeProvider clock) =>
        new(DataDirectory.Open(Path.Combine(AppContext.BaseDirectory, "no-reserve")), clock, NullLogger<ReserveFile>.Instance);
}
