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

    /// <summary>One message for all addresses.</summary>
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
        message.Headers.Add("Auto-Submitted", "auto-generated");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var smtp = new TolerantSmtpClient();
            await smtp.ConnectAsync(mail.MailHost!, mail.MailPort, SecurityOf(mail.MailSecurity), patience.Token);
            if (mail.MailUser is { Length: > 0 } user)
                await smtp.AuthenticateAsync(user, mail.MailPasswordFile is { } file ? (await File.ReadAllTextAsync(file, patience.Token)).Trim() : "", patience.Token);
            await SendAsync(smtp, message, patience.Token);
            await smtp.DisconnectAsync(quit: true, patience.Token);
            if (smtp.Refused.Count == 0)
                return new Delivery.Taken();
            var refused = $"{mail.MailHost} takes nothing for {string.Join(", ", smtp.Refused.Select(r => r.Told))}";
            // What is refused for now, such as by a server that wants to see a stranger twice, may be taken later.
            var isForNow = smtp.Refused.Exists(r => r.Code < 500);
            return (smtp.HasRefusedAll(message), isForNow) switch
            {
                (true, true) => new Delivery.Failed(refused),
                (true, false) => new Delivery.Refused(refused),
                (false, true) => new Delivery.Taken($"{refused}. The other addresses were told, and this message is not sent twice; where it was refused for now (4xx), the next one may arrive."),
                (false, false) => new Delivery.Taken($"{refused}. The other addresses were told. Make the receiver anew without what is wrong."),
            };
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

    /// <summary>Where no address was taken, some servers refuse the text as well: the answers to the addresses say more.</summary>
    private static async Task SendAsync(TolerantSmtpClient smtp, MimeMessage message, CancellationToken ct)
    {
        try
        {
            await smtp.SendAsync(message, ct);
        }
        catch (SmtpCommandException) when (smtp.HasRefusedAll(message))
        {
        }
    }

    /// <summary>An address that is refused does not keep the message from the others.</summary>
    private sealed class TolerantSmtpClient : SmtpClient
    {
        /// <summary>Longest part of an answer that is kept, in characters.</summary>
        private const int MaxAnswer = 200;

        /// <summary>Addresses, each with the server's answer.</summary>
        public List<(string Told, int Code)> Refused { get; } = [];

        public bool HasRefusedAll(MimeMessage message) => Refused.Count >= message.To.Mailboxes.Count();

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
            Refused.Add(($"{mailbox.Address} ({(int)response.StatusCode} {PlainText.Cut(PlainText.OneLine(response.Response.Split('\n')[0]), MaxAnswer).TrimEnd()})", (int)response.StatusCode));

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
