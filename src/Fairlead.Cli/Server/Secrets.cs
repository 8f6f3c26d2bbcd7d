using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Kernel;

namespace Fairlead.Cli.Server;

/// <summary>Takes secrets from where they do not leak: a variable, a file, a prompt. An argument works, with a warning.</summary>
internal static class Secrets
{
    private const int LongestSecret = 16 * 1024;

    /// <returns>Null when none of the three holds one.</returns>
    public static SecretText? TryRead(Invocation invocation, Option<string?> argument, Option<string?> file, string variable)
    {
        if (invocation.Get(argument) is { Length: > 0 } typed)
        {
            WarnAboutArgument(invocation, argument, $"{variable} or {file.Name}");
            return new SecretText(typed);
        }

        if (invocation.Get(file) is { Length: > 0 } path)
            return FromFile(path);
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
    public static SecretText FromFile(string path)
    {
        try
        {
            using var reader = path == "-" ? Console.In : new StreamReader(path);
            var line = ReadLine(reader);
            if (line.Length == 0)
                throw new CommandFailedException(ExitCode.NoInput, $"the first line of {path} is empty. It should hold the secret.");
            return new SecretText(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.NoInput, $"cannot read the secret from {path}: {e.Message}", e);
        }
    }

    /// <summary>Asks on the terminal without showing what is typed.</summary>
    /// <returns>Null when there is no terminal to ask on.</returns>
    public static SecretText? Prompt(Invocation invocation, string question)
    {
        if (Console.IsInputRedirected || !invocation.Screen.ErrorIsTerminal)
            return null;
        Console.Error.Write($"{question}: ");
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar) && typed.Length < LongestSecret)
                typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.Length == 0 ? null : new SecretText(typed.ToString());
    }

    private static string ReadLine(TextReader reader)
    {
        var line = new System.Text.StringBuilder();
        while (line.Length < LongestSecret && reader.Read() is >= 0 and var next && next != '\n')
            line.Append((char)next);
        return line.ToString().Trim();
    }
}
