using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>Removes the webhooks of a connection from Jira, which would go on sending them to an address that nobody minds.</summary>
internal sealed class WebhookTrace(IJiraSource sites, WebhookStore store) : IConnectionTrace
{
    /// <summary>Whoever removes a connection may do so because its Jira is gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<IReadOnlyList<string>> TakeBackAsync(Connection connection, CancellationToken ct)
    {
        if (await store.GetAsync(connection.Id, ct) is null)
            return [];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var told = new List<string>();
        if (connection.Pin.Doubt is not null)
            return [LeftBecause("another Jira than before answers at its address", connection.Id)];
        try
        {
            var jira = await sites.ClientForAsync(connection.Id, patience.Token);
            foreach (var webhook in (await jira.Webhooks.ListAsync(patience.Token)).Where(w => IsTo(w, connection.Id)))
            {
                var isGone = await jira.Webhooks.RemoveAsync(webhook.Id, patience.Token) is JiraOutcome<JiraAccepted>.Committed;
                told.Add(isGone ? $"Webhook {WordsOf(webhook)} is removed from Jira." : $"Webhook {WordsOf(webhook)} could not be removed from Jira: delete it there under System, WebHooks.");
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is JiraRefusedException or JiraUnavailableException or ConnectionUnusableException or OperationCanceledException)
        {
            var why = e is ConnectionUnusableException unusable ? unusable.Message.TrimEnd('.') : "Jira did not let Fairlead look";
            told.Add(LeftBecause(why, connection.Id));
        }

        return told;
    }

    private static string LeftBecause(string why, ConnectionId connection) =>
        $"A webhook of this connection may be left in Jira ({why}): delete it there under System, WebHooks. Its address ends with {WebhookAddress.PathOf(connection)}";

    private static bool IsTo(JiraWebhook webhook, ConnectionId connection) =>
        Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url) && url.AbsolutePath.EndsWith(WebhookAddress.PathOf(connection), StringComparison.OrdinalIgnoreCase);

    private static string WordsOf(JiraWebhook webhook) => $"{webhook.Id} (\"{PlainText.Cut(PlainText.OneLine(webhook.Name), 100)}\")";
}
