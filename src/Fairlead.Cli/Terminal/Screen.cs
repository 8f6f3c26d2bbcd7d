using System.Text;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Terminal;

/// <summary>
/// Standard output and standard error. Output is data: plain UTF-8, no control codes unless it is a terminal. Remarks and
/// progress go to standard error.
/// </summary>
internal sealed class Screen : IAsyncDisposable
{
    private const int WidestText = 100;
    private readonly StreamWriter _error;
    private bool _isProcess;

    private Screen(Stream output, Stream error, bool outIsTerminal, bool errorIsTerminal, bool hasColour, int width)
    {
        OutStream = output;
        Out = new StreamWriter(output, new UTF8Encoding(false), 16 * 1024, leaveOpen: true) { NewLine = "\n" };
        _error = new StreamWriter(error, new UTF8Encoding(false), 1024, leaveOpen: true) { NewLine = "\n", AutoFlush = true };
        OutIsTerminal = outIsTerminal;
        ErrorIsTerminal = errorIsTerminal;
        HasColour = hasColour;
        Width = width;
    }

    /// <summary>Below <see cref="Out"/>; flush that one first.</summary>
    public Stream OutStream { get; }

    public TextWriter Out { get; }

    public bool OutIsTerminal { get; }

    public bool ErrorIsTerminal { get; }

    /// <summary>Whether output may carry colours: a terminal that is not dumb, and NO_COLOR is not set.</summary>
    public bool HasColour { get; }

    /// <summary>Columns of the terminal; <see cref="int.MaxValue"/> when output is not one, so that nothing is cut.</summary>
    public int Width { get; }

    /// <summary>Columns for running text.</summary>
    public int TextWidth => OutIsTerminal ? Math.Clamp(Width, 20, WidestText) : 80;

    public static Screen OfProcess()
    {
        var outIsTerminal = !Console.IsOutputRedirected;
        var dumb = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        var noColour = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Screen(
            Console.OpenStandardOutput(),
            Console.OpenStandardError(),
            outIsTerminal,
            !Console.IsErrorRedirected && !dumb,
            outIsTerminal && !dumb && !noColour,
            outIsTerminal ? TerminalWidth() : int.MaxValue)
        {
            _isProcess = true,
        };
    }

    public static Screen For(Stream output, Stream error, int width = int.MaxValue, bool colour = false) =>
        new(output, error, width != int.MaxValue, errorIsTerminal: false, colour, width);

    /// <summary>One line for a person; never part of the output. A standard error that is closed is nobody's loss.</summary>
    public void Note(string text)
    {
        try
        {
            _error.WriteLine(InertText.OneLine(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody is there to be told.
        }
    }

    public void Warn(string text) => Note($"warning: {text}");

    /// <summary>Whether output goes into a pipe that nobody reads from any more. The runtime's stream takes writes to it and drops them.</summary>
    public bool IsUnread => _isProcess && !OutIsTerminal && ClosedPipe.IsOutput();

    /// <exception cref="IOException">The output cannot be written.</exception>
    public async Task FlushAsync()
    {
        await Out.FlushAsync();
        await OutStream.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await FlushAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || FileFailure.IsTooLarge(e))
        {
            // Said already when the command ended.
        }
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
