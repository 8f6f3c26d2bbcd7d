using System.Runtime.InteropServices;

namespace Fairlead.Cli.Commands;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks the command to end in order, the second ends the process at once. A write over the limit
/// that <c>ulimit -f</c> sets would end it too; it fails instead, and is told as a full disk is.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>SIGXFSZ on Linux and macOS; the runtime knows no name for it.</summary>
    private const PosixSignal FileSizeLimit = (PosixSignal)25;

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Interruption()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, On));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, On));
        if (!OperatingSystem.IsWindows())
            _registrations.Add(PosixSignalRegistration.Create(FileSizeLimit, context => context.Cancel = true));
    }

    public CancellationToken Token => _source.Token;

    /// <summary>What the process ends with when the interruption stopped it; null while nothing happened.</summary>
    public ExitCode? ExitCode { get; private set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void On(PosixSignalContext context)
    {
        if (ExitCode is not null)
            return;
        ExitCode = context.Signal == PosixSignal.SIGINT ? Commands.ExitCode.Interrupted : Commands.ExitCode.Terminated;
        context.Cancel = true;
        _source.Cancel();
    }
}
