using System.Text;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>An exact text that somebody says something of: over standard input alone, which no other user and no history sees.</summary>
internal static class ExactText
{
    /// <summary>UTF-8; the server takes 100,000 characters.</summary>
    private const int LargestText = 400_000;

    /// <summary>Without one line break at its end.</summary>
    /// <exception cref="CommandFailedException">There is none, or it is no UTF-8.</exception>
    public static async Task<string> ReadAsync(Invocation invocation, CancellationToken ct)
    {
        if (!Console.IsInputRedirected)
        {
            return (await SecretInput.PromptAsync(invocation, "The exact text", ct))?.Reveal()
                ?? throw new CommandFailedException(ExitCode.Usage, "usage: the text is missing. Give it on standard input.");
        }

        var bytes = await StandardInput.ReadAsync(LargestText, "Give exactly what was found, and nothing around it.", ct);
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return text.Length > 0 ? text : throw new CommandFailedException(ExitCode.NoInput, "standard input is empty. It should hold the exact text that is fine.");
        }
        catch (DecoderFallbackException e)
        {
            throw new CommandFailedException(ExitCode.BadData, "standard input is no UTF-8, as every text of Jira is. Give the exact text that was found.", e);
        }
    }
}
