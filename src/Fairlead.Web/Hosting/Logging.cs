using Fairlead.Platform.SecretScanning;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Fairlead.Web.Hosting;

/// <summary>Where the log goes and what it holds. The JSON form escapes control characters, <see cref="TextLines"/> drops them.</summary>
internal static class Logging
{
    /// <param name="scanner">Of what scanning tells beyond the rest.</param>
    public static void Configure(ILoggingBuilder logging, FairleadHostOptions options, ScannerLogLevel scanner)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.LogLevel);
        // The framework tells of every request; ours tell what mattered.
        logging.AddFilter("Microsoft", level => level >= LogLevel.Warning);
        // Expected by design: an unknown or expired token is answered, not logged with a stack.
        logging.AddFilter("Fairlead.Platform.Access.SignIn.FairleadAuthentication", level => level >= LogLevel.Warning);
        logging.AddFilter("Fairlead.Platform.SecurityInformation.SignIn.ProviderAuthentication", level => level >= LogLevel.Warning);
        logging.AddFilter(ScannerLogLevel.Category, level => scanner.Lets(level, options.LogLevel));
        switch (options.LogTarget)
        {
            case LogTarget.StandardError:
                logging.AddConsoleFormatter<TextLines, ConsoleFormatterOptions>();
                logging.AddConsole(o =>
                {
                    o.LogToStandardErrorThreshold = LogLevel.Trace;
                    o.FormatterName = TextLines.Name;
                });
                break;
            case LogTarget.JsonLines:
                logging.AddJsonConsole(o => o.UseUtcTimestamp = true);
                break;
            case LogTarget.None:
                break;
        }

        Bound(logging.Services, options.Clock);
    }

    private static void Bound(IServiceCollection services, TimeProvider clock)
    {
        if (services.All(s => s.ImplementationType != typeof(ConsoleLoggerProvider)))
            return;
        services.RemoveAll<ILoggerProvider>();
        services.AddSingleton<ConsoleLoggerProvider>();
        services.AddSingleton<ILoggerProvider>(s => new BoundedLog(s.GetRequiredService<ConsoleLoggerProvider>(), clock));
    }
}
