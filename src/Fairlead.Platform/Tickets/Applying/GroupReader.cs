using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Reads the findings once and parts them into the groups of a configuration, whether it is enabled or not.</summary>
internal sealed class GroupReader(IFindingSource findings)
{
    /// <param name="now">UTC; the filter counts the age of findings up to it.</param>
    public async Task<Grouping> ReadAsync(TicketConfiguration configuration, DateTimeOffset now, CancellationToken ct)
    {
        var grouping = new Grouping(configuration, now);
        await foreach (var finding in findings.StreamAsync(configuration.Filter, ct))
            grouping.Add(finding);
        return grouping;
    }
}
