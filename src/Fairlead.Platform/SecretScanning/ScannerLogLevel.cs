using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecretScanning;

/// <summary>How much scanning tells in the log, where an administrator wants more of it than of the rest.</summary>
public sealed class ScannerLogLevel
{
    /// <summary>The log's category of scanning.</summary>
    public const string Category = "Fairlead.Platform.SecretScanning";

    private volatile int _least = (int)LogLevel.Warning;

    /// <param name="usual">What the rest of Fairlead tells.</param>
    public bool Lets(LogLevel level, LogLevel usual) => level >= usual || (int)level >= _least;

    /// <param name="name">As the scanner API calls it.</param>
    internal void Set(string name) => _least = (int)(name switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" => LogLevel.Information,
        "ERROR" => LogLevel.Error,
        _ => LogLevel.Warning,
    });
}
