namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Finds the resolutions that a reopen policy names.</summary>
internal static class ReopenBinder
{
    /// <param name="policy">With names as they were written.</param>
    public static async Task<ReopenPolicy> BindAsync(ReopenPolicy policy, StatusBinder statuses, CancellationToken ct)
    {
        var notFrom = new List<JiraName>();
        foreach (var (resolution, i) in policy.NotFrom.Select((r, i) => (r, i)))
        {
            if (await statuses.ResolutionAsync($"reopen.notFrom[{i}]", resolution.Name, ct) is { } found)
                notFrom.Add(found);
        }

        return policy with { NotFrom = notFrom };
    }
}
