using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>How a marker is put where Jira can be asked for it, best first. The numbers are stored.</summary>
internal enum MarkerRung
{
    /// <summary>Labels: found by one search for many markers.</summary>
    Label = 1,

    /// <summary>Labels are not on the screen: a line at the end of the description tells people, the entity property tells us; candidates are found by project, reporter and time.</summary>
    Footer = 2,

    /// <summary>Neither labels nor description: the property alone.</summary>
    Property = 3,
}

/// <summary>What is known of creating issues of one type in one project.</summary>
internal sealed record Circuit
{
    public required ConnectionId ConnectionId { get; init; }

    public required string ProjectId { get; init; }

    public required string IssueTypeId { get; init; }

    public MarkerRung Rung { get; init; } = MarkerRung.Label;

    /// <summary><see langword="null"/> until it was read, and after a field was refused.</summary>
    public CreateScreen? Screen { get; init; }

    /// <summary>UTC. Since when Jira refuses every item; <see langword="null"/> while it does not.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>UTC. When one item is tried.</summary>
    public DateTimeOffset? ProbeAt { get; init; }

    public string? Reason { get; init; }

    public bool IsOpen => OpenedAt is not null;
}

internal sealed class CircuitStore(Database database)
{
    private static readonly SqlText GetSql = new(typeof(CircuitStore), "Circuit.Get");
    private static readonly SqlText ByConnectionSql = new(typeof(CircuitStore), "Circuit.ByConnection");
    private static readonly SqlText WaitingSql = new(typeof(CircuitStore), "Circuit.Waiting");
    private static readonly SqlText PutSql = new(typeof(CircuitStore), "Circuit.Put");
    private static readonly SqlText PutScreenSql = new(typeof(CircuitStore), "Circuit.PutScreen");
    private static readonly SqlText ForgetScreenSql = new(typeof(CircuitStore), "Circuit.ForgetScreen");

    /// <returns>A closed circuit with markers as labels when nothing is known.</returns>
    public async Task<Circuit> GetAsync(ConnectionId connection, string projectId, string issueTypeId, CancellationToken ct) =>
        (await database.FirstAsync<Row>(GetSql, new { connection, projectId, issueTypeId }, ct))?.ToCircuit()
        ?? new Circuit { ConnectionId = connection, ProjectId = projectId, IssueTypeId = issueTypeId };

    /// <summary>Projects where issues do not carry Fairlead's labels, because a create screen does not have them.</summary>
    public async Task<IReadOnlySet<string>> UnlabelledAsync(ConnectionId connection, CancellationToken ct) =>
        (await ByConnectionAsync(connection, ct)).Where(c => c.Rung != MarkerRung.Label).Select(c => c.ProjectId).ToHashSet();

    public async Task<IReadOnlyList<Circuit>> ByConnectionAsync(ConnectionId connection, CancellationToken ct) =>
        [.. (await database.QueryAsync<Row>(ByConnectionSql, new { connection }, ct)).Select(r => r.ToCircuit())];

    /// <summary>Those that are open, with how many tickets wait for that to end.</summary>
    public async Task<IReadOnlyList<(Circuit Circuit, int Tickets)>> WaitingAsync(CancellationToken ct) =>
        [.. (await database.QueryAsync<Row>(WaitingSql, new { states = new[] { (int)TicketState.Planned, (int)TicketState.Retry } }, ct)).Select(r => (r.ToCircuit(), r.Waiting))];

    public static Task PutAsync(UnitOfWork work, Circuit circuit, CancellationToken ct) => work.ExecuteAsync(
        PutSql,
        new
        {
            circuit.ConnectionId,
            circuit.ProjectId,
            circuit.IssueTypeId,
            Rung = (int)circuit.Rung,
            circuit.OpenedAt,
            circuit.ProbeAt,
            circuit.Reason,
        },
        ct);

    /// <summary>Apart from the rest of the row, which others may change meanwhile.</summary>
    public Task PutScreenAsync(
        ConnectionId connection, string projectId, string issueTypeId, CreateScreen screen, DateTimeOffset readAt, CancellationToken ct) => database.ExecuteAsync(
        PutScreenSql,
        new { connection, projectId, issueTypeId, screen = string.Join('\n', screen.Fields), demanded = string.Join('\n', screen.Demanded), readAt },
        ct);

    public static Task ForgetScreenAsync(UnitOfWork work, Circuit circuit, CancellationToken ct) =>
        work.ExecuteAsync(ForgetScreenSql, new { circuit.ConnectionId, circuit.ProjectId, circuit.IssueTypeId }, ct);

    private sealed class Row
    {
        public ConnectionId ConnectionId { get; init; }

        public string ProjectId { get; init; } = "";

        public string IssueTypeId { get; init; } = "";

        public MarkerRung Rung { get; init; }

        public string? Screen { get; init; }

        public string? Demanded { get; init; }

        public DateTimeOffset? OpenedAt { get; init; }

        public DateTimeOffset? ProbeAt { get; init; }

        public string? Reason { get; init; }

        public int Waiting { get; init; }

        public Circuit ToCircuit() => new()
        {
            ConnectionId = ConnectionId,
            ProjectId = ProjectId,
            IssueTypeId = IssueTypeId,
            Rung = Rung,
            Screen = Screen is { } fields && Demanded is { } demanded ? new(Ids(fields), Ids(demanded)) : null,
            OpenedAt = OpenedAt,
            ProbeAt = ProbeAt,
            Reason = Reason,
        };

        private static HashSet<string> Ids(string lines) => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
