using Fairlead.Cli.Terminal;

namespace Fairlead.Cli.Commands;

/// <summary>What is typed or piped into a command, as a whole.</summary>
internal static class StandardInput
{
    private const int BufferSize = 8 * 1024;

    /// <param name="most">Bytes.</param>
    /// <param name="otherwise">What to give instead of a longer text; a sentence.</param>
    /// <exception cref="CommandFailedException">It is longer.</exception>
    public static async Task<byte[]> ReadAsync(int most, string otherwise, CancellationToken ct)
    {
        await using var input = InterruptibleInput.Standard();
        using var text = new MemoryStream();
        var buffer = new byte[BufferSize];
        int count;
        while ((count = await input.ReadAsync(buffer, ct)) > 0)
        {
            text.Write(buffer, 0, count);
            if (text.Length > most)
                throw new CommandFailedException(ExitCode.BadData, $"the text is longer than {most:N0} bytes. {otherwise}");
        }

        return text.ToArray();
    }
}
