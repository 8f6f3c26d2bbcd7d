namespace Fairlead.Web.Hosting;

/// <summary>
/// Whoever runs the host decides when it ends. The host's own watch over signals would keep a second SIGTERM, which means "at once",
/// from ending the process.
/// </summary>
internal sealed class CallersLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
