using System.Net.Http.Headers;
using System.Text.Json;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;

namespace Fairlead.Client.Alerts;

/// <summary>Runtime alerts, and what lets them through to tickets.</summary>
public sealed class AlertsClient(FairleadTransport transport)
{
    private const string Alerts = "api/v1/alerts";
    private const string Triggers = "api/v1/alert-triggers";

    /// <summary>Sends alerts of KubeArmor, Falco or any origin: one, a list, or one on each line.</summary>
    /// <param name="alerts">JSON or NDJSON.</param>
    /// <param name="idempotencyKey">1 to 255 visible ASCII characters; with one, repeating is safe. Null: repeating counts again.</param>
    /// <exception cref="FairleadProblemException">Nothing was taken in.</exception>
    public Task<AlertIntakeResponse> SendAsync(ReadOnlyMemory<byte> alerts, string? idempotencyKey, CancellationToken ct)
    {
        var content = new ReadOnlyMemoryContent(alerts);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (idempotencyKey is not null)
            content.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        return transport.SendAsync<AlertIntakeResponse>(HttpMethod.Post, Alerts, content, FairleadTransport.DefaultTimeout, ct);
    }

    /// <summary>The one that came last first.</summary>
    /// <param name="size">1 to 1,000.</param>
    public Task<Page<AlertResponse>> ListAsync(AlertConditions conditions, string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<Page<AlertResponse>>(
            Alerts + Query.Of(
                ("minimumSeverity", conditions.MinimumSeverity is { } minimum ? JsonNamingPolicy.CamelCase.ConvertName(minimum.ToString()) : null),
                ("source", conditions.Source),
                ("namespace", conditions.Namespace),
                ("rule", conditions.Rule),
                ("asset", conditions.Asset),
                ("text", conditions.Text),
                ("cursor", cursor),
                ("size", size.ToString())),
            ct);

    public Task<AlertResponse> GetAsync(AlertId id, CancellationToken ct) => transport.GetAsync<AlertResponse>($"{Alerts}/{id}", ct);

    /// <summary>By name.</summary>
    public Task<IReadOnlyList<AlertTriggerResponse>> TriggersAsync(CancellationToken ct) => transport.GetAsync<IReadOnlyList<AlertTriggerResponse>>(Triggers, ct);

    public Task<AlertTriggerResponse> TriggerAsync(string name, CancellationToken ct) => transport.GetAsync<AlertTriggerResponse>(PathOf(name), ct);

    public Task<AlertTriggerResponse> CreateTriggerAsync(AlertTriggerBody trigger, CancellationToken ct) =>
        transport.SendAsync<AlertTriggerBody, AlertTriggerResponse>(HttpMethod.Post, Triggers, trigger, ct);

    public Task<AlertTriggerResponse> ReplaceTriggerAsync(AlertTriggerBody trigger, CancellationToken ct) =>
        transport.SendAsync<AlertTriggerBody, AlertTriggerResponse>(HttpMethod.Put, PathOf(trigger.Name), trigger, ct);

    public Task DeleteTriggerAsync(string name, CancellationToken ct) => transport.DeleteAsync(PathOf(name), ct);

    /// <summary>Creates or replaces the triggers of a YAML document by name: all or none.</summary>
    public Task<IReadOnlyList<AppliedAlertTrigger>> ApplyTriggersAsync(string yaml, CancellationToken ct) =>
        transport.SendAsync<IReadOnlyList<AppliedAlertTrigger>>(
            HttpMethod.Post, $"{Triggers}/yaml", new StringContent(yaml, System.Text.Encoding.UTF8, "application/yaml"), FairleadTransport.DefaultTimeout, ct);

    /// <summary>Enables, disables or deletes several triggers: all or none.</summary>
    public Task<AlertTriggersResponse> ActOnTriggersAsync(AlertTriggerAction action, IReadOnlyList<string> names, CancellationToken ct) =>
        transport.SendAsync<AlertTriggersRequest, AlertTriggersResponse>(HttpMethod.Post, $"{Triggers}/actions", new AlertTriggersRequest(action, names), ct);

    /// <summary>Lets through what waits, whatever the schedule.</summary>
    public Task<AlertReleaseResponse> RunTriggerAsync(string name, CancellationToken ct) => transport.PostAsync<AlertReleaseResponse>($"{PathOf(name)}/run", ct);

    /// <summary>Makes connection, ticket configuration and trigger of one name: all, or none.</summary>
    public Task<AlertChannelResponse> AddChannelAsync(AlertChannelBody channel, CancellationToken ct) =>
        transport.SendAsync<AlertChannelBody, AlertChannelResponse>(HttpMethod.Post, "api/v1/alert-channels", channel, ct);

    private static string PathOf(string trigger) => $"{Triggers}/{Uri.EscapeDataString(trigger)}";
}
