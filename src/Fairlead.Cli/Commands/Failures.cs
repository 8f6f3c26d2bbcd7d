using Fairlead.Cli.Connections;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Text;
using Fairlead.Reports;

namespace Fairlead.Cli.Commands;

/// <summary>Translates failures of what is behind a command into one line and an exit code.</summary>
internal static class Failures
{
    private const int MaxTold = 5;

    /// <returns>Null for a failure to write the output, which the caller explains.</returns>
    public static CommandFailedException? Explain(Exception exception) => exception switch
    {
        CommandFailedException failed => failed,
        FairleadProblemException problem => new(CodeOf(problem), TextOf(problem), problem),
        FairleadUnavailableException unavailable => new(CodeOf(unavailable.Failure), unavailable.Message, unavailable),
        ReportException report => new(ExitCode.BadData, report.Explanation, report),
        IOException or UnauthorizedAccessException => null,
        _ when FileFailure.IsTooLarge(exception) => null,
        _ => new(
            ExitCode.Internal,
            $"internal error: {exception.GetType().Name}: {exception.Message} This is a mistake in Fairlead; please report it with the command you typed.",
            exception),
    };

    private static ExitCode CodeOf(FairleadFailure failure) => failure switch
    {
        FairleadFailure.Timeout => ExitCode.TryLater,
        FairleadFailure.NotFairlead => ExitCode.Protocol,
        _ => ExitCode.Unavailable,
    };

    private static ExitCode CodeOf(FairleadProblemException problem) => problem.Problem.Status switch
    {
        401 or 403 => ExitCode.NotAllowed,
        404 => ExitCode.NoInput,
        408 or 429 => ExitCode.TryLater,
        409 when HealsByItself(problem.Problem) => ExitCode.TryLater,
        405 or 406 or 415 => ExitCode.Protocol,
        507 => ExitCode.OutputFailed,
        500 => ExitCode.Internal,
        >= 500 => ExitCode.Unavailable,
        _ when ConnectionsClient.FailedTest(problem) is { } test => ConnectionTestCommand.CodeOf(test),
        _ when problem.Problem.Title.Contains("onfiguration", StringComparison.Ordinal)
            || problem.Problem.Title.Contains("YAML", StringComparison.Ordinal) => ExitCode.Configuration,
        _ => ExitCode.BadData,
    };

    /// <summary>Most conflicts stay until a person decides: a name that is taken, a report older than the latest.</summary>
    private static bool HealsByItself(ProblemDocument conflict) =>
        conflict.Title is "Request in progress" or "Scan already running" || conflict.Code is "changed_meanwhile" or "connection_paused";

    private static string TextOf(ProblemError error)
    {
        var place = error.Pointer ?? error.Parameter ?? (error.Line is { } line ? $"line {line}" : null);
        return string.IsNullOrEmpty(place) || error.Message.StartsWith($"{place}: ", StringComparison.Ordinal) ? error.Message : $"{place}: {error.Message}";
    }

    private static string TextOf(FairleadProblemException exception)
    {
        var problem = exception.Problem;
        var text = problem.Detail is { Length: > 0 } detail ? $"{problem.Title}: {detail}" : problem.Title;
        if (problem.Errors is [var first, ..] && !text.Contains(first.Message, StringComparison.Ordinal))
        {
            // The detail of several only counts them and points at them.
            var said = problem.Errors.Count == 1 ? $"{text.TrimEnd('.')}. " : $"{problem.Title}: ";
            var more = problem.Errors.Count > MaxTold ? $" (and {problem.Errors.Count - MaxTold} more)" : "";
            text = $"{said}{string.Join("; ", problem.Errors.Take(MaxTold).Select(e => TextOf(e).TrimEnd('.')))}{more}.";
        }

        if (problem is { Status: 500, TraceId: { } trace })
            text = $"{text} traceId {trace}. This is a mistake in Fairlead; please report it with the command you typed.";
        return exception.RetryAfter is { } wait ? $"{text} Try again in {wait.TotalSeconds:0} s." : text;
    }
}
