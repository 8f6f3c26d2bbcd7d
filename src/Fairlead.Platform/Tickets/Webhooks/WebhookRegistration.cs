using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <param name="Remark">What is left to do in Jira; <see langword="null"/>: nothing.</param>
internal sealed record RegisteredWebhook(int Replaced, string? Remark);

/// <summary>Makes the webhook in Jira itself, where the connection's account administers it.</summary>
internal sealed class WebhookRegistration(IJiraSource sites, WebhookSecrets secrets, WebhookFilter filter)
{
    private const string Name = "Fairlead";

    /// <summary>
    /// Safe to repeat: the new one is there before those to the same address go, and Fairlead knows its secret before Jira signs with it. Until Jira
    /// has the new one, the secrets of those that are there stay in force.
    /// </summary>
    /// <param name="name">Of the connection.</param>
    /// <exception cref="ProblemException">Jira did not, or the account may not.</exception>
    public async Task<RegisteredWebhook> RegisterAsync(Actor actor, ConnectionId connection, string name, Uri url, CancellationToken ct)
    {
        var jira = await sites.ClientForAsync(connection, ct);
        var query = await filter.OfAsync(connection, ct);
        var byHand = ByHand(name, url, query);
        // Before anything is changed: who may not look may not make one either.
        var before = await ThoseToAsync(jira, url, byHand, ct);
        var secret = await secrets.StageAsync(connection, ct);
        var made = await jira.Webhooks.AddAsync(new(Name, url, secret, WebhookEvents.Ids, query), ct);
        if (made is JiraOutcome<string>.Rejected or JiraOutcome<string>.NotSent)
            await secrets.DropAsync(connection, ct);
        if (made is not JiraOutcome<string>.Committed)
            throw new ProblemException(ProblemOf(made, byHand));
        await secrets.PutInForceAsync(actor, connection, name, secret, ct);
        var left = 0;
        foreach (var old in before)
            left += await jira.Webhooks.RemoveAsync(old.Id, ct) is JiraOutcome<JiraAccepted>.Committed ? 0 : 1;
        return new(before.Count - left, left == 0 ? null : $"{left} older ones to the same address could not be removed: delete them in Jira under System, WebHooks.");
    }

    private static async Task<IReadOnlyList<JiraWebhook>> ThoseToAsync(JiraClient jira, Uri url, string byHand, CancellationToken ct)
    {
        try
        {
            return [.. (await jira.Webhooks.ListAsync(ct)).Where(w => Uri.TryCreate(w.Url, UriKind.Absolute, out var other) && other == url)];
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.Forbidden or JiraRefusalCause.NotFound)
        {
            throw new ProblemException(new Problem(
                ProblemKind.Conflict, $"The account may not make webhooks: that needs the global permission Administer Jira, which no scoped token gives. {byHand}"));
        }
    }

    private static Problem ProblemOf(JiraOutcome<string> outcome, string byHand) => outcome is JiraOutcome<string>.Rejected no
        ? new(ProblemKind.Conflict, $"Jira refuses the webhook: {PlainText.OneLine(no.Error.IsEmpty ? $"status {no.Status}" : no.Error.ToString())}. {byHand}")
        : new(ProblemKind.TemporarilyUnavailable, "Jira gave no clear answer, so that the webhook may be there or not. Ask again: what is there twice is removed then.");

    private static string ByHand(string name, Uri url, string query) =>
        $"Let an administrator of Jira enter it under System, WebHooks: URL {url.AbsoluteUri}, JQL {query}, events {string.Join(", ", WebhookEvents.InWords)}, \"Exclude body\" off, "
        + $"and the secret that this shows once: fairlead connection webhook {ShellWord.Of(PlainText.OneLine(name))} --new-secret";
}
