using Fairlead.Kernel.Text;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Notifications.Jobs;

/// <summary>Tells of receivers that did not take their last message. Why is not for everybody who may ask for health.</summary>
internal sealed class ReceiverHealth(Receivers receivers) : IHealthReason
{
    public const string Code = "receiver_not_told";

    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. (await receivers.ListAsync(ct)).Where(r => r is { Receiver.Enabled: true, Problem: not null }).Select(r => new HealthReason(
            Code,
            $"Receiver {r.Receiver.Name} was not told, or not at all of its addresses. See why: fairlead receiver list. Try it: fairlead receiver test {ShellWord.Of(r.Receiver.Name)}",
            IsBlocking: false, r.Receiver.Name)),
    ];
}
