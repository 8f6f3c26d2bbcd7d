using System.Globalization;

namespace Fairlead.Storage.Dialects;

/// <summary>
/// Keeps a second process off a SQLite file: the operating system's lock on <c>NAME.lock</c>, which goes with the process
/// however it ends. The holder's id stands in <c>NAME.pid</c>, because a locked file cannot be read, and after it the command that will end by itself.
/// </summary>
internal sealed class ProcessLock : IDisposable
{
    private const string OfServer = "Stop it, use --url to talk to it, or choose another directory with --data.";

    private readonly FileStream _file;

    private ProcessLock(FileStream file) => _file = file;

    /// <param name="command">The command that takes it and ends by itself; <see langword="null"/> for a server.</param>
    /// <exception cref="DatabaseUnavailableException">Another process holds it; the message names its process id, and its command.</exception>
    public static ProcessLock Take(string databasePath, string? command)
    {
        try
        {
            var file = new FileStream(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(databasePath + ".pid", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {command}").TrimEnd());
            return new ProcessLock(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnavailableException(DatabaseFailure.HeldByAnotherProcess, Explain(databasePath), e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Explain(string databasePath)
    {
        var place = $"The data directory '{Path.GetDirectoryName(databasePath)}' is in use by";
        return TryReadHolder(databasePath + ".pid") switch
        {
            [var process, var command] => $"{place} another command, {command} (process {process}). Wait until it has ended, then run this again.",
            [var process] => $"{place} process {process}. {OfServer}",
            _ => $"{place} another process. {OfServer}",
        };
    }

    private static string[] TryReadHolder(string path)
    {
        try
        {
            return File.ReadAllText(path).Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
