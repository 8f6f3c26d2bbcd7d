using System.CommandLine;
using System.Text;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Terminal;
using Fairlead.Client;

namespace Fairlead.Cli.Configurations;

/// <summary>A YAML file to apply, as it was named on the command line.</summary>
/// <param name="Name">For messages.</param>
internal sealed record YamlFile(string Name, string Text)
{
    public const string EveryMistake = "Every mistake in the file is listed with its line; the exit code is then 78.";

    private const int LargestBytes = 1 << 20;

    public static readonly Option<string> Option = new("--file", "-f")
    {
        Description = "The YAML file, or - for standard input",
        HelpName = "FILE",
        Required = true,
    };

    /// <exception cref="CommandFailedException">It cannot be read, or is no text.</exception>
    public static Task<YamlFile> ReadAsync(Invocation invocation, CancellationToken ct) => OfAsync(invocation.Get(Option)!, ct);

    /// <param name="file">Its path, or <c>-</c>.</param>
    /// <inheritdoc cref="ReadAsync(Invocation, CancellationToken)"/>
    public static async Task<YamlFile> OfAsync(string file, CancellationToken ct)
    {
        var text = await ReadAsync(file, ct);
        return new YamlFile(file == ReportInput.StandardInput ? "standard input" : file, text);
    }

    /// <summary>Sends it; mistakes are listed one by one.</summary>
    public Task<T> ApplyAsync<T>(Screen screen, Func<string, Task<T>> applyAsync) => SendAsync(screen, applyAsync, "applied", " Nothing was changed.");

    /// <summary>Sends it to be looked at; mistakes are listed one by one.</summary>
    public Task<T> ShowAsync<T>(Screen screen, Func<string, Task<T>> showAsync) => SendAsync(screen, showAsync, "shown", "");

    private async Task<T> SendAsync<T>(Screen screen, Func<string, Task<T>> sendAsync, string done, string consequence)
    {
        try
        {
            return await sendAsync(Text);
        }
        catch (FairleadProblemException e) when (e.Problem.Status is 400 or 422 && e.Problem.Errors is { Count: > 0 } errors)
        {
            foreach (var error in errors)
                screen.Note(Place(error.Pointer, error.Line, error.Column) + error.Message);
            throw new CommandFailedException(
                ExitCode.Configuration,
                $"{Name} is not {done}: {e.Problem.Title.ToLowerInvariant()}, {errors.Count} {(errors.Count == 1 ? "mistake" : "mistakes")} listed above.{consequence}",
                e);
        }
    }

    /// <summary>Whoever applies an empty list may have meant to delete what it held.</summary>
    /// <param name="what">What the file may hold, such as <c>trigger</c>.</param>
    public void NoteNothing(Screen screen, string what) => screen.Note($"{Name} holds no {what}, so that nothing was changed. To remove one: fairlead {what} delete NAME");

    public string Place(string? path, int? line, int? column)
    {
        var file = line is null ? Name : column is null ? $"{Name}:{line}" : $"{Name}:{line}:{column}";
        return string.IsNullOrEmpty(path) ? $"{file}: " : $"{file}: {path}: ";
    }

    private static async Task<string> ReadAsync(string name, CancellationToken ct)
    {
        await using var stream = await ReportInput.OpenAsync(name, ct);
        var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, ct) is > 0 and var count)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > LargestBytes)
                throw new CommandFailedException(ExitCode.Configuration, $"{name} is larger than 1 MiB, which no configuration is.");
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.ToArray()).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new CommandFailedException(ExitCode.Configuration, $"{name} is not UTF-8 text. Save it as UTF-8.", e);
        }
    }
}
