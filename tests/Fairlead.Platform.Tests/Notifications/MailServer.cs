using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Fairlead.Platform.Notifications;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Fairlead.Platform.Tests.Notifications;

/// <summary>A server that takes e-mail on this machine.</summary>
internal sealed class MailServer : MessageStore, IMailboxFilter, IAsyncDisposable
{
    private readonly ConcurrentQueue<MimeMessage> _messages = new();
    private readonly ConcurrentQueue<IReadOnlyList<string>> _envelopes = new();
    private readonly CancellationTokenSource _over = new();
    private Task _running = Task.CompletedTask;

    public IReadOnlyList<MimeMessage> Messages => [.. _messages];

    /// <summary>To whom each of them was given, whatever stands in it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Envelopes => [.. _envelopes];

    /// <summary>Addresses that it refuses.</summary>
    public IReadOnlyCollection<string> Unknown { get; set; } = [];

    /// <summary>Addresses that it refuses for now.</summary>
    public IReadOnlyCollection<string> Busy { get; set; } = [];

    /// <summary>Whether it takes nothing from anybody at present.</summary>
    public bool IsAway { get; set; }

    public NotificationOptions Options { get; private set; } = new();

    public static async Task<MailServer> StartAsync(CancellationToken ct, bool wantsSignIn = false)
    {
        var server = new MailServer();
        var port = FreePort();
        var services = new ServiceProvider();
        services.Add((IMessageStore)server);
        services.Add((IMailboxFilter)server);
        server._running = new SmtpServer.SmtpServer(
            new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(e => e.Endpoint(new IPEndPoint(IPAddress.Loopback, port)).AuthenticationRequired(wantsSignIn).AllowUnsecureAuthentication()).Build(), services).StartAsync(server._over.Token);
        server.Options = new NotificationOptions { MailHost = "127.0.0.1", MailPort = port, MailSecurity = MailSecurity.None, MailFrom = "fairlead@team.example" };
        for (var isUp = false; !isUp; await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, ct))
            isUp = await IsUpAsync(port, ct);
        return server;
    }

    public override Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        _envelopes.Enqueue([.. transaction.To.Select(t => $"{t.User}@{t.Host}")]);
        _messages.Enqueue(MimeMessage.Load(new MemoryStream(buffer.ToArray()), cancellationToken));
        return Task.FromResult(SmtpResponse.Ok);
    }

    public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) =>
        IsAway ? throw new SmtpResponseException(new SmtpResponse(SmtpReplyCode.ServiceUnavailable, "4.3.2 shutting down"), quit: true) : Task.FromResult(true);

    public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
        Busy.Contains($"{to.User}@{to.Host}")
            ? throw new SmtpResponseException(new SmtpResponse((SmtpReplyCode)450, "4.2.0 greylisted, come again"))
            : Task.FromResult(!Unknown.Contains($"{to.User}@{to.Host}"));

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> IsUpAsync(int port, CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
