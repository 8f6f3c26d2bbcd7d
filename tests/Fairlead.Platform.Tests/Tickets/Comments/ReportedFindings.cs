using System.Text;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets.Applying;

namespace Fairlead.Platform.Tests.Tickets.Comments;

/// <summary>Findings that a report brought, on which people in Jira decide.</summary>
internal static class ReportedFindings
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Imports findings and makes their tickets.</summary>
    /// <returns>The key of the first.</returns>
    public static Task<string> TicketAsync(TicketWorld world, params string[] titles) => TicketAsync(world, titles, perTicket: false);

    /// <inheritdoc cref="TicketAsync(TicketWorld, string[])"/>
    public static async Task<string> TicketAsync(TicketWorld world, string[] titles, bool perTicket)
    {
        var csv = new StringBuilder("title,severity,rule_id,file_path,line\n");
        foreach (var title in titles)
            csv.Append($"{title},high,{(perTicket ? title : "rule")},src/{title}.py,1\n");
        await world.ImportAsync("shop", csv.ToString(), Ct);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return world.Sandbox.State.Issues[0].Key;
    }

    public static async Task<PollReport> PollAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        return await world.PollAsync(Ct);
    }

    public static async Task<IReadOnlyList<Finding>> AllAsync(TicketWorld world) => await world.RealFindings.GetManyAsync(
        [.. (await world.RealFindings.SearchAsync(FindingFilter.Everything, FindingOrder.OldestFirst, null, 500, Ct)).Items.Select(f => f.Id)], Ct);
}
