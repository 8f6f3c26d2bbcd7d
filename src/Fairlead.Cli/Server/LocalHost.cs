using System.Security.Cryptography;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Fairlead.Web;

namespace Fairlead.Cli.Server;

/// <summary>The host in this process, and a token for it that was made for this start and works for nothing else.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private readonly FairleadHost _host;

    private LocalHost(FairleadHost host, SecretText token)
    {
        _host = host;
        Token = token;
    }

    public Uri Address => _host.BaseAddress;

    public SecretText Token { get; }

    /// <summary>Where the first administrator signs up; null when there are users already.</summary>
    public SecretText? SetupUrl => _host.SetupUrl;

    /// <inheritdoc cref="FairleadHost.RenewSetupCodeAsync"/>
    public Task RenewSetupCodeAsync(CancellationToken ct) => _host.RenewSetupCodeAsync(ct);

    /// <summary>A token of 256 bits for <see cref="FairleadHostOptions.LocalToken"/>.</summary>
    public static SecretText NewToken() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    /// <exception cref="CommandFailedException">The host cannot start; says why.</exception>
    public static async Task<LocalHost> StartAsync(FairleadHostOptions options, Screen screen, CancellationToken ct)
    {
        var token = options.LocalToken ?? NewToken();
        try
        {
            var host = await FairleadHost.StartAsync(options with { LocalToken = token }, ct);
            foreach (var remark in host.Remarks)
                screen.Warn(remark);
            return new LocalHost(host, token);
        }
        catch (ConfigurationException e)
        {
            throw new CommandFailedException(ExitCode.Configuration, e.Message, e);
        }
        catch (ListenException e)
        {
            throw new CommandFailedException(e.IsInUse ? ExitCode.TryLater : ExitCode.Configuration, e.Message, e);
        }
        catch (DatabaseUnavailableException e)
        {
            var next = e.Failure == DatabaseFailure.StorageFull ? " Free space on it, and run this again." : "";
            throw new CommandFailedException(CodeOf(e.Failure), e.Message + next, e);
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static ExitCode CodeOf(DatabaseFailure failure) => failure switch
    {
        DatabaseFailure.HeldByAnotherProcess or DatabaseFailure.Contended => ExitCode.TryLater,
        DatabaseFailure.SchemaMismatch or DatabaseFailure.Refused => ExitCode.Configuration,
        DatabaseFailure.StorageFull => ExitCode.OutputFailed,
        _ => ExitCode.Unavailable,
    };
}
