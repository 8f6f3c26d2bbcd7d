using Fairlead.Kernel.Paging;

namespace Fairlead.Client.Notifications;

/// <summary>Who is told of things, and what they were told.</summary>
public sealed class NotificationsClient(FairleadTransport transport)
{
    private const string Receivers = "api/v1/receivers";

    /// <summary>By name.</summary>
    public Task<IReadOnlyList<ReceiverResponse>> ReceiversAsync(CancellationToken ct) => transport.GetAsync<IReadOnlyList<ReceiverResponse>>(Receivers, ct);

    public Task<ReceiverCreatedResponse> AddAsync(ReceiverBody receiver, CancellationToken ct) =>
        transport.SendAsync<ReceiverBody, ReceiverCreatedResponse>(HttpMethod.Post, Receivers, receiver, ct);

    /// <summary>Lets it be told again, or told nothing: then what waits for it is dropped.</summary>
    public Task<ReceiverResponse> EnableAsync(string name, bool isEnabled, CancellationToken ct) =>
        transport.PostAsync<ReceiverResponse>($"{PathOf(name)}/{(isEnabled ? "enable" : "disable")}", ct);

    /// <summary>What waits for it is dropped.</summary>
    public Task DeleteAsync(string name, CancellationToken ct) => transport.DeleteAsync(PathOf(name), ct);

    /// <summary>Sends a message at once.</summary>
    public Task<ReceiverTestResponse> TestAsync(string name, CancellationToken ct) => transport.PostAsync<ReceiverTestResponse>($"{PathOf(name)}/test", ct);

    /// <summary>Newest first.</summary>
    /// <param name="size">1 to 1,000.</param>
    public Task<Page<NotificationResponse>> ListAsync(string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<Page<NotificationResponse>>("api/v1/notifications" + Query.Of(("cursor", cursor), ("size", size.ToString())), ct);

    private static string PathOf(string receiver) => $"{Receivers}/{Uri.EscapeDataString(receiver)}";
}
