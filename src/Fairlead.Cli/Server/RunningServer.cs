using System.Text.Json;
using Fairlead.Kernel;

namespace Fairlead.Cli.Server;

/// <summary>
/// A note that <c>serve</c> leaves in its data directory while it runs, so that other commands of the same user work with
/// the running server instead of failing on its database. The directory is its owner's alone and holds the master key too.
/// </summary>
internal sealed class RunningServer : IDisposable
{
    private const string FileName = "server.json";
    private readonly string _path;

    private RunningServer(string path) => _path = path;

    public static RunningServer Announce(string dataDirectory, Uri address, SecretText token)
    {
        var path = Path.Combine(dataDirectory, FileName);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, new Note(address, token.Reveal()));
        return new RunningServer(path);
    }

    /// <returns>Null when no server announced itself there. One that was killed leaves its note; nothing answers then.</returns>
    public static (Uri Address, SecretText Token)? Find(string dataDirectory)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(dataDirectory, FileName));
            return JsonSerializer.Deserialize<Note>(file) is { } note ? (note.Address, new SecretText(note.Token)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A note that is left behind only names an address where nothing answers.
        }
    }

    private sealed record Note(Uri Address, string Token);
}
