namespace Fairlead.Storage.Values;

/// <summary>Instants as SQLite stores them: microseconds since 1970-01-01T00:00Z, the resolution of PostgreSQL's timestamptz.</summary>
public static class Instants
{
    public static long ToMicroseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>Cut to the resolution that both databases keep, so that a value read back equals the value written.</summary>
    public static DateTimeOffset ToStoredResolution(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
