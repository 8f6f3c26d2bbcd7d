using System.Net;
using Fairlead.Client.Notifications;
using Fairlead.Jira.Transport;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;
using Fairlead.Platform.Notifications.Sending;
using Fairlead.Platform.Notifications.Storage;
using Fairlead.Platform.Notifications.Troubles;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Fairlead.Platform.Notifications;

/// <summary>Makes, finds and removes receivers, and tries them out. Every change is in the audit trail, in the same transaction.</summary>
internal sealed class Receivers(
    Database database, NotificationStore store, ReceiverSecrets secrets, Notifier notifier, Outbox outbox, IOptions<NotificationOptions> options,
    ActivityLog activity, TimeProvider clock)
{
    /// <summary>Receivers that there may be.</summary>
    public const int Max = 100;

    private const int MaxAddresses = 20;
    private const int MaxTarget = 2_000;

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<ReceiverStanding>> ListAsync(CancellationToken ct)
    {
        var (last, waiting) = (await store.LastSettledAsync(ct), await store.WaitingAsync(ct));
        return [.. (await store.ReceiversAsync(ct)).Select(r => new ReceiverStanding(r, last.GetValueOrDefault(r.Id), waiting.GetValueOrDefault(r.Id)))];
    }

    /// <summary>Those to one receiver, newest first.</summary>
    public Task<IReadOnlyList<Notification>> MessagesAsync(ReceiverId receiver, int limit, CancellationToken ct) => store.OfReceiverAsync(receiver, limit, ct);

    /// <returns>Null when there is none of this name.</returns>
    public async Task<Receiver?> FindAsync(string name, CancellationToken ct) =>
        (await store.ReceiversAsync(ct)).FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <returns>With the secret of a webhook, which is told this once.</returns>
    /// <exception cref="ProblemException">A value is not accepted, or the name is taken.</exception>
    public async Task<(Receiver Receiver, SecretText? Secret)> AddAsync(Actor actor, ReceiverBody body, CancellationToken ct)
    {
        var target = Checked(body);
        var webhook = body.Kind == ReceiverKind.Webhook ? new Uri(target) : null;
        var receiver = new Receiver(ReceiverId.New(clock), body.Name, body.Kind, webhook is null ? target : ShownOf(webhook), body.Troubles, true, clock.GetUtcNow());
        if ((await store.ReceiversAsync(ct)).Count >= Max)
            throw new ProblemException(new Problem(ProblemKind.Conflict, $"There may be {Max} receivers. Delete some first."));
        await using var work = await database.BeginAsync(ct);
        if (!await NotificationStore.AddAsync(work, receiver, ct))
            throw new ProblemException(new Problem(ProblemKind.Conflict, $"There is a receiver {Problem.Quote(body.Name)} already."));
        var secret = webhook is null ? null : await secrets.MakeAsync(work, receiver.Id, webhook, ct);
        await activity.AppendAsync(work, actor, "receiver.created", receiver.Id.ToString(), $"Receiver {receiver.Name}.", ct);
        if (receiver.Troubles)
            await TellWhatStandsAsync(work, receiver, ct);
        await work.CommitAsync(ct);
        return (receiver, secret);
    }

    /// <summary>One that is disabled is told nothing: what waits for it is dropped. One that is enabled again is told what stands, not what was.</summary>
    /// <returns>Null when there is none of this name.</returns>
    public async Task<Receiver?> EnableAsync(Actor actor, string name, bool isEnabled, CancellationToken ct)
    {
        var before = await FindAsync(name, ct);
        if (before is null || before.Enabled == isEnabled)
            return before;
        var receiver = before with { Enabled = isEnabled };
        await using var work = await database.BeginAsync(ct);
        if (!await NotificationStore.EnableAsync(work, receiver.Id, isEnabled, ct))
            return null;
        await activity.AppendAsync(work, actor, isEnabled ? "receiver.enabled" : "receiver.disabled", receiver.Id.ToString(), $"Receiver {receiver.Name}.", ct);
        if (receiver is { Troubles: true, Enabled: true })
            await TellWhatStandsAsync(work, receiver, ct);
        await work.CommitAsync(ct);
        return receiver;
    }

    /// <summary>What waits for it is dropped.</summary>
    /// <returns><see langword="false"/> when there is none of this name.</returns>
    public async Task<bool> DeleteAsync(Actor actor, string name, CancellationToken ct)
    {
        if (await FindAsync(name, ct) is not { } receiver)
            return false;
        await using var work = await database.BeginAsync(ct);
        if (!await NotificationStore.DeleteAsync(work, receiver.Id, ct))
            return false;
        await ReceiverSecrets.ForgetAsync(work, receiver.Id, ct);
        await activity.AppendAsync(work, actor, "receiver.deleted", receiver.Id.ToString(), $"Receiver {receiver.Name}.", ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>Sends a message at once, and never again.</summary>
    /// <returns>Why it did not arrive, also at some of several addresses; null when it did.</returns>
    public async Task<string?> TestAsync(Receiver receiver, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var message = new Message("receiver.test", "Fairlead: a test", $"This is a test of receiver {receiver.Name}. Nothing has happened.");
        var notification = new Notification(NotificationId.New(clock), receiver.Id, message, NotificationState.Waiting, 1, now, null, now, null);
        var delivery = await outbox.SendAsync(receiver, notification, ct);
        var problem = delivery switch
        {
            Delivery.Taken taken => taken.Problem,
            Delivery.Partly partly => partly.Problem,
            Delivery.Failed failed => failed.Problem,
            Delivery.Refused refused => refused.Problem,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var settled = notification with { State = delivery is Delivery.Taken or Delivery.Partly ? NotificationState.Sent : NotificationState.GivenUp, Problem = problem, SettledAt = now };
        await using var work = await database.BeginAsync(ct);
        await NotificationStore.InsertAsync(work, settled, ct);
        await work.CommitAsync(ct);
        return problem;
    }

    /// <summary>The others know of it already, so that nobody would tell it to this one.</summary>
    private async Task TellWhatStandsAsync(UnitOfWork work, Receiver receiver, CancellationToken ct)
    {
        var standing = (await TroubleStore.AllAsync(work, ct)).Where(t => t is { ToldAt: not null, GoneAt: null }).ToList();
        if (TroubleMessage.OfBegun(receiver, standing) is { } message)
            await notifier.AddAsync(work, receiver, message, ct);
    }

    /// <summary>Path and query of a webhook often are what lets in whoever has them.</summary>
    private static string ShownOf(Uri webhook) => webhook.PathAndQuery == "/" ? webhook.GetLeftPart(UriPartial.Authority) : $"{webhook.GetLeftPart(UriPartial.Authority)}/…";

    private string Checked(ReceiverBody body)
    {
        var check = new Validation().Name("/name", body.Name, maxLength: 100).Text("/target", body.Target, MaxTarget);
        check.Check(!body.Name.Contains('/') && body.Name.Trim() == body.Name, "/name", "must not hold a slash, nor begin or end with a space");
        var target = body.Kind == ReceiverKind.Webhook ? Webhook(body.Target, check) : Addresses(body.Target, check);
        check.ThrowIfAny();
        return target;
    }

    private string Webhook(string target, Validation check)
    {
        if (!Uri.TryCreate(target, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            check.Add("/target", "must be the address of a webhook, as https://hooks.team.example/fairlead");
            return target;
        }

        check.Check(url.Scheme == Uri.UriSchemeHttps || (url.IsLoopback && options.Value.AllowLoopback), "/target", "must begin with https, or others could read the messages");
        check.Check(url.UserInfo.Length == 0, "/target", "must hold no user and password; messages are signed instead");
        if (url.IsLoopback)
            check.Check(options.Value.AllowLoopback, "/target", "is on this machine, where nobody outside can take messages");
        // A name is looked up when it is dialled.
        else if (IPAddress.TryParse(url.IdnHost, out var address))
            check.Check(OutboundAddressPolicy.Default.Allows(address), "/target", "is an address that is never dialled: link-local, of a cloud's metadata, multicast or reserved");
        return url.AbsoluteUri;
    }

    private static string Addresses(string target, Validation check)
    {
        var found = target.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        check.Check(found.Length is >= 1 and <= MaxAddresses, "/target", $"must be 1 to {MaxAddresses} e-mail addresses with commas in between");
        foreach (var address in found.Where(a => !a.Contains('@') || !MailboxAddress.TryParse(a, out _)).Take(MaxAddresses))
            check.Add("/target", $"{Problem.Quote(address)} is no e-mail address");
        return string.Join(", ", found);
    }
}
