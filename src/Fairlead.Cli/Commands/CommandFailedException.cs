namespace Fairlead.Cli.Commands;

/// <summary>A command cannot go on for a reason of the world. It becomes one line on standard error and an exit code.</summary>
/// <param name="message">Names the place and the next step, in one line; never a secret.</param>
internal sealed class CommandFailedException(ExitCode exitCode, string message, Exception? cause = null)
    : Exception(message, cause)
{
    public ExitCode ExitCode { get; } = exitCode;
}
