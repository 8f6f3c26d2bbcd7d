namespace Fairlead.Platform.Connections.Storage;

/// <summary>How much stands on a connection, which therefore cannot be removed.</summary>
internal sealed record ConnectionUses
{
    /// <summary>Ticket configurations that are not deleted.</summary>
    public long Configurations { get; init; }

    public long Tickets { get; init; }

    public long Runs { get; init; }

    public bool Any => Configurations + Tickets + Runs > 0;

    public override string ToString() =>
        string.Join(", ", new[] { Counted(Configurations, "ticket configuration"), Counted(Tickets, "ticket"), Counted(Runs, "run") }.OfType<string>());

    private static string? Counted(long count, string what) => count == 0 ? null : $"{count} {what}{(count == 1 ? "" : "s")}";
}
