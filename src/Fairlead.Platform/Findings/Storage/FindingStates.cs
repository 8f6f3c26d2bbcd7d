using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Storage;

/// <summary>Works out again what is shown of findings, after their occurrences or a person's decision changed.</summary>
internal static class FindingStates
{
    private const string Which = "/*which*/";
    private const string StagedFindings = "SELECT finding_no FROM import_changes WHERE import_no = @importNo AND seq <= @last AND work = 1";

    private static readonly SqlText Source = new(typeof(FindingStates), "Finding.DeriveSource");
    private static readonly SqlText Decision = new(typeof(FindingStates), "Finding.DeriveDecision");
    private static readonly SqlText Status = new(typeof(FindingStates), "Finding.DeriveStatus");
    private static readonly SqlText Closed = new(typeof(FindingStates), "Finding.DeriveClosed");

    private static readonly IReadOnlyList<SqlText> OfChanges = [.. All.Select(s => s.With(Which, StagedFindings))];
    private static readonly IReadOnlyList<SqlText> OfList =
        [.. All.Select(s => s.With($"IN ({Which})", "IN @nos"))];

    private static IEnumerable<SqlText> All => [Source, Decision, Status, Closed];

    /// <summary>Of the findings that staged changes up to <paramref name="last"/> are about.</summary>
    public static Task DeriveStagedAsync(UnitOfWork work, long importNo, long last, DateTimeOffset now, CancellationToken ct) =>
        RunAsync(work, OfChanges, new { importNo, last, now }, ct);

    public static Task DeriveAsync(UnitOfWork work, IReadOnlyList<long> nos, DateTimeOffset now, CancellationToken ct) =>
        RunAsync(work, OfList, new { nos, now }, ct);

    private static async Task RunAsync(UnitOfWork work, IReadOnlyList<SqlText> steps, object parameters, CancellationToken ct)
    {
        foreach (var step in steps)
            await work.ExecuteAsync(step, parameters, ct);
    }
}
