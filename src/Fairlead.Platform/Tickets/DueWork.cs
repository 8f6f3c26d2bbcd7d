using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets;

/// <summary>What a run of a configuration does besides the operations of its plan: creates that had to wait, and runs that were cut off.</summary>
/// <param name="Sends">Waiting creates of the configuration whose time has come.</param>
/// <param name="Lookups">
/// Tickets of the configuration that are looked for in Jira now: creates without a clear answer, each sent if it is not there, and issues that are lost.
/// </param>
/// <param name="OfOthers">As many of both kinds as other configurations of the connection have.</param>
/// <param name="Later">Waiting creates of the configuration whose time has not come; <see cref="Attention"/> says why.</param>
/// <param name="NextAt">UTC. When the first of <paramref name="Later"/> is due; <see langword="null"/> when none is, or that depends on a person.</param>
/// <param name="Unfinished">Runs of the connection that were begun and of which operations are open, oldest first.</param>
public sealed record DueWork(
    int Sends, int Lookups, int OfOthers, int Later, DateTimeOffset? NextAt, IReadOnlyList<UnfinishedRun> Unfinished)
{
    public static DueWork None { get; } = new(0, 0, 0, 0, null, []);

    /// <summary>Nothing is due, though something may be later.</summary>
    public bool IsEmpty => Sends + Lookups + OfOthers + Unfinished.Count == 0;
}

/// <summary>What waits for whoever writes to a connection next, of all its configurations.</summary>
public sealed record DueOfConnection(ConnectionId Connection, DueWork Work);

/// <summary>A run that was begun and has not ended: it was cut off, or somebody is at it.</summary>
/// <param name="Configuration">Its name.</param>
/// <param name="Total">Its operations.</param>
/// <param name="Done">Those that were applied, or had become needless.</param>
public sealed record UnfinishedRun(SyncRunId Id, string Configuration, int Total, int Done);

/// <summary>What became of the tickets of one configuration that were due when a run began, and are no operations of a run.</summary>
/// <param name="Configuration">Its name.</param>
/// <param name="Created">Issues that were made.</param>
/// <param name="Found">Issues that were in Jira already.</param>
/// <param name="Refused">Jira refused to make them.</param>
/// <param name="Open">Neither, or not known yet: they wait on.</param>
public sealed record CaughtUp(string Configuration, int Created, int Found, int Refused, int Open);
