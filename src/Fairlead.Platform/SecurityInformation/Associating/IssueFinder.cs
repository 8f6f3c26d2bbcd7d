using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation.Associating;

/// <summary>Where an issue is that a provider named.</summary>
/// <param name="Issue">As Jira has it now; <see langword="null"/>: it is not known where it is.</param>
/// <param name="Connection">That shows it.</param>
/// <param name="Configurations">Enabled ones of the connection; at least one.</param>
/// <param name="Problem">Why it is not known.</param>
/// <param name="IsForNow">Asking again soon may find it.</param>
internal sealed record FoundIssue(IssueRef? Issue, ConnectionId Connection, IReadOnlyList<TicketConfiguration> Configurations, string? Problem, bool IsForNow = false)
{
    public static FoundIssue None(string problem, bool isForNow = false) => new(null, default, [], problem, isForNow);
}

/// <summary>Finds the connection on whose site an issue is: the one that is set for the provider, else the one that shows the issue.</summary>
internal sealed class IssueFinder(
    ConnectionDirectory connections, JiraSites sites, TicketConfigurations configurations, IOptions<SecurityInformationOptions> options)
{
    /// <param name="provider">By name.</param>
    /// <param name="issue">Key or id.</param>
    public async Task<FoundIssue> FindAsync(string provider, string issue, CancellationToken ct)
    {
        var enabled = (await configurations.ListAsync(ct)).Where(c => c.Enabled).ToLookup(c => c.Connection);
        var all = (await connections.ListAsync(ct)).Where(c => c.IsEnabled && enabled.Contains(c.Id)).ToList();
        if (options.Value.ConnectionOf(provider) is { } name)
        {
            all = [.. all.Where(c => c.Name == name)];
            if (all.Count == 0)
                return FoundIssue.None($"the connection {name}, which is set for {provider}, does not exist or is disabled, or no configuration is enabled on it");
        }

        if (all.Count == 0)
            return FoundIssue.None("no configuration is enabled, so no ticket would be kept true");
        var found = new List<(Connection Connection, IssueRef Issue)>();
        string? silent = null;
        foreach (var connection in all)
        {
            try
            {
                var client = await sites.ClientForAsync(connection.Id, ct);
                if (await client.Issues.GetAsync(issue, IssueSelection.RefOnly, ct) is { } shown)
                    found.Add((connection, shown.Ref));
            }
            catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or ConnectionUnusableException)
            {
                silent ??= $"{connection.Name} could not be asked: {e.Message}";
            }
        }

        return found switch
        {
            // The silent one may have it, too.
            _ when silent is not null => FoundIssue.None(silent, isForNow: true),
            [] => FoundIssue.None($"Jira shows no such issue to Fairlead's account on {string.Join(", ", all.Select(c => c.Name))}"),
            [var (connection, shown)] => new(shown, connection.Id, [.. enabled[connection.Id]], null),
            _ => FoundIssue.None($"there is one on each of {string.Join(", ", found.Select(f => f.Connection.Name))}; name one in SecurityInformation:Connections as {provider}=CONNECTION"),
        };
    }
}
