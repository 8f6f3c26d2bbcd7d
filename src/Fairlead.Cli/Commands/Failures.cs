using Fairlead.Reports;

namespace Fairlead.Cli.Commands;

/// <summary>Translates failures of the rooms behind a command into the command line's words and exit codes.</summary>
internal static class Failures
{
    /// <returns>Null for what is not known here, such as a failure to write.</returns>
    public static CommandFailedException? Explain(Exception exception) => exception switch
    {
        CommandFailedException failed => failed,
        ReportException report => new(ExitCode.BadData, report.Explanation, report),
        UnauthorizedAccessException denied => new(ExitCode.NoInput, $"{denied.Message} Check the permissions.", denied),
        FileNotFoundException missing => new(ExitCode.NoInput, missing.Message, missing),
        DirectoryNotFoundException missing => new(ExitCode.NoInput, missing.Message, missing),
        IOException => null,
        _ => new(
            ExitCode.Internal,
            $"internal error: {exception.GetType().Name}: {exception.Message} This is a mistake in Fairlead; please report it with the command you typed.",
            exception),
    };
}
