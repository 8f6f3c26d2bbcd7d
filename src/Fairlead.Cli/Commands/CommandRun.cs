using System.CommandLine;
using System.CommandLine.Help;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Commands;

/// <summary>
/// Runs what was typed: help, a usage error, or the command; and turns whatever happens into one exit code and at most one
/// line on standard error. The only place that decides exit codes of failures.
/// </summary>
internal sealed class CommandRun(RootCommand root, Screen screen, TimeProvider clock)
{
    private static readonly ParserConfiguration Parsing = new()
    {
        // "@file" is an ordinary argument here; reading arguments out of files would surprise in a CI job.
        ResponseFileTokenReplacer = null,
        EnablePosixBundling = false,
    };

    public async Task<ExitCode> RunAsync(IReadOnlyList<string> args, Interruption interruption)
    {
        var outcome = await OutcomeAsync(args, interruption);
        try
        {
            await screen.FlushAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || FileFailure.IsTooLarge(e))
        {
            return Say(CannotWrite(e));
        }

        return outcome;
    }

    private async Task<ExitCode> OutcomeAsync(IReadOnlyList<string> args, Interruption interruption)
    {
        try
        {
            return await ActAsync(args, interruption.Token);
        }
        catch (Exception) when (interruption.ExitCode is { } code)
        {
            return code;
        }
        catch (Exception e) when (Failures.Explain(e) is { } failure)
        {
            return Say(failure);
        }
        catch (Exception e) when (e is IOException || FileFailure.IsTooLarge(e))
        {
            return Say(CannotWrite(e));
        }
    }

    private async Task<ExitCode> ActAsync(IReadOnlyList<string> args, CancellationToken ct)
    {
        // As other programs have it; everywhere else --version is no option.
        var typed = root.Parse(args is ["--version"] ? ["version"] : args, Parsing);
        if (args.Count == 0 || typed.GetResult(root.Options.OfType<HelpOption>().Single()) is { Implicit: false })
        {
            screen.Out.Write(HelpText.Of(typed.CommandResult, screen.TextWidth));
            return ExitCode.Done;
        }

        if (UsageErrors.Of(typed, args) is { } error)
            throw new CommandFailedException(ExitCode.Usage, error);
        var command = (TaughtCommand)typed.CommandResult.Command;
        return await command.Act!(new Invocation(typed, screen, clock), ct);
    }

    private ExitCode Say(CommandFailedException failure)
    {
        screen.Note($"fairlead: {InertText.OneLine(failure.Message, 1_000)}");
        return failure.ExitCode;
    }

    private static CommandFailedException CannotWrite(Exception e) =>
        new(ExitCode.OutputFailed, $"cannot write the output: {FileFailure.Reason(e)}. Make room or write elsewhere, and run the command again.", e);
}
