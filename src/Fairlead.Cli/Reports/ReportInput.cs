using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel.Text;
using Fairlead.Reports;

namespace Fairlead.Cli.Reports;

/// <summary>A report named on the command line: a file, or <c>-</c> for standard input.</summary>
internal static class ReportInput
{
    public const string StandardInput = "-";

    /// <exception cref="CommandFailedException">There is no such file, or it cannot be read.</exception>
    public static async Task<Stream> OpenAsync(string name, CancellationToken ct)
    {
        if (name == StandardInput)
            return InterruptibleInput.Standard();
        if (Directory.Exists(name))
            throw new CommandFailedException(ExitCode.NoInput, $"{name} is a folder. Name a file in it.");
        try
        {
            return await InterruptibleInput.OpenAsync(name, ct);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailedException(ExitCode.NoInput, $"there is no file {name}. Check the path.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or ArgumentException or NotSupportedException)
        {
            throw new CommandFailedException(ExitCode.NoInput, $"cannot read {name}: {FileFailure.Reason(e)}. Name a file that this user may read.", e);
        }
    }

    /// <summary>Why a report cannot be read, with its name.</summary>
    public static CommandFailedException Refused(string name, ReportException why) =>
        new(ExitCode.BadData, $"{(name == StandardInput ? "standard input" : name)}: {why.Explanation}", why);

    /// <exception cref="CommandFailedException">No such format.</exception>
    public static ReportFormat? Format(string? typed)
    {
        if (typed is null)
            return null;
        if (ReportFormat.TryParse(typed, out var format))
            return format;
        var names = ReportReaders.Formats.Select(f => f.Name).ToList();
        var meant = NearMiss.Of(typed, names) is { } near ? $"; did you mean {near}?" : ".";
        throw new CommandFailedException(
            ExitCode.Usage,
            $"usage: there is no report format \"{InertText.OneLine(typed, 80)}\"{meant} Formats: {string.Join(", ", names)}.");
    }
}
