using System.CommandLine;
using System.Text;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Server;

/// <summary>Takes secrets from where they do not leak: a variable, a file, a prompt. An argument works, with a warning.</summary>
internal static class SecretInput
{
    private const int LongestSecret = 16 * 1024;

    /// <returns>Null when none of the three holds one.</returns>
    public static async Task<SecretText?> TryReadAsync(
        Invocation invocation, Option<string?> argument, Option<string?> file, string variable, CancellationToken ct)
    {
        if (invocation.Get(argument) is { Length: > 0 } typed)
        {
            WarnAboutArgument(invocation, argument, $"{variable} or {file.Name}");
            return new SecretText(typed);
        }

        if (invocation.Get(file) is { Length: > 0 } path)
            return await FromFileAsync(path, ct);
        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? new SecretText(value) : null;
    }

    public static void WarnAboutArgument(Invocation invocation, Option argument, string better) =>
        invocation.Screen.Warn(
            $"{argument.Name} on the command line can be seen by others on this machine and stays in the shell's history; use {better}.");

    /// <exception cref="CommandFailedException">The variable is not set.</exception>
    public static SecretText FromVariable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? new SecretText(value)
            : throw new CommandFailedException(ExitCode.Configuration, $"the variable {name} is not set. Export it, or name another one.");

    /// <summary>The first line of a file, or of standard input for <c>-</c>.</summary>
    /// <exception cref="CommandFailedException">It cannot be read, or is empty.</exception>
    public static async Task<SecretText> FromFileAsync(string path, CancellationToken ct)
    {
        try
        {
            using var reader = new StreamReader(path == "-" ? InterruptibleInput.Standard() : await InterruptibleInput.OpenAsync(path, ct));
            var line = await ReadLineAsync(reader, ct);
            if (line.Length == 0)
                throw new CommandFailedException(ExitCode.NoInput, $"the first line of {path} is empty. It should hold the secret.");
            return new SecretText(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.NoInput, $"cannot read the secret from {path}: {FileFailure.Reason(e)}. Name a file that this user may read.", e);
        }
    }

    /// <summary>Asks on the terminal without showing what is typed.</summary>
    /// <returns>Null when there is no terminal to ask on, or nothing was typed.</returns>
    public static async Task<SecretText?> PromptAsync(Invocation invocation, string question, CancellationToken ct)
    {
        if (Console.IsInputRedirected || !invocation.Screen.ErrorIsTerminal)
            return null;
        using var hidden = new HiddenTyping();
        if (!hidden.IsHidden)
            return null;
        await Console.Error.WriteAsync($"{question}: ");
        try
        {
            using var reader = new StreamReader(InterruptibleInput.Standard());
            var line = await ReadLineAsync(reader, ct);
            return line.Length == 0 ? null : new SecretText(line);
        }
        finally
        {
            await Console.Error.WriteLineAsync();
        }
    }

    private static async Task<string> ReadLineAsync(StreamReader reader, CancellationToken ct)
    {
        var line = new StringBuilder();
        var one = new char[1];
        while (line.Length < LongestSecret && await reader.ReadAsync(one, ct) == 1 && one[0] != '\n')
            line.Append(one[0]);
        return line.ToString().Trim();
    }
}
