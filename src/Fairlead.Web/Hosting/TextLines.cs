using System.Globalization;
using Fairlead.Kernel.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Fairlead.Web.Hosting;

/// <summary>
/// The log as people read it: an entry is one line, whatever is in it. The framework's own form leaves carriage returns and escape
/// sequences in, with which a name could forge entries or move the reader's terminal (THREATS T-64).
/// </summary>
internal sealed class TextLines(TimeProvider clock) : ConsoleFormatter(Name)
{
    /// <summary>A stack trace fits; a report that got into a message does not.</summary>
    public const int MaxLength = 16_384;

    public new const string Name = "lines";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } exception)
            text = $"{text} {exception}";
        var at = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        textWriter.WriteLine($"{at} {WordOf(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] {PlainText.OneLine(PlainText.Cut(text, MaxLength))}");
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
