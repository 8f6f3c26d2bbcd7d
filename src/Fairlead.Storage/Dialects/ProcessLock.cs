using System.Globalization;

namespace Fairlead.Storage.Dialects;

/// <summary>
/// Keeps a second process off a SQLite file: the operating system's lock on <c>NAME.lock</c>, which goes with the process
/// however it ends. The holder's id stands in <c>NAME.pid</c>, because a locked file cannot be read.
/// </summary>
internal sealed class ProcessLock : IDisposable
{
    private readonly FileStream _file;

    private ProcessLock(FileStream file) => _file = file;

    /// <exception cref="DatabaseUnavailableException">Another process holds it; the message names its process id.</exception>
    public static ProcessLock Take(string databasePath)
    {
        try
        {
            var file = new FileStream(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(databasePath + ".pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
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
        var holder = TryReadHolder(databasePath + ".pid");
        var who = holder is null ? "another process" : $"process {holder}";
        return $"The data directory '{Path.GetDirectoryName(databasePath)}' is in use by {who}. "
            + "Stop it, use --url to talk to it, or choose another directory with --data.";
    }

    private static string? TryReadHolder(string path)
    {
        try
        {
            return File.ReadAllText(path) is { Length: > 0 } text ? text : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
