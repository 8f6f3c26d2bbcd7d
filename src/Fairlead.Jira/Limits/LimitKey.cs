namespace Fairlead.Jira.Limits;

/// <summary>What a call counts against.</summary>
/// <param name="Endpoint">Method and path template.</param>
/// <param name="WrittenIssue">The issue it writes to; <see langword="null"/> for reads and creates.</param>
internal sealed record LimitKey(string Endpoint, string? WrittenIssue);

/// <summary>The right to make one call now, or the news that it would take too long.</summary>
/// <param name="DeniedFor"><see langword="null"/> when granted; else how long the wait would be.</param>
internal readonly record struct LimitPermit(TimeSpan? DeniedFor)
{
    public bool IsGranted => DeniedFor is null;
}
