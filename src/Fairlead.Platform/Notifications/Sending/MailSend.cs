using System.Net.Sockets;
using Fairlead.Kernel.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Fairlead.Platform.Notifications.Sending;

/// <summary>Tells people by e-mail, over the SMTP server of the settings.</summary>
internal sealed class MailSend(IOptions<NotificationOptions> options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Why no e-mail can be sent, and what to do; <see langword="null"/> when it can.</summary>
    public string? Missing => options.Value switch
    {
        { MailHost: null or "" } => "There is no server for e-mail. Set FAIRLEAD_Notifications__MailHost and FAIRLEAD_Notifications__MailFrom.",
        { MailFrom: var from } when !MailboxAddress.TryParse(from ?? "", out _) => "There is no sender's address. Set FAIRLEAD_Notifications__MailFrom.",
        _ => null,
    };

    /// <summary>One message for all addresses; again, under the same id, for those alone that are left.</summary>
    public async Task<Delivery> SendAsync(string addresses, Notification notification, CancellationToken ct)
    {
        if (Missing is { } missing)
            return new Delivery.Failed(missing);
        var mail = options.Value;
        using var message = new MimeMessage
        {
            Subject = notification.Message.Subject,
            Body = new TextPart("plain") { Text = notification.Message.Text },
            // The same at every attempt, so that a server or a reader can tell a repetition.
            MessageId = $"{notification.Id}@fairlead",
            Date = notification.CreatedAt,
        };
        message.From.Add(MailboxAddress.Parse(mail.MailFrom!));
        message.To.AddRange(InternetAddressList.Parse(addresses));
        List<MailboxAddress> told = [.. (notification.Rest is { } rest ? InternetAddressList.Parse(rest.Pending) : message.To).Mailboxes];
        message.Headers.Add("Auto-Submitted", "auto-generated");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var smtp = new TolerantSmtpClient();
            await smtp.ConnectAsync(mail.MailHost!, mail.MailPort, SecurityOf(mail.MailSecurity), patience.Token);
            if (mail.MailUser is { Length: > 0 } user)
                await smtp.AuthenticateAsync(user, mail.MailPasswordFile is { } file ? (await File.ReadAllTextAsync(file, patience.Token)).Trim() : "", patience.Token);
            await SendAsync(smtp, message, told, patience.Token);
            await smtp.DisconnectAsync(quit: true, patience.Token);
            return Judge(told.Count, smtp.Refused, notification.Rest);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Delivery.Failed($"{mail.MailHost} did not answer within {Patience.TotalSeconds:0} seconds. See whether it runs, and can be reached from this server.");
        }
        catch (ServiceNotAuthenticatedException)
        {
            return new Delivery.Failed($"{mail.MailHost} wants somebody to sign in. Set FAIRLEAD_Notifications__MailUser and FAIRLEAD_Notifications__MailPasswordFile.");
        }
        catch (AuthenticationException)
        {
            return new Delivery.Failed($"{mail.MailHost} does not accept user and password. Look at FAIRLEAD_Notifications__MailUser and the password file.");
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= 500)
        {
            return new Delivery.Refused($"{mail.MailHost} refused it with {(int)e.StatusCode}: {e.Message}");
        }
        catch (Exception e) when (e is SmtpCommandException or SmtpProtocolException or ServiceNotConnectedException or SslHandshakeException or SocketException or IOException or NotSupportedException or UnauthorizedAccessException)
        {
            return new Delivery.Failed($"{mail.MailHost}: {e.Message.Split('\n')[0]}");
        }
    }

    /// <param name="told">Addresses that it was sent to.</param>
    /// <param name="before">What was left before this attempt; <see langword="null"/> when nobody had it.</param>
    private Delivery Judge(int told, IReadOnlyList<RefusedAddress> refused, MailRest? before)
    {
        // What is refused for now, such as by a server that wants to see a stranger twice, may be taken later.
        List<RefusedAddress> forNow = [.. refused.Where(r => r.Code < 500)];
        List<RefusedAddress> forGood = [.. refused.Where(r => r.Code >= 500)];
        if (refused.Count >= told && before is null)
        {
            var nobody = TakesNothingFor(refused.Select(r => r.Told));
            return forNow.Count > 0 ? new Delivery.Failed(nobody) : new Delivery.Refused(nobody);
        }

        List<string> lost = [.. before?.Lost is { } earlier ? [earlier] : Array.Empty<string>(), .. forGood.Select(r => r.Told)];
        var words = lost.Count == 0 ? null : $"{TakesNothingFor(lost)}. The other addresses were told. Make the receiver anew without what is wrong.";
        return forNow.Count == 0
            ? new Delivery.Taken(words)
            : new Delivery.Partly(
                $"{TakesNothingFor(lost.Concat(forNow.Select(r => r.Told)))}. The other addresses were told; where it was refused for now (4xx), it is tried again.",
                new MailRest(string.Join(',', forNow.Select(r => r.Address)), lost.Count == 0 ? null : string.Join(", ", lost)));
    }

    private string TakesNothingFor(IEnumerable<string> told) => $"{options.Value.MailHost} takes nothing for {string.Join(", ", told)}";

    /// <summary>Where no address was taken, some servers refuse the text as well: the answers to the addresses say more.</summary>
    private static async Task SendAsync(TolerantSmtpClient smtp, MimeMessage message, IReadOnlyCollection<MailboxAddress> told, CancellationToken ct)
    {
        try
        {
            await smtp.SendAsync(message, message.From.Mailboxes.Single(), told, ct);
        }
        catch (SmtpCommandException) when (smtp.Refused.Count >= told.Count)
        {
        }
    }

    /// <param name="Told">The address with the server's answer.</param>
    private sealed record RefusedAddress(string Address, string Told, int Code);

    /// <summary>An address that is refused does not keep the message from the others.</summary>
    private sealed class TolerantSmtpClient : SmtpClient
    {
        /// <summary>Longest part of an answer that is kept, in characters.</summary>
        private const int MaxAnswer = 200;

        public List<RefusedAddress> Refused { get; } = [];

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
            Refused.Add(new(
                mailbox.Address,
                $"{mailbox.Address} ({(int)response.StatusCode} {PlainText.Cut(PlainText.OneLine(response.Response.Split('\n')[0]), MaxAnswer).TrimEnd()})",
                (int)response.StatusCode));

        protected override void OnNoRecipientsAccepted(MimeMessage message)
        {
            // Said by the answers that are kept.
        }
    }

    private static SecureSocketOptions SecurityOf(MailSecurity security) => security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };
}
